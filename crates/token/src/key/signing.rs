//! Keys that sign.

use std::{fmt, sync::Arc};

use zeroize::Zeroizing;

use super::{
    Jwk, KeyError, VerifyingKey,
    pem::{self, Label},
    secret::{Strength, hmac_key},
    signer::Signer,
};
use crate::{Algorithm, SignError, base64url, header};

/// A key that signs with one algorithm. Cheap to clone; `Debug` shows nothing of the secret.
///
/// ```
/// use countersign_token::{Algorithm, SigningKey};
///
/// let key = SigningKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?;
/// assert!(SigningKey::from_secret(Algorithm::Hs256, b"too short").is_err());
/// assert_eq!((key.algorithm(), key.kid()), (Algorithm::Hs256, None));
/// assert!(key.verifying_key().matches(&key));
/// # Ok::<(), countersign_token::KeyError>(())
/// ```
#[derive(Clone)]
pub struct SigningKey {
    verifying: VerifyingKey,
    /// The encoded header of every token that this key signs.
    header: Arc<str>,
    signer: Arc<Signer>,
}

impl SigningKey {
    /// Take an HMAC secret, at least as long as its hash (RFC 7518 §3.2).
    ///
    /// # Errors
    /// [`KeyError::WrongKind`] unless the algorithm is HMAC; [`KeyError::EmptySecret`], [`KeyError::WeakSecret`], and
    /// [`KeyError::KeyFileAsSecret`] for the text of a PEM or OpenSSH key.
    pub fn from_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, KeyError> {
        Self::from_hmac(algorithm, secret, Strength::Full)
    }

    /// Take an HMAC secret of any length but none, for a short Django `SECRET_KEY` that is already in use.
    ///
    /// # Errors
    /// Those of [`from_secret`](Self::from_secret) without [`KeyError::WeakSecret`].
    ///
    /// ```
    /// use countersign_token::{Algorithm, SigningKey};
    ///
    /// let secret = b"django-insecure-short";
    /// assert!(SigningKey::from_secret(Algorithm::Hs256, secret).is_err());
    /// assert!(SigningKey::from_weak_secret(Algorithm::Hs256, secret).is_ok());
    /// ```
    pub fn from_weak_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, KeyError> {
        Self::from_hmac(algorithm, secret, Strength::Any)
    }

    /// Read a private key in PEM: PKCS#8 (`PRIVATE KEY`), PKCS#1 (`RSA PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`).
    ///
    /// # Errors
    /// [`KeyError::Malformed`] unless there is exactly one block of a known label; [`KeyError::Encrypted`];
    /// [`KeyError::NotPrivate`]; [`KeyError::WrongKind`] if the key does not fit the algorithm; what [`KeyError`] says of
    /// weak RSA keys.
    ///
    /// ```
    /// use countersign_token::{Algorithm, KeyError, SigningKey};
    ///
    /// // The key of RFC 8410 §10.3.
    /// let pem = "-----BEGIN PRIVATE KEY-----
    /// MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
    /// -----END PRIVATE KEY-----";
    /// assert!(SigningKey::from_pem(Algorithm::EdDsa, pem).is_ok());
    /// assert_eq!(SigningKey::from_pem(Algorithm::Es256, pem).unwrap_err(), KeyError::WrongKind);
    /// ```
    pub fn from_pem(algorithm: Algorithm, pem: &str) -> Result<Self, KeyError> {
        let (label, der) = pem::parse(pem)?;
        Self::from_der(algorithm, label, &der)
    }

    /// Read a private key in PKCS#8 (RFC 5208), unencrypted.
    ///
    /// # Errors
    /// [`KeyError::WrongKind`] if it is none or does not fit the algorithm; what [`KeyError`] says of weak RSA keys.
    ///
    /// ```
    /// use countersign_token::{Algorithm, SigningKey};
    ///
    /// let key = SigningKey::generate(Algorithm::Es256)?;
    /// let stored = key.to_pkcs8_der().expect("a key pair");
    /// let again = SigningKey::from_pkcs8_der(Algorithm::Es256, &stored)?;
    /// assert!(key.verifying_key().matches(&again));
    /// # Ok::<(), countersign_token::KeyError>(())
    /// ```
    pub fn from_pkcs8_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, KeyError> {
        Self::from_der(algorithm, Label::Pkcs8, der)
    }

    /// Read a private JWK (RFC 7517) or a secret one (`oct`), with its `kid`.
    ///
    /// # Errors
    /// [`KeyError::NotPrivate`]; [`KeyError::MissingAlgorithm`] for an RSA key or a secret without `alg`;
    /// [`KeyError::Unsupported`] and [`KeyError::NotForSignatures`] for keys of other uses; [`KeyError::Invalid`] if the
    /// private part does not belong to the public one; those of [`from_secret`](Self::from_secret).
    ///
    /// ```
    /// use countersign_token::{Algorithm, Jwk, SigningKey};
    ///
    /// // The key of RFC 8037 §A.1.
    /// let jwk = Jwk::parse(
    ///     r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    ///         "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    /// )?;
    /// assert_eq!(SigningKey::from_jwk(&jwk)?.algorithm(), Algorithm::EdDsa);
    /// # Ok::<(), countersign_token::KeyError>(())
    /// ```
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        jwk.signing_key(None)
    }

    /// Read a private JWK (RFC 7517) for `algorithm`, which an RSA key need not name itself, with its `kid`.
    ///
    /// ```
    /// use countersign_token::{Algorithm, Jwk, KeyError, SigningKey};
    ///
    /// let jwk = Jwk::parse(r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0i"}"#)?;
    /// assert_eq!(SigningKey::from_jwk(&jwk).unwrap_err(), KeyError::MissingAlgorithm);
    /// assert_eq!(SigningKey::from_jwk_for(Algorithm::Hs384, &jwk)?.algorithm(), Algorithm::Hs384);
    /// # Ok::<(), KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`KeyError::WrongKind`] if its `alg`, type or curve says another algorithm; those of [`from_jwk`](Self::from_jwk).
    pub fn from_jwk_for(algorithm: Algorithm, jwk: &Jwk) -> Result<Self, KeyError> {
        let key = jwk.signing_key(Some(algorithm))?;
        if key.algorithm() == algorithm { Ok(key) } else { Err(KeyError::WrongKind) }
    }

    /// The private key in PEM: PKCS#8 (`PRIVATE KEY`, RFC 5208), for a file that nobody else can read; `None` for a secret.
    ///
    /// ```
    /// use countersign_token::{Algorithm, SigningKey};
    ///
    /// let key = SigningKey::generate(Algorithm::EdDsa)?;
    /// let pem = key.to_pkcs8_pem().expect("a key pair");
    /// assert!(SigningKey::from_pem(Algorithm::EdDsa, &pem)?.verifying_key().matches(&key));
    /// # Ok::<(), countersign_token::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> Option<Zeroizing<String>> {
        self.to_pkcs8_der().map(|der| pem::private_key(&der))
    }

    /// Make a new key with the cryptographic library's own generator; RSA keys get 2048 bits.
    ///
    /// # Errors
    /// [`KeyError::WrongKind`] for HMAC, whose secrets come from the caller; [`KeyError::Library`] if chance runs dry.
    ///
    /// ```
    /// use countersign_token::{Algorithm, KeyError, SigningKey};
    ///
    /// let key = SigningKey::generate(Algorithm::Ps256)?;
    /// assert_eq!(key.algorithm(), Algorithm::Ps256);
    /// assert_eq!(SigningKey::generate(Algorithm::Hs256).unwrap_err(), KeyError::WrongKind);
    /// # Ok::<(), countersign_token::KeyError>(())
    /// ```
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        Self::new(algorithm, Signer::generate(algorithm)?)
    }

    /// The private key in PKCS#8 v1 (RFC 5208), to be sealed and stored; `None` for a secret.
    ///
    /// ```
    /// use countersign_token::{Algorithm, SigningKey};
    ///
    /// let key = SigningKey::generate(Algorithm::EdDsa)?;
    /// let secret = SigningKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?;
    /// assert!(key.to_pkcs8_der().is_some() && secret.to_pkcs8_der().is_none());
    /// # Ok::<(), countersign_token::KeyError>(())
    /// ```
    #[must_use]
    pub fn to_pkcs8_der(&self) -> Option<Zeroizing<Vec<u8>>> {
        self.signer.to_pkcs8_der()
    }

    /// Name the key: its tokens carry this `kid`.
    ///
    /// ```
    /// use countersign_token::{Algorithm, SigningKey, jws};
    ///
    /// let key = SigningKey::generate(Algorithm::EdDsa)?.with_kid("2026-1");
    /// let (header, _) = jws::inspect_unverified(&jws::sign(b"{}", &key)?)?;
    /// assert_eq!(header["kid"], "2026-1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_kid(self, kid: impl Into<String>) -> Self {
        Self::assemble(self.verifying.with_kid(kid), self.signer)
    }

    /// Name the key by its thumbprint (RFC 7638). A secret has none and stays as it is, as in SimpleJWT.
    ///
    /// ```
    /// use countersign_token::{Algorithm, SigningKey};
    ///
    /// let key = SigningKey::generate(Algorithm::Es256)?.with_thumbprint_kid();
    /// assert_eq!(key.kid(), key.verifying_key().thumbprint().as_deref());
    /// # Ok::<(), countersign_token::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_thumbprint_kid(self) -> Self {
        Self::assemble(self.verifying.with_thumbprint_kid(), self.signer)
    }

    /// The key's name.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.verifying.kid()
    }

    /// The only algorithm the key is used with.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.verifying.algorithm()
    }

    /// The key that verifies what this one signs, under the same name.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        self.verifying.clone()
    }

    pub(super) fn new(algorithm: Algorithm, signer: Signer) -> Result<Self, KeyError> {
        let check = signer.check(algorithm)?;
        Ok(Self::assemble(VerifyingKey::new(algorithm, check), Arc::new(signer)))
    }

    pub(super) fn from_der(algorithm: Algorithm, label: Label, der: &[u8]) -> Result<Self, KeyError> {
        Self::new(algorithm, Signer::from_der(algorithm, label, der)?)
    }

    fn from_hmac(algorithm: Algorithm, secret: &[u8], strength: Strength) -> Result<Self, KeyError> {
        let key = hmac_key(algorithm, secret, strength)?;
        Self::new(algorithm, Signer::Hmac(Arc::new(key)))
    }

    fn assemble(verifying: VerifyingKey, signer: Arc<Signer>) -> Self {
        let header = header::encode(verifying.algorithm(), verifying.kid()).into();
        Self { verifying, header, signer }
    }

    pub(crate) fn header(&self) -> &str {
        &self.header
    }

    /// Bytes of a token of this key around a payload of `payload` bytes.
    pub(crate) fn token_len(&self, payload: usize) -> usize {
        let segments = [payload, self.signer.signature_len()].map(base64url::encoded_len);
        segments.into_iter().fold(self.header.len() + 2, usize::saturating_add)
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        self.signer.sign(message)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("algorithm", &self.algorithm())
            .field("kid", &self.kid())
            .finish_non_exhaustive()
    }
}
