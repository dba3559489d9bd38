//! The user, as Django's `auth_user` keeps one.

use std::fmt;

use countersign_token::Timestamp;
use serde_json::Value;

use crate::Moment;
use crate::accounts::PasswordHash;

/// Names one user: the primary key of the user table, and the `user_id` claim of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(i64);

impl UserId {
    /// The key of an integer column.
    #[must_use]
    pub const fn from_key(key: i64) -> Self {
        Self(key)
    }

    /// The value of an integer column.
    #[must_use]
    pub const fn key(self) -> i64 {
        self.0
    }

    /// Reads the `user_id` claim: a canonical decimal string, as SimpleJWT 5.5 writes it, or an integer, as older ones did.
    ///
    /// Everything else names no user: `" 1 "`, `"01"`, `1.0` and `true`, which Django's `int()` would take for user 1, too.
    #[must_use]
    pub fn from_claim(claim: &Value) -> Option<Self> {
        match claim {
            Value::Number(number) => number.as_i64().map(Self),
            Value::String(text) => Self::parse(text),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// Reads the canonical decimal form that `Display` gives.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let key = text.parse::<i64>().ok()?;
        (key.to_string() == text).then_some(Self(key))
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A row of `auth_user`, with what we keep about the user beside it.
#[derive(Debug, Clone)]
pub struct User {
    /// Primary key.
    pub id: UserId,
    /// Unique, NFKC-normalised, at most 150 characters.
    pub username: String,
    /// May be empty; not unique, as in Django.
    pub email: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// The password column.
    pub password: PasswordHash,
    /// An inactive user can neither log in nor use a token.
    pub is_active: bool,
    /// Django's "can log into the admin site".
    pub is_staff: bool,
    /// Has every permission.
    pub is_superuser: bool,
    /// Written when `jwt.update_last_login` asks for it; `None` before.
    pub last_login: Option<Moment>,
    /// When the account was made.
    pub date_joined: Moment,
    /// Tokens without a session that were issued at or before this second are refused; `None`: no mark.
    pub not_before: Option<Timestamp>,
}

/// A user that is about to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Normalised and checked.
    pub username: String,
    /// Normalised and checked; may be empty.
    pub email: String,
    /// The encoded hash.
    pub password: PasswordHash,
    /// Django's "can log into the admin site".
    pub is_staff: bool,
    /// Has every permission.
    pub is_superuser: bool,
    /// When the account is made.
    pub date_joined: Moment,
}

/// What a user changes about their own account; `None` leaves a column as it is.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// Normalised and checked.
    pub username: Option<String>,
    /// Normalised and checked.
    pub email: Option<String>,
    /// At most 150 characters.
    pub first_name: Option<String>,
    /// At most 150 characters.
    pub last_name: Option<String>,
}

impl ProfileChange {
    /// Nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.username.is_none() && self.email.is_none() && self.first_name.is_none() && self.last_name.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_user_id_claim_resolves_to_one_user_by_its_exact_form() {
        for good in [json!(1), json!("1")] {
            assert_eq!(UserId::from_claim(&good), Some(UserId(1)), "{good}");
        }
        for bad in
            [json!(" 1 "), json!("01"), json!("+1"), json!(1.0), json!(true), json!("１"), json!(null), json!([1])]
        {
            assert_eq!(UserId::from_claim(&bad), None, "{bad}");
        }
    }
}
