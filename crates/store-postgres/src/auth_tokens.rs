//! `authtoken_token`, as DRF writes it.

use async_trait::async_trait;
use countersign_core::store::{AuthTokens, NewAuthToken, StoreError};
use countersign_core::{User, UserId};
use sqlx::PgConnection;

use crate::error::Failure;
use crate::open::PostgresStore;
use crate::row::timestamptz;
use crate::tables::Tables;

pub(crate) const OWNER: &str = "
SELECT {user_columns} FROM authtoken_token t JOIN {users} u ON u.{id} = t.user_id
  LEFT JOIN countersign_user_mark m ON m.user_id = u.{id} WHERE t.key = $1";

/// Not for a user who is gone, and nobody deletes the user meanwhile: the database would refuse the commit.
pub(crate) const MAKE: &str = concat!(
    "INSERT INTO authtoken_token (key, created, user_id) SELECT $2, ",
    timestamptz!("$3"),
    ", {id} FROM {users} WHERE {id} = $1 FOR KEY SHARE ON CONFLICT (user_id) DO NOTHING"
);

const DELETE: &str = "DELETE FROM authtoken_token WHERE user_id = $1";

const OF_USER: &str = "SELECT key FROM authtoken_token WHERE user_id = $1";

#[async_trait]
impl AuthTokens for PostgresStore {
    async fn auth_token_owner(&self, key: &str) -> Result<Option<User>, StoreError> {
        self.user_where(&self.tables.auth_token_owner, key).await
    }

    async fn auth_token_of(&self, user: UserId, new: &NewAuthToken) -> Result<Option<String>, StoreError> {
        let tables = &*self.tables;
        let look = self.run((tables, user), |connection, (tables, user)| Box::pin(of_user(connection, tables, *user)));
        let found = look.await?;
        if found.is_some() {
            return Ok(found);
        }
        let work = self.write((tables, user, new), |connection, (tables, user, new)| {
            Box::pin(get_or_create(connection, tables, *user, new))
        });
        work.await
    }

    async fn delete_auth_token(&self, user: UserId) -> Result<bool, StoreError> {
        let work = self.write((&*self.tables, user), |connection, (tables, user)| {
            Box::pin(async move {
                let deleted = sqlx::query(DELETE).bind(tables.key(*user)).execute(connection).await?;
                Ok(deleted.rows_affected() > 0)
            })
        });
        work.await
    }
}

/// Of several at once all but the first wait for its commit, do nothing, and read it with the next statement.
async fn get_or_create(
    connection: &mut PgConnection,
    tables: &Tables,
    user: UserId,
    new: &NewAuthToken,
) -> Result<Option<String>, Failure> {
    let made = sqlx::query(tables.make_auth_token.clone()).bind(tables.key(user)).bind(&new.key).bind(new.at.micros());
    made.execute(&mut *connection).await?;
    of_user(connection, tables, user).await
}

async fn of_user(connection: &mut PgConnection, tables: &Tables, user: UserId) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar(OF_USER).bind(tables.key(user)).fetch_optional(connection).await?)
}
