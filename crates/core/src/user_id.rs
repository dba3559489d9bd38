//! What names a user.

use std::fmt;

use serde_json::Value;
use uuid::Uuid;

/// Names one user: the primary key of the user table, and the `user_id` claim of tokens.
///
/// Each has one spelling, which [`Display`](fmt::Display) writes and [`UserId::parse`] reads: decimal digits, or a lower-case
/// UUID with hyphens, as Python's `str` has both.
///
/// ```
/// use countersign_core::UserId;
///
/// let id = UserId::parse("c9bf9e57-1685-4c89-bafb-ff5af830be8a").unwrap();
/// assert_eq!(id.to_string(), "c9bf9e57-1685-4c89-bafb-ff5af830be8a");
/// assert_eq!(UserId::parse("7"), Some(UserId::from_key(7)));
/// assert_eq!(UserId::parse("C9BF9E57-1685-4C89-BAFB-FF5AF830BE8A"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UserId {
    /// The value of an integer column.
    Integer(i64),
    /// The value of a UUID column.
    Uuid(Uuid),
}

/// What a user table's primary key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserKeyKind {
    /// Django's `AutoField`, `BigAutoField` and other integers.
    Integer,
    /// Django's `UUIDField`.
    Uuid,
}

impl UserId {
    /// The key of an integer column.
    #[must_use]
    pub const fn from_key(key: i64) -> Self {
        Self::Integer(key)
    }

    /// Which kind of column it is the key of.
    #[must_use]
    pub const fn kind(self) -> UserKeyKind {
        match self {
            Self::Integer(_) => UserKeyKind::Integer,
            Self::Uuid(_) => UserKeyKind::Uuid,
        }
    }

    /// Reads the `user_id` claim: canonical text, as SimpleJWT 5.5 writes it, or an integer, as older ones did.
    ///
    /// Everything else names no user: `" 1 "`, `"01"`, `1.0` and `true`, which Django's `int()` would take for user 1, too, and a
    /// UUID in capitals or without hyphens.
    #[must_use]
    pub fn from_claim(claim: &Value) -> Option<Self> {
        match claim {
            Value::Number(number) => number.as_i64().map(Self::Integer),
            Value::String(text) => Self::parse(text),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// Reads the canonical form that `Display` gives.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = text.parse().ok().map(Self::Integer);
        let read = number.or_else(|| Uuid::try_parse(text).ok().map(Self::Uuid))?;
        (read.to_string() == text).then_some(read)
    }

    /// As DRF shows a key: a number, or text.
    #[must_use]
    pub fn to_json(self) -> Value {
        match self {
            Self::Integer(key) => key.into(),
            Self::Uuid(key) => key.to_string().into(),
        }
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(key) => key.fmt(f),
            Self::Uuid(key) => key.hyphenated().fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const UUID: &str = "c9bf9e57-1685-4c89-bafb-ff5af830be8a";

    #[test]
    fn a_user_id_claim_resolves_to_one_user_by_its_exact_form() {
        for good in [json!(1), json!("1")] {
            assert_eq!(UserId::from_claim(&good), Some(UserId::from_key(1)), "{good}");
        }
        assert_eq!(UserId::from_claim(&json!(UUID)).map(UserId::to_json), Some(json!(UUID)));
        for bad in
            [json!(" 1 "), json!("01"), json!("+1"), json!(1.0), json!(true), json!("１"), json!(null), json!([1])]
        {
            assert_eq!(UserId::from_claim(&bad), None, "{bad}");
        }
    }

    #[test]
    fn a_uuid_has_one_spelling() {
        let others = [UUID.to_uppercase(), UUID.replace('-', ""), format!("{{{UUID}}}"), format!("urn:uuid:{UUID}")];
        for other in others {
            assert_eq!(UserId::parse(&other), None, "{other}");
        }
    }

    /// Thirty-two digits are no number that fits a key, and no UUID without its hyphens.
    #[test]
    fn digits_alone_are_no_uuid() {
        assert_eq!(UserId::parse(&"1".repeat(32)), None);
    }
}
