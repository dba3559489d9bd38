//! The keys that a verifier accepts.

use super::{Jwk, JwkSet, KeyError, VerifyingKey};
use crate::{Algorithm, DecodeError, header::Header};

/// Verifying keys, of one algorithm or several.
///
/// Which of them a token is checked with:
/// - it names a `kid` and any key of the set has a name: the key of that name alone, which must be of the token's `alg`;
/// - no key of the set has a name (secrets, as in SimpleJWT): a `kid` in the token means nothing, as in PyJWT;
/// - it names none: every key of its `alg`, eight at most.
///
/// ```
/// use countersign_token::{Algorithm, KeySet, SigningKey};
///
/// let old = SigningKey::generate(Algorithm::Es256)?.with_thumbprint_kid();
/// let new = SigningKey::generate(Algorithm::EdDsa)?.with_thumbprint_kid();
/// let published = serde_json::to_string(&KeySet::new(vec![old.verifying_key(), new.verifying_key()])?.to_jwks())?;
/// assert_eq!(KeySet::from_jwks_json(&published, None)?.keys().len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct KeySet {
    keys: Vec<VerifyingKey>,
    named: bool,
}

impl KeySet {
    /// Collect keys. A set of none refuses every token.
    ///
    /// # Errors
    /// [`KeyError::DuplicateKid`] if two keys have the same name.
    pub fn new(keys: Vec<VerifyingKey>) -> Result<Self, KeyError> {
        let mut kids: Vec<_> = keys.iter().filter_map(VerifyingKey::kid).collect();
        let named = !kids.is_empty();
        kids.sort_unstable();
        if kids.array_windows().any(|[one, next]| one == next) {
            return Err(KeyError::DuplicateKid);
        }
        Ok(Self { keys, named })
    }

    /// Read a JWK set (RFC 7517 §5), such as another server publishes. `fallback` is the algorithm of RSA keys and
    /// secrets that name none; without it they are refused.
    ///
    /// Keys for encryption and keys of unsupported types are left out, as the RFC asks; a key that is for signatures and
    /// is weak or wrong fails the whole set.
    ///
    /// # Errors
    /// [`KeyError::MixedSet`] for secrets among public keys; [`KeyError::DuplicateKid`]; those of
    /// [`VerifyingKey::from_jwk`].
    pub fn from_jwks_json(json: &str, fallback: Option<Algorithm>) -> Result<Self, KeyError> {
        let set: JwkSet = serde_json::from_str(json).map_err(|_| KeyError::Malformed)?;
        if set.keys.iter().any(Jwk::is_symmetric) && !set.keys.iter().all(Jwk::is_symmetric) {
            return Err(KeyError::MixedSet);
        }
        let keys = set
            .keys
            .iter()
            .map(|jwk| jwk.verifying_key(fallback))
            .filter(|key| !matches!(key, Err(KeyError::NotForSignatures | KeyError::Unsupported)));
        Self::new(keys.collect::<Result<_, _>>()?)
    }

    /// The keys, in the order given.
    #[must_use]
    pub fn keys(&self) -> &[VerifyingKey] {
        &self.keys
    }

    /// The public keys as a JWK set. Secrets are left out.
    #[must_use]
    pub fn to_jwks(&self) -> JwkSet {
        JwkSet { keys: self.keys.iter().filter_map(VerifyingKey::to_jwk).collect() }
    }

    /// The keys to try on a token with this header: at least one.
    pub(crate) fn candidates(&self, header: &Header) -> Result<impl Iterator<Item = &VerifyingKey>, DecodeError> {
        let algorithm = header.algorithm;
        let wanted = header.kid.as_deref().filter(|_| self.named);
        let named = move |key: &&VerifyingKey| wanted.is_none_or(|kid| key.kid() == Some(kid));
        if !self.keys.iter().any(|key| named(&key)) {
            return Err(DecodeError::UnknownKey);
        }
        let mut keys = self.keys.iter().filter(named).filter(move |key| key.algorithm() == algorithm).peekable();
        if keys.peek().is_some() { Ok(keys) } else { Err(DecodeError::AlgorithmMismatch) }
    }
}
