//! `countersign_client`.

use async_trait::async_trait;
use countersign_core::store::{Clients, Ended, NewClient, ServiceClient, StoreError};
use countersign_core::{ClientId, Moment, SecretHash};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use crate::SqliteStore;
use crate::error::store_error;
use crate::row::get;

const ADD: &str = "INSERT INTO countersign_client (id, name, secret_hash, created_at) VALUES ($1, $2, $3, $4)";

const SECRET: &str = "SELECT secret_hash FROM countersign_client WHERE id = $1 AND revoked_at IS NULL";

const CLIENTS: &str = "SELECT id, name, created_at, revoked_at FROM countersign_client ORDER BY created_at, id";

const REVOKE: &str = "UPDATE countersign_client SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";

const IS_THERE: &str = "SELECT EXISTS (SELECT 1 FROM countersign_client WHERE id = $1)";

#[async_trait]
impl Clients for SqliteStore {
    async fn add_client(&self, client: &NewClient) -> Result<(), StoreError> {
        let client = client.clone();
        let work = self.writer.write(move |connection| {
            Box::pin(async move {
                let row = sqlx::query(ADD).bind(client.id.as_str()).bind(client.name);
                let row = row.bind(client.secret.as_bytes()).bind(client.created_at.micros());
                row.execute(connection).await.map(drop).map_err(store_error)
            })
        });
        work.await
    }

    async fn client_secret(&self, id: &ClientId) -> Result<Option<SecretHash>, StoreError> {
        let hash = sqlx::query_scalar(SECRET).bind(id.as_str()).fetch_optional(&self.readers);
        let hash: Option<Vec<u8>> = hash.await.map_err(store_error)?;
        let read = |hash: Vec<u8>| SecretHash::from_column(&hash).ok_or_else(|| corrupt("secret_hash", id.as_str()));
        hash.map(read).transpose()
    }

    async fn clients(&self) -> Result<Vec<ServiceClient>, StoreError> {
        let rows = sqlx::query(CLIENTS).fetch_all(&self.readers).await.map_err(store_error)?;
        rows.iter().map(client).collect()
    }

    async fn revoke_client(&self, id: &ClientId, at: Moment) -> Result<Ended, StoreError> {
        let id = id.clone();
        self.writer.write(move |connection| Box::pin(revoke(connection, id, at))).await
    }
}

async fn revoke(connection: &mut SqliteConnection, id: ClientId, at: Moment) -> Result<Ended, StoreError> {
    let revoked = sqlx::query(REVOKE).bind(id.as_str()).bind(at.micros());
    if revoked.execute(&mut *connection).await.map_err(store_error)?.rows_affected() > 0 {
        return Ok(Ended::Now);
    }
    let there = sqlx::query_scalar(IS_THERE).bind(id.as_str()).fetch_one(connection).await.map_err(store_error)?;
    Ok(if there { Ended::Before } else { Ended::Unknown })
}

fn client(row: &SqliteRow) -> Result<ServiceClient, StoreError> {
    let id: String = get(row, "id")?;
    Ok(ServiceClient {
        id: ClientId::parse(&id).ok_or_else(|| corrupt("id", &id))?,
        name: get(row, "name")?,
        created_at: Moment::from_micros(get(row, "created_at")?),
        revoked_at: get::<Option<i64>>(row, "revoked_at")?.map(Moment::from_micros),
    })
}

fn corrupt(column: &str, id: &str) -> StoreError {
    StoreError::Corrupt(format!("countersign_client.{column} of {id}"))
}
