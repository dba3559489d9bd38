//! The user table.

use async_trait::async_trait;
use serde_json::Value;

use super::{Ending, StoreError};
use crate::accounts::PasswordHash;
use crate::session::SessionId;
use crate::{NewUser, ProfileChange, User, UserId};

/// Reads and writes users.
#[async_trait]
pub trait Users {
    /// The user with this key.
    async fn user(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// The user with exactly this name (case counts, nothing is normalised), as Django's login looks it up.
    async fn user_named(&self, username: &str) -> Result<Option<User>, StoreError>;

    /// The user with exactly this e-mail address; `None` too where several have it.
    async fn user_with_email(&self, email: &str) -> Result<Option<User>, StoreError>;

    /// Every user, by key.
    async fn users(&self) -> Result<Vec<User>, StoreError>;

    /// Somebody has this value in a field that no two users may share; never where the table lets them share it.
    async fn is_taken(&self, field: &str, value: &Value) -> Result<bool, StoreError>;

    /// Makes an account. Of several concurrent calls with one name, or one value of another field that is nobody's twice,
    /// exactly one is [`Added::User`].
    async fn add_user(&self, user: &NewUser) -> Result<Added, StoreError>;

    /// Writes what `change` names; `None` there leaves a column as it is.
    async fn change_profile(&self, id: UserId, change: &ProfileChange) -> Result<ProfileChanged, StoreError>;

    /// Writes the same password hashed anew, unless the column is another by now. No session ends.
    async fn upgrade_password(
        &self,
        id: UserId,
        checked: &PasswordHash,
        upgrade: &PasswordHash,
    ) -> Result<(), StoreError>;

    /// Writes a new password, sets the user's mark and ends every session.
    async fn change_password(&self, id: UserId, password: &PasswordHash, ending: &Ending)
    -> Result<Change, StoreError>;

    /// Takes the account out of use, sets the mark and ends every session. Reactivation revives none of them. A table that has
    /// no column for it lets nobody be taken out of use: [`Change::NoColumn`].
    async fn deactivate_user(&self, id: UserId, ending: &Ending) -> Result<Change, StoreError>;

    /// Takes the account back into use.
    async fn activate_user(&self, id: UserId, ending: &Ending) -> Result<Change, StoreError>;

    /// Deletes the account with everything of it, and ends every session. Its key is never given again.
    async fn delete_user(&self, id: UserId, ending: &Ending) -> Result<Change, StoreError>;
}

/// What came of [`Users::add_user`].
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one at a time is made, and taken apart at once")]
pub enum Added {
    /// The account is made.
    User(User),
    /// Somebody has that name.
    UsernameTaken,
    /// Somebody has that value of another field, which is named.
    FieldTaken(String),
}

/// What came of [`Users::change_profile`].
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one at a time is made, and taken apart at once")]
pub enum ProfileChanged {
    /// The user as they are now.
    User(User),
    /// Somebody else has that name.
    UsernameTaken,
    /// Somebody else has that value of another field, which is named.
    FieldTaken(String),
    /// There is no such user.
    Gone,
}

/// What came of a change to a user that ends sessions.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// Done; these sessions ended with it.
    Done(Vec<SessionId>),
    /// There is no such user.
    Gone,
    /// The user table has no column that could say so.
    NoColumn,
    /// Rows of another program's table still name the user, who cannot be deleted before they are.
    Referenced,
    /// No active superuser would be left.
    LastSuperuser,
}
