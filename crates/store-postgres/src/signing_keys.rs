//! `countersign_signing_key`.

use async_trait::async_trait;
use countersign_core::Moment;
use countersign_core::store::{Entrance, KeyAdded, KeyEntry, KeyState, SigningKeys, StoreError, StoredKey};
use countersign_token::Algorithm;
use sqlx::postgres::PgRow;
use sqlx::{Executor, PgConnection};

use crate::error::Failure;
use crate::open::PostgresStore;
use crate::row::get;

/// By their bytes where the time is the same, as on SQLite, and not by the language of the database.
const KEYS: &str = r#"
SELECT kid, algorithm, state, sealed, created_at FROM countersign_signing_key ORDER BY created_at, kid COLLATE "C""#;

/// What may be added or change hangs on all rows: one transaction at a time writes them, while everybody reads on.
const ALONE: &str = "LOCK TABLE countersign_signing_key IN SHARE ROW EXCLUSIVE MODE";

const ADD_FIRST: &str = "
INSERT INTO countersign_signing_key (kid, algorithm, state, sealed, created_at)
SELECT $1, $2, 'active', $3, $4
 WHERE NOT EXISTS (SELECT 1 FROM countersign_signing_key WHERE algorithm = $2 AND state = 'active')";

const ADD: &str = "
INSERT INTO countersign_signing_key (kid, algorithm, state, sealed, created_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kid) DO NOTHING";

const HAS_ACTIVE: &str =
    "SELECT EXISTS (SELECT 1 FROM countersign_signing_key WHERE algorithm = $1 AND state = 'active')";

const RETIRE_OTHERS: &str = "
UPDATE countersign_signing_key SET state = 'retired'
 WHERE algorithm = $1 AND state = 'active' AND kid <> $2 RETURNING kid";

const PROMOTE: &str = r#"
UPDATE countersign_signing_key SET state = 'active'
 WHERE kid = (SELECT kid FROM countersign_signing_key WHERE algorithm = $1 AND state = 'next'
               ORDER BY created_at DESC, kid COLLATE "C" DESC LIMIT 1)
RETURNING kid"#;

#[async_trait]
impl SigningKeys for PostgresStore {
    async fn signing_keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        self.run((), |connection, ()| Box::pin(keys(connection))).await
    }

    async fn add_first_signing_key(&self, key: &StoredKey) -> Result<Vec<StoredKey>, StoreError> {
        let work = self.write(key, |connection, key| {
            Box::pin(async move {
                connection.execute(ALONE).await?;
                sqlx::query(ADD_FIRST)
                    .bind(&key.kid)
                    .bind(key.algorithm.as_str())
                    .bind(&key.sealed)
                    .bind(key.created_at.micros())
                    .execute(&mut *connection)
                    .await?;
                keys(connection).await
            })
        });
        work.await
    }

    async fn add_signing_key(&self, key: &StoredKey, entrance: Entrance) -> Result<KeyAdded, StoreError> {
        self.write((key, entrance), |connection, (key, entrance)| Box::pin(add(connection, key, *entrance))).await
    }

    async fn rotate_signing_key(&self, algorithm: Algorithm) -> Result<Option<KeyEntry>, StoreError> {
        self.write(algorithm, |connection, algorithm| Box::pin(rotate(connection, *algorithm))).await
    }
}

async fn add(connection: &mut PgConnection, key: &StoredKey, entrance: Entrance) -> Result<KeyAdded, Failure> {
    connection.execute(ALONE).await?;
    let algorithm = key.algorithm.as_str();
    let has_active: bool = sqlx::query_scalar(HAS_ACTIVE).bind(algorithm).fetch_one(&mut *connection).await?;
    let state = if has_active && entrance == Entrance::Waiting { KeyState::Next } else { KeyState::Active };
    let row = sqlx::query(ADD).bind(&key.kid).bind(algorithm).bind(state.as_str()).bind(&key.sealed);
    let row = row.bind(key.created_at.micros()).execute(&mut *connection).await?;
    if row.rows_affected() == 0 {
        return Ok(KeyAdded::KidTaken);
    }
    let retired = match state {
        KeyState::Active => retire_others(connection, key.algorithm, &key.kid).await?,
        KeyState::Next | KeyState::Retired => Vec::new(),
    };
    Ok(KeyAdded::Added(KeyEntry { kid: key.kid.clone(), state, retired }))
}

async fn rotate(connection: &mut PgConnection, algorithm: Algorithm) -> Result<Option<KeyEntry>, Failure> {
    connection.execute(ALONE).await?;
    let promoted = sqlx::query_scalar(PROMOTE).bind(algorithm.as_str());
    let promoted: Option<String> = promoted.fetch_optional(&mut *connection).await?;
    let Some(kid) = promoted else { return Ok(None) };
    let retired = retire_others(connection, algorithm, &kid).await?;
    Ok(Some(KeyEntry { kid, state: KeyState::Active, retired }))
}

async fn retire_others(connection: &mut PgConnection, algorithm: Algorithm, kid: &str) -> Result<Vec<String>, Failure> {
    let retired = sqlx::query_scalar(RETIRE_OTHERS).bind(algorithm.as_str()).bind(kid);
    Ok(retired.fetch_all(connection).await?)
}

async fn keys(connection: &mut PgConnection) -> Result<Vec<StoredKey>, Failure> {
    let rows = sqlx::query(KEYS).fetch_all(connection).await?;
    Ok(rows.iter().map(key).collect::<Result<_, _>>()?)
}

fn key(row: &PgRow) -> Result<StoredKey, StoreError> {
    let kid: String = get(row, "kid")?;
    let corrupt = |column| StoreError::Corrupt(format!("countersign_signing_key.{column} of {kid}"));
    Ok(StoredKey {
        algorithm: get::<String>(row, "algorithm")?.parse().map_err(|_| corrupt("algorithm"))?,
        state: get::<String>(row, "state")?.parse().map_err(|_| corrupt("state"))?,
        sealed: get(row, "sealed")?,
        created_at: Moment::from_micros(get(row, "created_at")?),
        kid,
    })
}
