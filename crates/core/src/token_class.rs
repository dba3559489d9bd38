//! The kinds of token that prove who is calling.

use countersign_token::TokenType;

/// A kind of token that may stand in the header of a request, by SimpleJWT's name (`AUTH_TOKEN_CLASSES`).
///
/// ```
/// use countersign_core::TokenClass;
///
/// assert_eq!(TokenClass::ALL.map(TokenClass::as_str), ["AccessToken", "SlidingToken"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenClass {
    /// Of a pair.
    AccessToken,
    /// One that buys its own successor.
    SlidingToken,
}

impl TokenClass {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::AccessToken, Self::SlidingToken];

    /// The name, without a path.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "AccessToken",
            Self::SlidingToken => "SlidingToken",
        }
    }

    /// What the token says that it is.
    #[must_use]
    pub const fn token_type(self) -> TokenType {
        match self {
            Self::AccessToken => TokenType::Access,
            Self::SlidingToken => TokenType::Sliding,
        }
    }
}
