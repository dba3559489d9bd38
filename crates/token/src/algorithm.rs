//! The signature algorithms a key may be bound to.

use std::{fmt, str::FromStr};

/// A JWS signature algorithm (RFC 7518 §3.1, RFC 8037 §3.1). `none` is not one.
///
/// ```
/// use countersign_token::Algorithm;
///
/// assert_eq!("ES256".parse(), Ok(Algorithm::Es256));
/// assert!("es256".parse::<Algorithm>().is_err() && "none".parse::<Algorithm>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// HMAC with SHA-256; SimpleJWT's default.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
    /// RSA PKCS#1 v1.5 with SHA-256.
    Rs256,
    /// RSA PKCS#1 v1.5 with SHA-384.
    Rs384,
    /// RSA PKCS#1 v1.5 with SHA-512.
    Rs512,
    /// RSA PSS with SHA-256 and a salt of 32 bytes.
    Ps256,
    /// RSA PSS with SHA-384 and a salt of 48 bytes.
    Ps384,
    /// RSA PSS with SHA-512 and a salt of 64 bytes.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// Every algorithm, in the order of their registration.
    ///
    /// ```
    /// use countersign_token::Algorithm;
    ///
    /// let names = Algorithm::ALL.map(Algorithm::as_str);
    /// assert_eq!((names[0], names[12]), ("HS256", "EdDSA"));
    /// ```
    pub const ALL: [Self; 13] = [
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::EdDsa,
    ];

    /// The `alg` value, in its exact case.
    ///
    /// ```
    /// use countersign_token::Algorithm;
    ///
    /// assert_eq!(Algorithm::EdDsa.as_str(), "EdDSA");
    /// assert_eq!(Algorithm::Ps512.as_str().parse(), Ok(Algorithm::Ps512));
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
        }
    }

    /// Signing and verifying key are the same secret.
    ///
    /// ```
    /// use countersign_token::Algorithm;
    ///
    /// assert!(Algorithm::Hs256.is_hmac());
    /// assert!(!Algorithm::Es256.is_hmac());
    /// ```
    #[must_use]
    pub const fn is_hmac(self) -> bool {
        matches!(self, Self::Hs256 | Self::Hs384 | Self::Hs512)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Algorithm {
    type Err = ParseAlgorithmError;

    fn from_str(name: &str) -> Result<Self, ParseAlgorithmError> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name).ok_or(ParseAlgorithmError)
    }
}

/// The name is not that of a supported algorithm, letter for letter.
///
/// ```
/// use countersign_token::{Algorithm, ParseAlgorithmError};
///
/// assert_eq!("none".parse::<Algorithm>(), Err(ParseAlgorithmError));
/// assert_eq!(ParseAlgorithmError.to_string(), "not a supported signature algorithm");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a supported signature algorithm")]
pub struct ParseAlgorithmError;
