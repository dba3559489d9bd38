//! Why a token is refused, and what SimpleJWT says about it on the wire.

use std::borrow::Cow;

/// The first check that a token failed before its kind was asked for. No variant carries any part of the token.
///
/// ```
/// use countersign_token::{DecodeError, KeySet, Timestamp, TokenPolicy, Verifier};
///
/// let verifier = Verifier::new(KeySet::default(), TokenPolicy::default());
/// let refused = verifier.decode("not.a.token", Timestamp::from_unix(1_750_000_000)).unwrap_err();
/// assert_eq!(refused, DecodeError::Malformed);
/// assert_eq!(refused.to_string(), "token is malformed"); // for the log; `TokenError::detail` is for the client
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Longer than `TokenPolicy::max_len`.
    #[error("token is too long")]
    TooLong,
    /// Not three segments of canonical base64url around a JSON object each, every member once.
    #[error("token is malformed")]
    Malformed,
    /// The header asks for what nobody here understands: `crit` (RFC 7515 §4.1.11) or `b64: false` (RFC 7797).
    #[error("token header names an extension that is not supported")]
    UnsupportedHeader,
    /// `alg` is missing or names no supported algorithm; `none` is none.
    #[error("token names no supported algorithm")]
    UnknownAlgorithm,
    /// `alg` is not that of the key (RFC 8725 §3.1).
    #[error("token names an algorithm that is not its key's")]
    AlgorithmMismatch,
    /// `kid` names no key of the set.
    #[error("token names an unknown key")]
    UnknownKey,
    /// The signature is not one of the key over this token.
    #[error("token signature does not verify")]
    BadSignature,
    /// `exp` has passed.
    #[error("token has expired")]
    Expired,
    /// `iat` or `nbf` lies ahead.
    #[error("token is not yet valid")]
    NotYetValid,
    /// `iss` is missing or is not `TokenPolicy::issuer`.
    #[error("token has another issuer")]
    WrongIssuer,
    /// `aud` is missing, is no list of strings, or names nothing of `TokenPolicy::audience`.
    #[error("token is for another audience")]
    WrongAudience,
    /// The named registered claim has a type or a value it may not have.
    #[error("token claim '{0}' has a value it may not have")]
    BadClaim(&'static str),
}

/// Why a token is refused: [`DecodeError`], or a check of SimpleJWT's own `Token.verify()` and `check_exp()`.
///
/// ```
/// use countersign_token::{DecodeError, TokenError};
///
/// let refused: TokenError = DecodeError::BadSignature.into();
/// assert_eq!(refused.to_string(), "token signature does not verify"); // for the log
/// assert_eq!(refused.detail(), "Token is invalid"); // for the client, who learns no more
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// A check that came before the kind of token was asked for.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A claim with an expiry is missing; the name is ours (`exp`, or the configured refresh expiry).
    #[error("token has no '{0}' claim")]
    MissingExp(String),
    /// That expiry has passed.
    #[error("token's '{0}' claim has passed")]
    ClaimExpired(String),
    /// The token has no identifier.
    #[error("token has no id")]
    MissingId,
    /// The token does not say of what kind it is.
    #[error("token has no type")]
    MissingType,
    /// The token is of another kind.
    #[error("token has the wrong type")]
    WrongType,
}

impl TokenError {
    /// SimpleJWT's English text for this refusal, as it goes over the wire; the same for every forgery.
    ///
    /// ```
    /// use countersign_token::{DecodeError, TokenError};
    ///
    /// assert_eq!(TokenError::from(DecodeError::BadSignature).detail(), "Token is invalid");
    /// assert_eq!(TokenError::MissingExp("exp".into()).detail(), "Token has no 'exp' claim");
    /// ```
    #[must_use]
    pub fn detail(&self) -> Cow<'static, str> {
        match self {
            Self::Decode(DecodeError::Expired) => "Token is expired".into(),
            Self::Decode(
                DecodeError::TooLong
                | DecodeError::Malformed
                | DecodeError::UnsupportedHeader
                | DecodeError::UnknownAlgorithm
                | DecodeError::AlgorithmMismatch
                | DecodeError::UnknownKey
                | DecodeError::BadSignature
                | DecodeError::NotYetValid
                | DecodeError::WrongIssuer
                | DecodeError::WrongAudience
                | DecodeError::BadClaim(_),
            ) => "Token is invalid".into(),
            Self::MissingExp(claim) => format!("Token has no '{claim}' claim").into(),
            Self::ClaimExpired(claim) => format!("Token '{claim}' claim has expired").into(),
            Self::MissingId => "Token has no id".into(),
            Self::MissingType => "Token has no type".into(),
            Self::WrongType => "Token has wrong type".into(),
        }
    }
}
