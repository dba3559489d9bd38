//! The keys of a deployment: one that signs, all that verify, and how they rest.

mod foreign;
mod ring;
mod seal;
mod secret_key;

use std::sync::Arc;

use countersign_token::{
    DecodeError, Decoded, KeyError, KeySet, SigningKey, Timestamp, TokenPolicy, Verifier, VerifyingKey, jws,
};

pub use foreign::{ForeignKeys, JwksSource, JwksUnavailable};
pub use ring::{NewKey, Ring, RingError, add_to_ring, load_ring, open_ring};
pub use seal::{SealError, SealingKey};
pub use secret_key::{SecretKeyError, load_secret_key, open_secret_key};

/// What signs and what verifies.
#[derive(Debug, Clone)]
pub struct Keys {
    signing: SigningKey,
    verifier: Verifier,
    foreign: Option<Arc<ForeignKeys>>,
}

/// Whose key a token was signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signer {
    /// One of this deployment.
    Ours,
    /// One that was fetched.
    Foreign,
}

impl Keys {
    /// `signing` signs; tokens of it and of `further` keys verify.
    ///
    /// # Errors
    /// Two keys have one `kid`.
    pub fn new(signing: SigningKey, further: Vec<VerifyingKey>, policy: TokenPolicy) -> Result<Self, KeyError> {
        let mut verifying = vec![signing.verifying_key()];
        verifying.extend(further);
        Ok(Self { signing, verifier: Verifier::new(KeySet::new(verifying)?, policy), foreign: None })
    }

    /// Tokens of another issuer verify too: by the key that they name, if it is one of `foreign`.
    #[must_use]
    pub fn with_foreign(self, foreign: ForeignKeys) -> Self {
        Self { foreign: Some(Arc::new(foreign)), ..self }
    }

    /// Decodes a token that any of the keys signed. It waits only for a key that has to be fetched.
    pub(crate) async fn decode(&self, token: &str, now: Timestamp) -> Result<(Decoded, Signer), DecodeError> {
        let cause = match self.verifier.decode(token, now) {
            Ok(decoded) => return Ok((decoded, Signer::Ours)),
            Err(cause) => cause,
        };
        let not_ours = matches!(cause, DecodeError::UnknownKey | DecodeError::AlgorithmMismatch);
        let Some(foreign) = self.foreign.as_ref().filter(|_| not_ours) else { return Err(cause) };
        let (header, _) = jws::inspect_unverified(token)?;
        let kid = header.get("kid").and_then(|kid| kid.as_str()).ok_or(cause)?;
        let keys = foreign.having(kid).await.ok_or(DecodeError::UnknownKey)?;
        Ok((self.verifier.decode_with(&keys, token, now)?, Signer::Foreign))
    }

    /// The key that signs.
    #[must_use]
    pub fn signing(&self) -> &SigningKey {
        &self.signing
    }

    /// Decodes tokens that any of the keys signed.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The rules of tokens.
    #[must_use]
    pub fn policy(&self) -> &TokenPolicy {
        self.verifier.policy()
    }
}
