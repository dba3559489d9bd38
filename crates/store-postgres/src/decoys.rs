//! Any user, by key.

use async_trait::async_trait;
use countersign_core::UserId;
use countersign_core::accounts::PasswordHash;
use countersign_core::store::{Decoys, StoreError};

use crate::key::key;
use crate::open::PostgresStore;

/// Of UUIDs there is no `min` and no `max`.
const BOUNDS: &str = "
SELECT (SELECT id FROM auth_user ORDER BY id LIMIT 1)::bigint AS lowest, u.id::bigint AS highest
  FROM auth_user u ORDER BY u.id DESC LIMIT 1";

const PASSWORD_FROM: &str = "SELECT password FROM auth_user WHERE id >= $1 ORDER BY id LIMIT 1";

#[async_trait]
impl Decoys for PostgresStore {
    async fn key_bounds(&self) -> Result<Option<(UserId, UserId)>, StoreError> {
        let work = self.run((), |connection, ()| {
            Box::pin(async move {
                let bounds: Option<(i64, i64)> = sqlx::query_as(BOUNDS).fetch_optional(connection).await?;
                Ok(bounds.map(|(lowest, highest)| (UserId::Integer(lowest), UserId::Integer(highest))))
            })
        });
        work.await
    }

    async fn password_from(&self, from: UserId) -> Result<Option<PasswordHash>, StoreError> {
        let work = self.run(from, |connection, from| {
            Box::pin(async move {
                let query = sqlx::query_scalar(PASSWORD_FROM).bind(key(*from));
                let found: Option<Option<String>> = query.fetch_optional(connection).await?;
                Ok(found.flatten().map(PasswordHash::from_column))
            })
        });
        work.await
    }
}
