//! The keys of a deployment: one that signs, all that verify, and how they rest.

mod ring;
mod seal;
mod secret_key;

use countersign_token::{KeyError, KeySet, SigningKey, TokenPolicy, Verifier, VerifyingKey};

pub use ring::{NewKey, Ring, RingError, add_to_ring, load_ring, open_ring};
pub use seal::{SealError, SealingKey};
pub use secret_key::{SecretKeyError, load_secret_key, open_secret_key};

/// What signs and what verifies.
#[derive(Debug, Clone)]
pub struct Keys {
    signing: SigningKey,
    verifier: Verifier,
}

impl Keys {
    /// `signing` signs; tokens of it and of `further` keys verify.
    ///
    /// # Errors
    /// Two keys have one `kid`.
    pub fn new(signing: SigningKey, further: Vec<VerifyingKey>, policy: TokenPolicy) -> Result<Self, KeyError> {
        let mut verifying = vec![signing.verifying_key()];
        verifying.extend(further);
        Ok(Self { signing, verifier: Verifier::new(KeySet::new(verifying)?, policy) })
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
