//! Why a token in a header is refused, class by class.

use std::borrow::Cow;

use countersign_token::TokenError;

use crate::TokenClass;

/// Why a token is refused as one of this class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassRefusal {
    /// The class.
    pub class: TokenClass,
    /// What is wrong; `None`: it or its session was revoked.
    pub cause: Option<TokenError>,
}

impl ClassRefusal {
    pub(crate) fn new(class: TokenClass, cause: TokenError) -> Self {
        Self { class, cause: Some(cause) }
    }

    /// SimpleJWT's text.
    #[must_use]
    pub fn detail(&self) -> Cow<'static, str> {
        self.cause.as_ref().map_or("Token is blacklisted".into(), TokenError::detail)
    }
}

impl std::fmt::Display for ClassRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.cause {
            Some(cause) => write!(f, "{}: {cause}", self.class.as_str()),
            None => write!(f, "{}: token is revoked", self.class.as_str()),
        }
    }
}
