//! Deleting rows that have expired, in every table that has such rows.

use async_trait::async_trait;
use countersign_core::store::{Batch, Deleted, Expirable, ExpiredRows, OutstandingTokens, StoreError, Turn};
use sqlx::SqliteConnection;

use crate::SqliteStore;
use crate::error::store_error;

/// How dead rows of a table are found and deleted; $1 is the second by which they have expired.
struct Table {
    /// Before every key.
    start: &'static str,
    /// The keys of dead rows behind the key $2, in their order, $3 at most. The primary key leads there: no row is read twice.
    find: &'static str,
    /// Deletes what refers to the row of key $2, and then the row, if it is still dead.
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
    delete: &[concat!("DELETE FROM countersign_session WHERE id = $2 AND ", session_is_dead!())],
};

const REVOKED_TOKENS: Table = Table {
    start: "",
    find: "SELECT jti FROM countersign_revoked_token WHERE jti > $2 AND expires_at <= $1 ORDER BY jti LIMIT $3",
    delete: &["DELETE FROM countersign_revoked_token WHERE jti = $2 AND expires_at <= $1"],
};

const EVENTS: Table = Table {
    start: "0",
    find: "SELECT CAST(seq AS TEXT) FROM countersign_feed WHERE seq > CAST($2 AS BIGINT) AND until <= $1 \
           ORDER BY seq LIMIT $3",
    delete: &["DELETE FROM countersign_feed WHERE seq = CAST($2 AS BIGINT) AND until <= $1"],
};

/// As SimpleJWT's own `flushexpiredtokens` deletes: the rows that refuse a token first. Django's instants compare as texts.
const OUTSTANDING_TOKENS: Table = Table {
    start: "0",
    find: "SELECT CAST(id AS TEXT) FROM token_blacklist_outstandingtoken \
           WHERE id > CAST($2 AS BIGINT) AND expires_at <= datetime($1, 'unixepoch') ORDER BY id LIMIT $3",
    delete: &[
        "DELETE FROM token_blacklist_blacklistedtoken WHERE token_id = (SELECT id FROM token_blacklist_outstandingtoken \
         WHERE id = CAST($2 AS BIGINT) AND expires_at <= datetime($1, 'unixepoch'))",
        "DELETE FROM token_blacklist_outstandingtoken WHERE id = CAST($2 AS BIGINT) AND expires_at <= datetime($1, 'unixepoch')",
    ],
};

const WEB_SESSIONS: Table = Table {
    start: "",
    find: "SELECT session_key FROM django_session WHERE session_key > $2 AND expire_date <= datetime($1, 'unixepoch') \
           ORDER BY session_key LIMIT $3",
    delete: &["DELETE FROM django_session WHERE session_key = $2 AND expire_date <= datetime($1, 'unixepoch')"],
};

#[async_trait]
impl ExpiredRows for SqliteStore {
    async fn delete_expired(&self, batch: &Batch<'_>) -> Result<Deleted, StoreError> {
        let Table { start, find, delete } = match batch.rows {
            Expirable::Sessions => SESSIONS,
            Expirable::RevokedTokens => REVOKED_TOKENS,
            Expirable::OutstandingTokens if !self.keeps_outstanding_tokens() => {
                return Ok(Deleted { count: 0, next: None });
            }
            Expirable::OutstandingTokens => OUTSTANDING_TOKENS,
            Expirable::Events => EVENTS,
            Expirable::WebSessions if !self.tables.found.web_sessions => return Ok(Deleted { count: 0, next: None }),
            Expirable::WebSessions => WEB_SESSIONS,
        };
        let by = batch.by.unix();
        let keys: Vec<String> = sqlx::query_scalar(find)
            .bind(by)
            .bind(batch.after.unwrap_or(start).to_owned())
            .bind(batch.limit)
            .fetch_all(&self.readers)
            .await
            .map_err(store_error)?;
        let is_last = u32::try_from(keys.len()).is_ok_and(|found| found < batch.limit);
        let next = if is_last { None } else { keys.last().cloned() };
        if keys.is_empty() {
            return Ok(Deleted { count: 0, next });
        }
        let count = self.writer.write(move |connection| Box::pin(delete_each(connection, delete, by, keys))).await?;
        Ok(Deleted { count, next })
    }

    async fn take_turn(&self) -> Result<Option<Turn>, StoreError> {
        Ok(Some(Turn::new(())))
    }
}

async fn delete_each(
    connection: &mut SqliteConnection,
    delete: &'static [&'static str],
    by: i64,
    keys: Vec<String>,
) -> Result<u64, StoreError> {
    let mut count = 0;
    for key in keys {
        let mut gone = 0;
        for statement in delete {
            let rows = sqlx::query(*statement).bind(by).bind(key.as_str()).execute(&mut *connection).await;
            gone = rows.map_err(store_error)?.rows_affected();
        }
        count += gone;
    }
    Ok(count)
}
