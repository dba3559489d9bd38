//! Why a key is refused.

/// Why a key or a set of keys is refused. No variant carries any part of a key.
///
/// ```
/// use countersign_token::{Algorithm, KeyError, SigningKey};
///
/// let refused = SigningKey::from_secret(Algorithm::Hs512, b"too short").unwrap_err();
/// assert_eq!(refused, KeyError::WeakSecret(64));
/// assert_eq!(refused.to_string(), "secret is shorter than 64 bytes");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not well-formed PEM, DER or JSON, or a JWK member that is missing, repeated or of the wrong length.
    #[error("key is malformed")]
    Malformed,
    /// PEM with a passphrase; decrypt it first.
    #[error("key is encrypted")]
    Encrypted,
    /// The key is of another type or on another curve than its algorithm needs.
    #[error("key is of another kind than its algorithm")]
    WrongKind,
    /// A public key was given where a private one is needed.
    #[error("key has no private part")]
    NotPrivate,
    /// An HMAC secret of no bytes.
    #[error("secret is empty")]
    EmptySecret,
    /// An HMAC secret shorter than its hash (RFC 7518 §3.2); the field is the least length in bytes.
    #[error("secret is shorter than {0} bytes")]
    WeakSecret(usize),
    /// A key file given as an HMAC secret: a public one would let everybody sign.
    #[error("secret is the text of a key file")]
    KeyFileAsSecret,
    /// An RSA modulus that is even or not of 2048 to 8192 bits (RFC 7518 §3.3).
    #[error("RSA modulus is not odd and of 2048 to 8192 bits")]
    RsaModulus,
    /// An RSA exponent that is even or less than 3.
    #[error("RSA exponent is even or too small")]
    RsaExponent,
    /// An RSA key of the generator behind CVE-2017-15361 ("ROCA"): its factors can be computed.
    #[error("RSA modulus can be factored (CVE-2017-15361)")]
    Roca,
    /// The numbers of the key do not fit together, or its point is not on its curve or of small order.
    #[error("key is not valid")]
    Invalid,
    /// A JWK whose `kty`, `crv` or `alg` is not supported here.
    #[error("key type, curve or algorithm is not supported")]
    Unsupported,
    /// A JWK whose `use` or `key_ops` say that it is not for signatures.
    #[error("key is not for signatures")]
    NotForSignatures,
    /// A JWK that names no `alg`, where the type alone does not tell it; name it with the call.
    #[error("key names no algorithm")]
    MissingAlgorithm,
    /// Two keys of a set with one `kid`.
    #[error("two keys have the same id")]
    DuplicateKid,
    /// A JWK set with secrets and public keys side by side.
    #[error("secrets and public keys in one set")]
    MixedSet,
    /// The cryptographic library could not make or encode a key.
    #[error("cryptographic library failed")]
    Library,
}
