//! The kinds of token.

/// What a token is for: the value of its `token_type` claim.
///
/// ```
/// use countersign_token::TokenType;
///
/// assert_eq!(TokenType::Access.as_str(), "access");
/// assert_eq!(format!("a {} token", TokenType::Sliding), "a sliding token");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenType {
    /// Opens the API.
    Access,
    /// Buys access tokens.
    Refresh,
    /// Opens the API and buys its own successor.
    Sliding,
}

impl TokenType {
    /// The word in the claim.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
            Self::Sliding => "sliding",
        }
    }
}

impl std::fmt::Display for TokenType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
