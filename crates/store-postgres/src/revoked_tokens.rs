//! `countersign_revoked_token`.

use async_trait::async_trait;
use countersign_core::store::{Ended, Ending, Revocation, Revoked, RevokedTokens, StoreError};
use countersign_token::{Jti, Timestamp};
use sqlx::PgConnection;

use crate::error::Failure;
use crate::feed::publish;
use crate::jti;
use crate::open::PostgresStore;
use crate::row::session_id;
use crate::sessions::end_one;
use crate::users::Told;

/// One at a time takes a token in, or revokes it by itself: both look for what the other one writes, and neither would see it
/// before the other's commit. (A lock of a number: two tokens that share one wait for each other, and nothing else.)
const IN_TURN: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

const REVOKE: &str =
    "INSERT INTO countersign_revoked_token (jti, expires_at, revoked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

const ADOPTED_BY: &str = "SELECT id FROM countersign_session WHERE origin_jti = $1";

const IS_REVOKED: &str = "SELECT EXISTS (SELECT 1 FROM countersign_revoked_token WHERE jti = $1)";

#[async_trait]
impl RevokedTokens for PostgresStore {
    async fn revoke_token(&self, jti: &Jti, exp: Timestamp, ending: &Ending) -> Result<Revocation, StoreError> {
        let work = self.write((jti, exp, self.told(ending)), |connection, (jti, exp, told)| {
            Box::pin(async move {
                in_turn(connection, jti).await?;
                let mut events = Vec::new();
                let revocation = revoke(&mut *connection, jti, *exp, told, &mut events).await?;
                publish(connection, &events).await?;
                Ok(revocation)
            })
        });
        work.await
    }

    async fn is_token_revoked(&self, jti: &Jti) -> Result<bool, StoreError> {
        self.run(jti, |connection, jti| Box::pin(is_revoked(connection, jti))).await
    }
}

/// Waits until nobody else takes this token in or revokes it; held until the end of the transaction.
pub(crate) async fn in_turn(connection: &mut PgConnection, jti: &Jti) -> Result<(), Failure> {
    sqlx::query(IN_TURN).bind(jti::column(jti)).execute(connection).await?;
    Ok(())
}

pub(crate) async fn is_revoked(connection: &mut PgConnection, jti: &Jti) -> Result<bool, Failure> {
    Ok(sqlx::query_scalar(IS_REVOKED).bind(jti::column(jti)).fetch_one(connection).await?)
}

/// In the token's turn. Its events are published when the rest of the step is done.
pub(crate) async fn revoke(
    connection: &mut PgConnection,
    jti: &Jti,
    exp: Timestamp,
    told: &Told<'_>,
    events: &mut Vec<(Revoked, Timestamp)>,
) -> Result<Revocation, Failure> {
    let ending = told.time.in_turn(connection, told.ending).await?;
    let row = sqlx::query(REVOKE).bind(jti::column(jti)).bind(exp.unix()).bind(ending.at.micros());
    if row.execute(&mut *connection).await?.rows_affected() == 0 {
        return Ok(Revocation::Before);
    }
    let adopted: Option<String> =
        sqlx::query_scalar(ADOPTED_BY).bind(jti::column(jti)).fetch_optional(&mut *connection).await?;
    let mut ended = None;
    if let Some(session) = adopted.as_deref().map(session_id).transpose()?
        && end_one(connection, &session, None, told, events).await? == Ended::Now
    {
        ended = Some(session);
    }
    events.push((Revoked::Token(jti.clone()), exp));
    Ok(Revocation::Now(ended))
}
