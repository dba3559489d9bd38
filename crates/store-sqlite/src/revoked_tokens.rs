//! `countersign_revoked_token`.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::store::{Ended, Ending, Revocation, Revoked, RevokedTokens, StoreError};
use countersign_token::{Jti, Timestamp};
use sqlx::SqliteConnection;

use crate::SqliteStore;
use crate::error::store_error;
use crate::feed::publish;
use crate::row::session_id;
use crate::sessions::end_one;
use crate::tables::Tables;

const REVOKE: &str =
    "INSERT INTO countersign_revoked_token (jti, expires_at, revoked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

const ADOPTED_BY: &str = "SELECT id FROM countersign_session WHERE origin_jti = $1";

const IS_REVOKED: &str = "SELECT EXISTS (SELECT 1 FROM countersign_revoked_token WHERE jti = $1)";

#[async_trait]
impl RevokedTokens for SqliteStore {
    async fn revoke_token(&self, jti: &Jti, exp: Timestamp, ending: &Ending) -> Result<Revocation, StoreError> {
        let (tables, jti) = (Arc::clone(&self.tables), jti.clone());
        self.write_in_turn(ending, move |connection, ending| {
            Box::pin(async move { revoke(connection, &tables, jti, exp, ending).await })
        })
        .await
    }

    async fn is_token_revoked(&self, jti: &Jti) -> Result<bool, StoreError> {
        sqlx::query_scalar(IS_REVOKED).bind(jti.as_str()).fetch_one(&self.readers).await.map_err(store_error)
    }
}

pub(crate) async fn revoke(
    connection: &mut SqliteConnection,
    tables: &Tables,
    jti: Jti,
    exp: Timestamp,
    ending: Ending,
) -> Result<Revocation, StoreError> {
    let row = sqlx::query(REVOKE).bind(jti.as_str()).bind(exp.unix()).bind(ending.at.micros());
    if row.execute(&mut *connection).await.map_err(store_error)?.rows_affected() == 0 {
        return Ok(Revocation::Before);
    }
    let adopted: Option<String> = sqlx::query_scalar(ADOPTED_BY)
        .bind(jti.as_str())
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
    let mut ended = None;
    if let Some(session) = adopted.as_deref().map(session_id).transpose()?
        && end_one(&mut *connection, tables, session.clone(), None, ending).await? == Ended::Now
    {
        ended = Some(session);
    }
    publish(connection, &[(Revoked::Token(jti), exp)]).await?;
    Ok(Revocation::Now(ended))
}
