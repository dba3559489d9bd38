//! Keys that check.

use std::{fmt, sync::Arc};

use aws_lc_rs::hmac;

use super::{
    Jwk, KeyError, SigningKey, pem,
    public::PublicKey,
    secret::{Strength, hmac_key},
};
use crate::Algorithm;

/// A key that verifies signatures of one algorithm. Cheap to clone; `Debug` shows neither secret nor numbers.
///
/// ```
/// use countersign_token::{Algorithm, SigningKey, VerifyingKey};
///
/// let signing = SigningKey::generate(Algorithm::Es384)?.with_thumbprint_kid();
/// let published = signing.verifying_key().to_jwk().expect("a public key");
/// let verifying = VerifyingKey::from_jwk(&published)?;
/// assert!(verifying.algorithm() == Algorithm::Es384 && verifying.matches(&signing));
/// assert_eq!(verifying.kid(), verifying.thumbprint().as_deref());
/// # Ok::<(), countersign_token::KeyError>(())
/// ```
#[derive(Clone)]
pub struct VerifyingKey {
    algorithm: Algorithm,
    kid: Option<Arc<str>>,
    check: Arc<Check>,
}

pub(super) enum Check {
    Hmac(Arc<hmac::Key>),
    Public(PublicKey),
}

impl VerifyingKey {
    pub(super) fn new(algorithm: Algorithm, check: Check) -> Self {
        Self { algorithm, kid: None, check: Arc::new(check) }
    }

    /// Take an HMAC secret, at least as long as its hash (RFC 7518 §3.2).
    ///
    /// # Errors
    /// [`KeyError::WrongKind`] unless the algorithm is HMAC; [`KeyError::EmptySecret`], [`KeyError::WeakSecret`], and
    /// [`KeyError::KeyFileAsSecret`] for the text of a PEM or OpenSSH key.
    ///
    /// ```
    /// use countersign_token::{Algorithm, KeyError, VerifyingKey};
    ///
    /// assert!(VerifyingKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance").is_ok());
    /// let public = b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA";
    /// assert_eq!(VerifyingKey::from_secret(Algorithm::Hs256, public).unwrap_err(), KeyError::KeyFileAsSecret);
    /// ```
    pub fn from_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, KeyError> {
        hmac_key(algorithm, secret, Strength::Full).map(|key| Self::new(algorithm, Check::Hmac(key.into())))
    }

    /// Take an HMAC secret of any length but none, for a short Django `SECRET_KEY` that is already in use.
    ///
    /// # Errors
    /// Those of [`from_secret`](Self::from_secret) without [`KeyError::WeakSecret`].
    ///
    /// ```
    /// use countersign_token::{Algorithm, VerifyingKey};
    ///
    /// assert!(VerifyingKey::from_weak_secret(Algorithm::Hs256, b"django-insecure-short").is_ok());
    /// ```
    pub fn from_weak_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, KeyError> {
        hmac_key(algorithm, secret, Strength::Any).map(|key| Self::new(algorithm, Check::Hmac(key.into())))
    }

    /// Read a public key in PEM (`PUBLIC KEY`, `RSA PUBLIC KEY`), or take the public half of a private one.
    ///
    /// # Errors
    /// [`KeyError::Malformed`] unless there is exactly one block of a known label; [`KeyError::WrongKind`] if the key does
    /// not fit the algorithm; what [`KeyError`] says of weak RSA keys and invalid points.
    ///
    /// ```
    /// use countersign_token::{Algorithm, KeyError, VerifyingKey};
    ///
    /// let pem = "-----BEGIN PUBLIC KEY-----
    /// MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
    /// -----END PUBLIC KEY-----";
    /// assert!(VerifyingKey::from_pem(Algorithm::EdDsa, pem).is_ok());
    /// assert_eq!(VerifyingKey::from_pem(Algorithm::Rs256, pem).unwrap_err(), KeyError::WrongKind);
    /// ```
    pub fn from_pem(algorithm: Algorithm, pem: &str) -> Result<Self, KeyError> {
        let (label, der) = pem::parse(pem)?;
        match label {
            pem::Label::Spki | pem::Label::Pkcs1Public => {
                PublicKey::from_der(algorithm, &der).map(|key| Self::new(algorithm, Check::Public(key)))
            }
            pem::Label::Pkcs8 | pem::Label::Pkcs1 | pem::Label::Sec1 => {
                SigningKey::from_der(algorithm, label, &der).map(|key| key.verifying_key())
            }
        }
    }

    /// Read a JWK (RFC 7517) that says which algorithm it is for: by `alg`, or by its curve.
    ///
    /// # Errors
    /// [`KeyError::MissingAlgorithm`] for an RSA key or a secret without `alg`; [`KeyError::Unsupported`] and
    /// [`KeyError::NotForSignatures`] for keys of other uses; those of [`from_pem`](Self::from_pem) and
    /// [`from_secret`](Self::from_secret).
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        jwk.verifying_key(None)
    }

    /// The same, for a key that may leave its algorithm open, as RSA keys and secrets do: `fallback` is taken then.
    ///
    /// # Errors
    /// Those of [`from_jwk`](Self::from_jwk); a key that cannot be of `fallback` where it names none.
    ///
    /// ```
    /// use countersign_token::{Algorithm, Jwk, VerifyingKey};
    ///
    /// let secret = Jwk::parse(r#"{"kty":"oct","k":"dGhpcnR5LXR3byBieXRlcyBvciBtb3JlIG9mIGNoYW5jZQ"}"#)?;
    /// assert!(VerifyingKey::from_jwk(&secret).is_err());
    /// assert_eq!(VerifyingKey::from_jwk_for(&secret, Algorithm::Hs256)?.algorithm(), Algorithm::Hs256);
    /// # Ok::<(), countersign_token::KeyError>(())
    /// ```
    pub fn from_jwk_for(jwk: &Jwk, fallback: Algorithm) -> Result<Self, KeyError> {
        jwk.verifying_key(Some(fallback))
    }

    /// Name the key: tokens that carry this `kid` are checked with it.
    ///
    /// ```
    /// use countersign_token::{Algorithm, VerifyingKey};
    ///
    /// let old = VerifyingKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?.with_kid("old");
    /// assert_eq!(old.kid(), Some("old"));
    /// # Ok::<(), countersign_token::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_kid(mut self, kid: impl Into<String>) -> Self {
        self.kid = Some(kid.into().into());
        self
    }

    /// Name the key by its thumbprint (RFC 7638). A secret has none and stays as it is.
    #[must_use]
    pub fn with_thumbprint_kid(self) -> Self {
        match self.thumbprint() {
            Some(thumbprint) => self.with_kid(thumbprint),
            None => self,
        }
    }

    /// The key's name.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The only algorithm the key is used with.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The public key as a JWK with `use` and `alg`; `None` for a secret.
    #[must_use]
    pub fn to_jwk(&self) -> Option<Jwk> {
        self.public().map(|public| Jwk::of(public.numbers(), self.algorithm, self.kid()))
    }

    /// The SHA-256 thumbprint of the public key in base64url (RFC 7638); `None` for a secret.
    #[must_use]
    pub fn thumbprint(&self) -> Option<String> {
        self.public().map(|public| Jwk::thumbprint(public.numbers()))
    }

    /// This key verifies what `signing` signs. Signs once to find out; the name of either key is not asked.
    #[must_use]
    pub fn matches(&self, signing: &SigningKey) -> bool {
        const PROBE: &[u8] = b"do these keys belong together?";
        self.algorithm == signing.algorithm()
            && signing.sign(PROBE).is_ok_and(|signature| self.verify(PROBE, &signature))
    }

    /// Constant in time for HMAC; for public keys nothing is secret.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match &*self.check {
            Check::Hmac(key) => hmac::verify(key, message, signature).is_ok(),
            Check::Public(key) => key.verify(message, signature),
        }
    }

    fn public(&self) -> Option<&PublicKey> {
        match &*self.check {
            Check::Hmac(_) => None,
            Check::Public(key) => Some(key),
        }
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey")
            .field("algorithm", &self.algorithm)
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}
