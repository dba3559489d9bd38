//! `countersign_client`.

use async_trait::async_trait;
use countersign_core::store::{Clients, Ended, NewClient, ServiceClient, StoreError};
use countersign_core::{ClientId, Moment, SecretHash};
use sqlx::PgConnection;
use sqlx::postgres::PgRow;

use crate::error::Failure;
use crate::open::PostgresStore;
use crate::row::get;

const ADD: &str = "INSERT INTO countersign_client (id, name, secret_hash, created_at) VALUES ($1, $2, $3, $4)";

const SECRET: &str = "SELECT secret_hash FROM countersign_client WHERE id = $1 AND revoked_at IS NULL";

/// By their bytes where the time is the same, as on SQLite, and not by the language of the database.
const CLIENTS: &str =
    r#"SELECT id, name, created_at, revoked_at FROM countersign_client ORDER BY created_at, id COLLATE "C""#;

const REVOKE: &str = "UPDATE countersign_client SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";

const IS_THERE: &str = "SELECT EXISTS (SELECT 1 FROM countersign_client WHERE id = $1)";

#[async_trait]
impl Clients for PostgresStore {
    async fn add_client(&self, client: &NewClient) -> Result<(), StoreError> {
        let work = self.write(client, |connection, client| {
            Box::pin(async move {
                let row = sqlx::query(ADD).bind(client.id.as_str()).bind(&client.name);
                let row = row.bind(client.secret.as_bytes()).bind(client.created_at.micros());
                row.execute(connection).await?;
                Ok(())
            })
        });
        work.await
    }

    async fn client_secret(&self, id: &ClientId) -> Result<Option<SecretHash>, StoreError> {
        self.run(id, |connection, id| Box::pin(secret(connection, id))).await
    }

    async fn clients(&self) -> Result<Vec<ServiceClient>, StoreError> {
        self.run((), |connection, ()| Box::pin(clients(connection))).await
    }

    async fn revoke_client(&self, id: &ClientId, at: Moment) -> Result<Ended, StoreError> {
        self.write((id, at), |connection, (id, at)| Box::pin(revoke(connection, id, *at))).await
    }
}

async fn secret(connection: &mut PgConnection, id: &ClientId) -> Result<Option<SecretHash>, Failure> {
    let hash: Option<Vec<u8>> = sqlx::query_scalar(SECRET).bind(id.as_str()).fetch_optional(connection).await?;
    let read = |hash: Vec<u8>| SecretHash::from_column(&hash).ok_or_else(|| corrupt("secret_hash", id.as_str()));
    Ok(hash.map(read).transpose()?)
}

async fn clients(connection: &mut PgConnection) -> Result<Vec<ServiceClient>, Failure> {
    let rows = sqlx::query(CLIENTS).fetch_all(connection).await?;
    Ok(rows.iter().map(client).collect::<Result<_, _>>()?)
}

async fn revoke(connection: &mut PgConnection, id: &ClientId, at: Moment) -> Result<Ended, Failure> {
    let revoked = sqlx::query(REVOKE).bind(id.as_str()).bind(at.micros());
    if revoked.execute(&mut *connection).await?.rows_affected() > 0 {
        return Ok(Ended::Now);
    }
    let there = sqlx::query_scalar(IS_THERE).bind(id.as_str()).fetch_one(connection).await?;
    Ok(if there { Ended::Before } else { Ended::Unknown })
}

fn client(row: &PgRow) -> Result<ServiceClient, StoreError> {
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
