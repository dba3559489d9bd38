//! `countersign_secret_key`.

use async_trait::async_trait;
use countersign_core::Moment;
use countersign_core::store::{SealedSecret, StoreError};

use crate::SqliteStore;
use crate::error::store_error;

const SEALED: &str = "SELECT sealed FROM countersign_secret_key";

const ADD_FIRST: &str = "
INSERT INTO countersign_secret_key (only_row, sealed, created_at) VALUES (1, $1, $2) ON CONFLICT (only_row) DO NOTHING";

#[async_trait]
impl SealedSecret for SqliteStore {
    async fn sealed_secret(&self) -> Result<Option<Vec<u8>>, StoreError> {
        sqlx::query_scalar(SEALED).fetch_optional(&self.readers).await.map_err(store_error)
    }

    async fn add_first_sealed_secret(&self, sealed: &[u8], at: Moment) -> Result<Vec<u8>, StoreError> {
        let sealed = sealed.to_vec();
        let work = self.writer.write(move |connection| {
            Box::pin(async move {
                let row = sqlx::query(ADD_FIRST).bind(sealed).bind(at.micros());
                row.execute(&mut *connection).await.map_err(store_error)?;
                sqlx::query_scalar(SEALED).fetch_one(connection).await.map_err(store_error)
            })
        });
        work.await
    }
}
