//! Which of a user's columns tokens hold.

use crate::User;

/// The column whose value is in the user claim of tokens, as text (SimpleJWT's `USER_ID_FIELD`).
///
/// ```
/// use countersign_core::UserIdField;
///
/// assert_eq!(UserIdField::ALL.map(UserIdField::as_str), ["id", "username", "email"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UserIdField {
    /// The primary key, which is never given again.
    #[default]
    Id,
    /// The name. Another name is another user to tokens that were issued before.
    Username,
    /// The address. One that several users have names nobody.
    Email,
}

impl UserIdField {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Id, Self::Username, Self::Email];

    /// Django's name of the column.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Username => "username",
            Self::Email => "email",
        }
    }

    /// Its value.
    pub(crate) fn of(self, user: &User) -> String {
        match self {
            Self::Id => user.id.to_string(),
            Self::Username => user.username.clone(),
            Self::Email => user.email.clone(),
        }
    }

    /// The user's value is this one.
    pub(crate) fn is(self, user: &User, value: &str) -> bool {
        match self {
            Self::Id => user.id.to_string() == value,
            Self::Username => user.username == value,
            Self::Email => user.email == value,
        }
    }
}
