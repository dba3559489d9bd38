//! The user, as Django's user table keeps one.

use countersign_token::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::accounts::PasswordHash;
use crate::{Moment, Randomness, UserId};

/// A row of the user table ([`UserTable`](crate::UserTable)), with what we keep about the user beside it. What the table has no
/// column for is as Django's own model class has it: active, and otherwise empty, false or never.
#[derive(Debug, Clone)]
pub struct User {
    /// Primary key.
    pub id: UserId,
    /// What `USERNAME_FIELD` names: the name, or an address. Unique.
    pub username: String,
    /// May be empty; not unique in Django's own table.
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
    /// When the account was made; the epoch where the table does not say.
    pub date_joined: Moment,
    /// The further fields, by their names.
    pub extra: Map<String, Value>,
    /// Tokens without a session that were issued at or before this second are refused; `None`: no mark.
    pub not_before: Option<Timestamp>,
}

/// A user that is about to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The key, where keys are UUIDs; see [`random_uuid`].
    pub uuid: Uuid,
    /// Normalised and checked.
    pub username: String,
    /// Normalised and checked; may be empty. Not written where the address is the name.
    pub email: String,
    /// The encoded hash.
    pub password: PasswordHash,
    /// Django's "can log into the admin site".
    pub is_staff: bool,
    /// Has every permission.
    pub is_superuser: bool,
    /// When the account is made.
    pub date_joined: Moment,
    /// The further fields, every one of them.
    pub extra: Map<String, Value>,
}

/// A key for an account that is about to be made; Python's `uuid4`.
#[must_use]
pub fn random_uuid(randomness: &dyn Randomness) -> Uuid {
    let mut bytes = [0_u8; 16];
    randomness.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// What changes about an account; `None` leaves a column as it is.
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
    /// These further fields, each of its kind; those that are not named stay as they are.
    pub extra: Map<String, Value>,
}

impl ProfileChange {
    /// Nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { username, email, first_name, last_name, extra } = self;
        [username, email, first_name, last_name].into_iter().all(Option::is_none) && extra.is_empty()
    }
}
