//! `authtoken_token`, as DRF writes it.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::store::{AuthTokens, NewAuthToken, StoreError};
use countersign_core::{User, UserId};
use sqlx::SqliteConnection;

use crate::SqliteStore;
use crate::error::store_error;
use crate::key::Key;
use crate::row;
use crate::tables::Tables;

pub(crate) const OWNER: &str = "
SELECT {user_columns}
  FROM authtoken_token t JOIN {users} u ON u.{id} = t.user_id
  LEFT JOIN countersign_user_mark m ON m.user_id = u.{id}
 WHERE t.key = $1";

/// Not for a user who is gone: the database would refuse the whole commit.
pub(crate) const MAKE: &str = "
INSERT INTO authtoken_token (key, created, user_id)
SELECT $2, $3, {id} FROM {users} WHERE {id} = $1
    ON CONFLICT (user_id) DO NOTHING";

const OF_USER: &str = "SELECT key FROM authtoken_token WHERE user_id = $1";
const DELETE: &str = "DELETE FROM authtoken_token WHERE user_id = $1";

#[async_trait]
impl AuthTokens for SqliteStore {
    async fn auth_token_owner(&self, key: &str) -> Result<Option<User>, StoreError> {
        let found = sqlx::query(self.tables.auth_token_owner.clone())
            .bind(key)
            .fetch_optional(&self.readers)
            .await
            .map_err(store_error)?;
        found.as_ref().map(|row| self.tables.reader.user(row)).transpose()
    }

    async fn auth_token_of(&self, user: UserId, new: &NewAuthToken) -> Result<Option<String>, StoreError> {
        if let Some(key) =
            sqlx::query_scalar(OF_USER).bind(Key(user)).fetch_optional(&self.readers).await.map_err(store_error)?
        {
            return Ok(Some(key));
        }
        let (tables, new) = (Arc::clone(&self.tables), new.clone());
        self.writer.write(move |connection| Box::pin(get_or_create(connection, tables, user, new))).await
    }

    async fn delete_auth_token(&self, user: UserId) -> Result<bool, StoreError> {
        let work = self.writer.write(move |connection| {
            Box::pin(async move {
                let deleted = sqlx::query(DELETE).bind(Key(user)).execute(connection).await.map_err(store_error)?;
                Ok(deleted.rows_affected() > 0)
            })
        });
        work.await
    }
}

async fn get_or_create(
    connection: &mut SqliteConnection,
    tables: Arc<Tables>,
    user: UserId,
    new: NewAuthToken,
) -> Result<Option<String>, StoreError> {
    let made =
        sqlx::query(tables.make_auth_token.clone()).bind(Key(user)).bind(&new.key).bind(row::django_text(new.at));
    made.execute(&mut *connection).await.map_err(store_error)?;
    sqlx::query_scalar(OF_USER).bind(Key(user)).fetch_optional(connection).await.map_err(store_error)
}
