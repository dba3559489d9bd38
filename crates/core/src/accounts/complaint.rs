//! What can be wrong with an account's fields.

use thiserror::Error;

/// One thing that is wrong with a field. Its `Display` is Django's and DRF's English text, as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Complaint {
    /// More characters (code points) than the column takes.
    #[error("Ensure this field has no more than {max} characters.")]
    TooLong {
        /// So many are fine.
        max: usize,
    },
    /// U+0000, which PostgreSQL cannot store.
    #[error("Null characters are not allowed.")]
    NullCharacters,
    /// No e-mail address.
    #[error("Enter a valid email address.")]
    EmailInvalid,
    /// Characters that no username has.
    #[error("Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.")]
    UsernameInvalid,
    /// Somebody has the username.
    #[error("A user with that username already exists.")]
    UsernameTaken,
    /// Somebody has that value of another field that is nobody's twice.
    #[error("{model} with this {field} already exists.")]
    ValueTaken {
        /// What the user model is called.
        model: String,
        /// What the field is called.
        field: String,
    },
    /// There is no row with this key (DRF's `PrimaryKeyRelatedField`).
    #[error("Invalid pk \"{key}\" - object does not exist.")]
    NoSuchKey {
        /// The key.
        key: String,
    },
    /// The user table has no column for it.
    #[error("The user model does not have this field.")]
    NoColumn,
    /// The password resembles something that is known of its owner.
    #[error("The password is too similar to the {}.", .0.name())]
    PasswordTooSimilar(PersonalAttribute),
    /// Fewer characters (code points) than the rule wants.
    #[error("This password is too short. It must contain at least {min} character{}.", if *.min == 1 { "" } else { "s" })]
    PasswordTooShort {
        /// So many would do.
        min: usize,
    },
    /// On the list of common passwords.
    #[error("This password is too common.")]
    PasswordTooCommon,
    /// Made of digits alone.
    #[error("This password is entirely numeric.")]
    PasswordNumeric,
}

/// What is known of a password's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalAttribute {
    /// `username`
    Username,
    /// `first_name`
    FirstName,
    /// `last_name`
    LastName,
    /// `email`
    Email,
}

impl PersonalAttribute {
    /// Its column.
    #[must_use]
    pub const fn column(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Email => "email",
        }
    }

    /// As Django shows it in English (`verbose_name`).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::FirstName => "first name",
            Self::LastName => "last name",
            Self::Email => "email address",
        }
    }
}
