//! Whose password column is taken for that of a name that nobody has.

use async_trait::async_trait;

use super::StoreError;
use crate::UserId;
use crate::accounts::PasswordHash;

/// Looks up some user by a key that is drawn: what a password attempt costs must not tell who exists. Every login asks, so both
/// are looked up in the index of the keys.
#[async_trait]
pub trait Decoys {
    /// The lowest and the highest key; `None`: there are no users.
    async fn key_bounds(&self) -> Result<Option<(UserId, UserId)>, StoreError>;

    /// The password column of the user with this key, or else with the next one.
    async fn password_from(&self, key: UserId) -> Result<Option<PasswordHash>, StoreError>;
}
