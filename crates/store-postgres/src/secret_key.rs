//! `countersign_secret_key`.

use async_trait::async_trait;
use countersign_core::Moment;
use countersign_core::store::{SealedSecret, StoreError};

use crate::open::PostgresStore;

const SEALED: &str = "SELECT sealed FROM countersign_secret_key";

/// Of several at once all but the first wait for its commit, do nothing, and read it with the next statement.
const ADD_FIRST: &str = "
INSERT INTO countersign_secret_key (only_row, sealed, created_at) VALUES (1, $1, $2) ON CONFLICT (only_row) DO NOTHING";

#[async_trait]
impl SealedSecret for PostgresStore {
    async fn sealed_secret(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let work = self.run((), |connection, ()| {
            Box::pin(async move { Ok(sqlx::query_scalar(SEALED).fetch_optional(connection).await?) })
        });
        work.await
    }

    async fn add_first_sealed_secret(&self, sealed: &[u8], at: Moment) -> Result<Vec<u8>, StoreError> {
        let work = self.write((sealed, at), |connection, (sealed, at)| {
            Box::pin(async move {
                sqlx::query(ADD_FIRST).bind(*sealed).bind(at.micros()).execute(&mut *connection).await?;
                Ok(sqlx::query_scalar(SEALED).fetch_one(connection).await?)
            })
        });
        work.await
    }
}
