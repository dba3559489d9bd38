//! Any user, by key.

use async_trait::async_trait;
use countersign_core::UserId;
use countersign_core::accounts::PasswordHash;
use countersign_core::store::{Decoys, StoreError};

use crate::SqliteStore;
use crate::error::store_error;
use crate::key::Key;

pub(crate) const BOUNDS: &str = "
SELECT (SELECT {id} FROM {users} ORDER BY {id} LIMIT 1) AS lowest, u.{id} AS highest
  FROM {users} u ORDER BY u.{id} DESC LIMIT 1";

pub(crate) const PASSWORD_FROM: &str = "SELECT {password} FROM {users} WHERE {id} >= $1 ORDER BY {id} LIMIT 1";

#[async_trait]
impl Decoys for SqliteStore {
    async fn key_bounds(&self) -> Result<Option<(UserId, UserId)>, StoreError> {
        let query = sqlx::query_as(self.tables.key_bounds.clone());
        let bounds: Option<(Key, Key)> = query.fetch_optional(&self.readers).await.map_err(store_error)?;
        Ok(bounds.map(|(lowest, highest)| (lowest.0, highest.0)))
    }

    async fn password_from(&self, key: UserId) -> Result<Option<PasswordHash>, StoreError> {
        let query = sqlx::query_scalar(self.tables.password_from.clone()).bind(Key(key));
        let found: Option<Option<String>> = query.fetch_optional(&self.readers).await.map_err(store_error)?;
        Ok(found.flatten().map(PasswordHash::from_column))
    }
}
