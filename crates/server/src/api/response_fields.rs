//! Further fields of the answers that carry tokens (`jwt.response_fields`).

use countersign_core::flows::Lifetimes;
use countersign_core::{Moment, User, UserTable};
use countersign_token::Timestamp;
use serde_json::{Map, Value};

use super::user_fields::account;
use crate::app::Settings;

/// A field that answers with tokens may have beside the tokens.
///
/// ```
/// use countersign_server::ResponseField;
///
/// assert_eq!(ResponseField::named("token_type"), Some(ResponseField::TokenType));
/// assert!(ResponseField::named("scope").is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseField {
    /// `access_expires_in`: whole seconds.
    AccessExpiresIn,
    /// `refresh_expires_in`: whole seconds; only beside a refresh token.
    RefreshExpiresIn,
    /// `access_expires_at`: as DRF writes an instant, in UTC.
    AccessExpiresAt,
    /// `refresh_expires_at`: as DRF writes an instant, in UTC; only beside a refresh token.
    RefreshExpiresAt,
    /// `user`: who logged in, as `/api/users/me/` shows them; at login only.
    User,
    /// `token_type`: `Bearer` (RFC 6749 §5.1), or the first of `jwt.auth_header_types`.
    TokenType,
}

impl ResponseField {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::AccessExpiresIn,
        Self::RefreshExpiresIn,
        Self::AccessExpiresAt,
        Self::RefreshExpiresAt,
        Self::User,
        Self::TokenType,
    ];

    /// The member of the answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessExpiresIn => "access_expires_in",
            Self::RefreshExpiresIn => "refresh_expires_in",
            Self::AccessExpiresAt => "access_expires_at",
            Self::RefreshExpiresAt => "refresh_expires_at",
            Self::User => "user",
            Self::TokenType => "token_type",
        }
    }

    /// The field of this name, letter for letter.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    /// Its value; `None`: this answer has no such field.
    fn value(self, settings: &Settings, lifetimes: &Lifetimes, user: Option<(&User, &UserTable)>) -> Option<Value> {
        let until = |end: Timestamp| end.unix().saturating_sub(lifetimes.issued_at.unix());
        let instant = |end: Timestamp| Moment::from(end).to_rfc3339();
        match self {
            Self::AccessExpiresIn => Some(until(lifetimes.access_expires_at).into()),
            Self::RefreshExpiresIn => lifetimes.refresh_expires_at.map(|end| until(end).into()),
            Self::AccessExpiresAt => Some(instant(lifetimes.access_expires_at).into()),
            Self::RefreshExpiresAt => lifetimes.refresh_expires_at.map(|end| instant(end).into()),
            Self::User => user.map(|(user, table)| account(user, table).into()),
            Self::TokenType => Some(settings.bearer.types.first().into()),
        }
    }
}

/// An answer: the tokens under their names, then what the settings ask for, in their order.
pub(super) fn token_answer<const N: usize>(
    tokens: [(&str, Option<String>); N],
    settings: &Settings,
    lifetimes: &Lifetimes,
    user: Option<(&User, &UserTable)>,
) -> Map<String, Value> {
    let tokens = tokens.into_iter().filter_map(|(name, token)| Some((name, Value::from(token?))));
    let further = settings.response_fields.iter();
    let further = further.filter_map(|field| Some((field.as_str(), field.value(settings, lifetimes, user)?)));
    tokens.chain(further).map(|(name, value)| (name.to_owned(), value)).collect()
}
