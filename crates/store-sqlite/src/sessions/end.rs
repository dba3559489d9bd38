//! Ending sessions: the user's row or mark first, the sessions after, the feed last.

use countersign_core::UserId;
use countersign_core::session::SessionId;
use countersign_core::store::{Ended, Ending, Reach, Revoked, StoreError};
use countersign_token::Timestamp;
use sqlx::SqliteConnection;

use crate::error::store_error;
use crate::feed::publish;
use crate::key::Key;
use crate::row::{self, get};

const END_ONE: &str = "
UPDATE countersign_session SET ended_at = $2
 WHERE id = $1 AND ended_at IS NULL AND ($3 IS NULL OR user_id = $3)
RETURNING access_until";

const IS_THERE: &str =
    "SELECT EXISTS (SELECT 1 FROM countersign_session WHERE id = $1 AND ($2 IS NULL OR user_id = $2))";

const END_ALL: &str = "
UPDATE countersign_session SET ended_at = $2
 WHERE user_id = $1 AND ended_at IS NULL AND ($3 IS NULL OR id <> $3)
RETURNING id, access_until";

/// A mark never moves back.
const MARK: &str = "
INSERT INTO countersign_user_mark (user_id, not_before) VALUES ($1, $2)
    ON CONFLICT (user_id) DO UPDATE SET not_before = excluded.not_before
                                  WHERE excluded.not_before > countersign_user_mark.not_before";

pub(crate) async fn end_one(
    connection: &mut SqliteConnection,
    id: SessionId,
    owner: Option<UserId>,
    ending: Ending,
) -> Result<Ended, StoreError> {
    let owner = owner.map(Key);
    let ended = sqlx::query(END_ONE)
        .bind(id.as_str())
        .bind(ending.at.micros())
        .bind(owner)
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
    if let Some(row) = ended {
        let until = Timestamp::from_unix(get(&row, "access_until")?).max(ending.access_until);
        publish(connection, &[(Revoked::Session(id), until)]).await?;
        return Ok(Ended::Now);
    }
    let there: bool =
        sqlx::query_scalar(IS_THERE).bind(id.as_str()).bind(owner).fetch_one(connection).await.map_err(store_error)?;
    Ok(if there { Ended::Before } else { Ended::Unknown })
}

/// Ends the sessions of a user that are in reach, and says which.
pub(crate) async fn end_all(
    connection: &mut SqliteConnection,
    user: UserId,
    reach: Reach<'_>,
    ending: &Ending,
) -> Result<Vec<SessionId>, StoreError> {
    let mut events = Vec::new();
    let (marks, keep) = match reach {
        Reach::Everything => (true, None),
        Reach::EverythingBut(keep) => (true, Some(keep)),
        Reach::Sessions => (false, None),
    };
    if marks {
        let mark = sqlx::query(MARK).bind(Key(user)).bind(ending.at.timestamp().unix());
        mark.execute(&mut *connection).await.map_err(store_error)?;
        events.push((Revoked::User(user), ending.access_until));
    }
    let rows = sqlx::query(END_ALL)
        .bind(Key(user))
        .bind(ending.at.micros())
        .bind(keep.map(SessionId::as_str))
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
    let mut ended = Vec::with_capacity(rows.len());
    for row in &rows {
        let session = row::session_id(&get::<String>(row, "id")?)?;
        let until = Timestamp::from_unix(get(row, "access_until")?).max(ending.access_until);
        events.push((Revoked::Session(session.clone()), until));
        ended.push(session);
    }
    publish(connection, &events).await?;
    Ok(ended)
}
