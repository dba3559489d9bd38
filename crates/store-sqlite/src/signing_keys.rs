//! `countersign_signing_key`.

use async_trait::async_trait;
use countersign_core::Moment;
use countersign_core::store::{SigningKeys, StoreError, StoredKey};
use sqlx::SqliteExecutor;
use sqlx::sqlite::SqliteRow;

use crate::SqliteStore;
use crate::error::store_error;
use crate::row::get;

const KEYS: &str = "SELECT kid, algorithm, sealed, created_at FROM countersign_signing_key ORDER BY created_at, kid";

const ADD_FIRST: &str = "
INSERT INTO countersign_signing_key (kid, algorithm, sealed, created_at)
SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM countersign_signing_key WHERE algorithm = $2)";

#[async_trait]
impl SigningKeys for SqliteStore {
    async fn signing_keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        keys(&self.readers).await
    }

    async fn add_first_signing_key(&self, key: &StoredKey) -> Result<Vec<StoredKey>, StoreError> {
        let key = key.clone();
        let work = self.writer.write(move |connection| {
            Box::pin(async move {
                sqlx::query(ADD_FIRST)
                    .bind(key.kid)
                    .bind(key.algorithm.as_str())
                    .bind(key.sealed)
                    .bind(key.created_at.micros())
                    .execute(&mut *connection)
                    .await
                    .map_err(store_error)?;
                keys(connection).await
            })
        });
        work.await
    }
}

async fn keys(connection: impl SqliteExecutor<'_>) -> Result<Vec<StoredKey>, StoreError> {
    let rows = sqlx::query(KEYS).fetch_all(connection).await.map_err(store_error)?;
    rows.iter().map(key).collect()
}

fn key(row: &SqliteRow) -> Result<StoredKey, StoreError> {
    let kid: String = get(row, "kid")?;
    let algorithm = get::<String>(row, "algorithm")?
        .parse()
        .map_err(|_| StoreError::Corrupt(format!("countersign_signing_key.algorithm of {kid}")))?;
    Ok(StoredKey {
        algorithm,
        sealed: get(row, "sealed")?,
        created_at: Moment::from_micros(get(row, "created_at")?),
        kid,
    })
}
