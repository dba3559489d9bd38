//! Any user, by key.

use async_trait::async_trait;
use countersign_core::UserId;
use countersign_core::accounts::PasswordHash;
use countersign_core::store::{Decoys, StoreError};
use sqlx::SqlStr;

use crate::key::KeyColumn;
use crate::open::PostgresStore;

/// Of UUIDs there is no `min` and no `max`.
pub(crate) const BOUNDS: &str = "
SELECT (SELECT {id} FROM {users} ORDER BY {id} LIMIT 1) AS lowest, u.{id} AS highest
  FROM {users} u ORDER BY u.{id} DESC LIMIT 1";

pub(crate) const PASSWORD_FROM: &str = "SELECT {password}::text FROM {users} WHERE {id} >= $1 ORDER BY {id} LIMIT 1";

#[async_trait]
impl Decoys for PostgresStore {
    async fn key_bounds(&self) -> Result<Option<(UserId, UserId)>, StoreError> {
        let work = self.run(&self.tables.key_bounds, |connection, statement| {
            Box::pin(async move {
                let query = sqlx::query_as(SqlStr::clone(statement));
                let bounds: Option<(KeyColumn, KeyColumn)> = query.fetch_optional(connection).await?;
                Ok(bounds.map(|(lowest, highest)| (lowest.0, highest.0)))
            })
        });
        work.await
    }

    async fn password_from(&self, from: UserId) -> Result<Option<PasswordHash>, StoreError> {
        let work = self.run((&*self.tables, from), |connection, (tables, from)| {
            Box::pin(async move {
                let query = sqlx::query_scalar(tables.password_from.clone()).bind(tables.key(*from));
                let found: Option<Option<String>> = query.fetch_optional(connection).await?;
                Ok(found.flatten().map(PasswordHash::from_column))
            })
        });
        work.await
    }
}
