//! Deleting rows that have expired, in every table that has such rows.

use async_trait::async_trait;
use countersign_core::store::{Batch, Deleted, Expirable, ExpiredRows, OutstandingTokens, StoreError, Turn};

use crate::error::store_error;
use crate::open::PostgresStore;

/// How dead rows of a table are found and deleted; $1 is the second by which they have expired.
struct Table {
    /// Before every key.
    start: &'static str,
    /// The keys of dead rows behind the key $2, in their order, $3 at most. The primary key leads there: no row is read twice.
    find: &'static str,
    /// Deletes what refers to the rows of the keys $2, and then those that are still dead: a row that is being written is waited
    /// for, and judged as it is then.
    delete: &'static [&'static str],
}

macro_rules! session_is_dead {
    () => {
        "current_exp <= $1 AND access_until <= $1 AND (origin_exp IS NULL OR origin_exp <= $1)"
    };
}

const SESSIONS: Table = Table {
    start: "",
    find: concat!("SELECT id FROM countersign_session WHERE id > $2 AND ", session_is_dead!(), " ORDER BY id LIMIT $3"),
    delete: &[concat!("DELETE FROM countersign_session WHERE id = ANY($2) AND ", session_is_dead!())],
};

const REVOKED_TOKENS: Table = Table {
    start: "",
    find: "SELECT jti FROM countersign_revoked_token WHERE jti > $2 AND expires_at <= $1 ORDER BY jti LIMIT $3",
    delete: &["DELETE FROM countersign_revoked_token WHERE jti = ANY($2) AND expires_at <= $1"],
};

/// Ordered by the number: `seq` alone would be the text that is selected.
const EVENTS: Table = Table {
    start: "0",
    find: "SELECT CAST(f.seq AS TEXT) FROM countersign_feed f WHERE f.seq > CAST($2 AS BIGINT) AND f.until <= $1 \
           ORDER BY f.seq LIMIT $3",
    delete: &["DELETE FROM countersign_feed WHERE seq = ANY(CAST($2 AS BIGINT[])) AND until <= $1"],
};

/// As SimpleJWT's own `flushexpiredtokens` deletes: the rows that refuse a token first.
const OUTSTANDING_TOKENS: Table = Table {
    start: "0",
    find: "SELECT CAST(o.id AS TEXT) FROM token_blacklist_outstandingtoken o \
           WHERE o.id > CAST($2 AS BIGINT) AND o.expires_at <= to_timestamp($1) ORDER BY o.id LIMIT $3",
    delete: &[
        "DELETE FROM token_blacklist_blacklistedtoken WHERE token_id IN (SELECT id FROM token_blacklist_outstandingtoken \
         WHERE id = ANY(CAST($2 AS BIGINT[])) AND expires_at <= to_timestamp($1))",
        "DELETE FROM token_blacklist_outstandingtoken WHERE id = ANY(CAST($2 AS BIGINT[])) AND expires_at <= to_timestamp($1)",
    ],
};

const WEB_SESSIONS: Table = Table {
    start: "",
    find: "SELECT session_key FROM django_session WHERE session_key > $2 AND expire_date <= to_timestamp($1) \
           ORDER BY session_key LIMIT $3",
    delete: &["DELETE FROM django_session WHERE session_key = ANY($2) AND expire_date <= to_timestamp($1)"],
};

#[async_trait]
impl ExpiredRows for PostgresStore {
    async fn delete_expired(&self, batch: &Batch<'_>) -> Result<Deleted, StoreError> {
        let Table { start, find, delete } = match batch.rows {
            Expirable::Sessions => SESSIONS,
            Expirable::RevokedTokens => REVOKED_TOKENS,
            Expirable::OutstandingTokens if !self.keeps_outstanding_tokens() => {
                return Ok(Deleted { count: 0, next: None });
            }
            Expirable::OutstandingTokens => OUTSTANDING_TOKENS,
            Expirable::Events => EVENTS,
            Expirable::WebSessions => WEB_SESSIONS,
        };
        let by = batch.by.unix();
        let keys = self.dead_keys(find, (by, batch.after.unwrap_or(start), i64::from(batch.limit))).await?;
        let is_last = u32::try_from(keys.len()).is_ok_and(|found| found < batch.limit);
        let next = if is_last { None } else { keys.last().cloned() };
        if keys.is_empty() {
            return Ok(Deleted { count: 0, next });
        }
        let work = self.write((delete, by, keys), |connection, (delete, by, keys)| {
            Box::pin(async move {
                let mut gone = 0;
                for statement in *delete {
                    let rows = sqlx::query(*statement).bind(*by).bind(keys).execute(&mut *connection).await?;
                    gone = rows.rows_affected();
                }
                Ok(gone)
            })
        });
        Ok(Deleted { count: work.await?, next })
    }

    /// A lock that lasts as long as a connection of its own: it is free again when the connection is gone, however that ends.
    async fn take_turn(&self) -> Result<Option<Turn>, StoreError> {
        let failed = |cause: sqlx::Error| store_error(&cause);
        let mut connection = self.pool.connect_beside().await.map_err(failed)?;
        let taken: bool = sqlx::query_scalar(TAKE_TURN).fetch_one(&mut connection).await.map_err(failed)?;
        Ok(taken.then(|| Turn::new(connection)))
    }
}

/// Of this schema alone.
const TAKE_TURN: &str = "SELECT pg_try_advisory_lock(hashtextextended('countersign_flush_' || \
                         CAST(CAST('countersign_feed' AS regclass) AS oid), 0))";

impl PostgresStore {
    async fn dead_keys(&self, find: &'static str, from: (i64, &str, i64)) -> Result<Vec<String>, StoreError> {
        let work = self.run((find, from), |connection, (find, (by, after, limit))| {
            Box::pin(async move {
                let keys = sqlx::query_scalar(*find).bind(*by).bind(*after).bind(*limit);
                Ok(keys.fetch_all(connection).await?)
            })
        });
        work.await
    }
}
