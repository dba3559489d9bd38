//! Ending sessions: the user's row or mark first, the sessions after, the feed last.

use countersign_core::UserId;
use countersign_core::session::SessionId;
use countersign_core::store::{Ended, Reach, Revoked};
use countersign_token::Timestamp;
use sqlx::PgConnection;

use crate::error::Failure;
use crate::feed::publish;
use crate::row::{self, get};
use crate::users::Told;

/// A refresh that holds the row is waited for, and `access_until` is what it left there.
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

/// Waits for whoever opens or adopts a session of the user (`FOR SHARE`), and holds up whoever comes. END_ALL is a statement of
/// its own after that, and sees every session that they have committed. Of a user whose row was written before, this is one's own.
const LOCK: &str = "SELECT 1 FROM auth_user WHERE id = $1 FOR NO KEY UPDATE";

/// A mark never moves back.
const MARK: &str = "
INSERT INTO countersign_user_mark (user_id, not_before) VALUES ($1, $2)
    ON CONFLICT (user_id) DO UPDATE SET not_before = excluded.not_before
                                  WHERE excluded.not_before > countersign_user_mark.not_before";

pub(crate) async fn end_one(
    connection: &mut PgConnection,
    id: &SessionId,
    owner: Option<UserId>,
    told: &Told<'_>,
) -> Result<Ended, Failure> {
    let owner = owner.map(UserId::key);
    let ended = sqlx::query(END_ONE)
        .bind(id.as_str())
        .bind(told.ending.at.micros())
        .bind(owner)
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(row) = ended {
        let ending = told.time.in_turn(connection, told.ending).await?;
        let until = Timestamp::from_unix(get(&row, "access_until")?).max(ending.access_until);
        publish(connection, &[(Revoked::Session(id.clone()), until)]).await?;
        return Ok(Ended::Now);
    }
    let there = sqlx::query_scalar(IS_THERE).bind(id.as_str()).bind(owner).fetch_one(connection).await?;
    Ok(if there { Ended::Before } else { Ended::Unknown })
}

/// Ends the sessions of a user that are in reach, and says which.
///
/// The clock is read under the lock: a token that was issued for the user before this got it is not younger than the mark.
pub(crate) async fn end_all(
    connection: &mut PgConnection,
    user: UserId,
    reach: Reach<'_>,
    told: &Told<'_>,
) -> Result<Vec<SessionId>, Failure> {
    let mut events = Vec::new();
    let (marks, keep) = match reach {
        Reach::Everything => (true, None),
        Reach::EverythingBut(keep) => (true, Some(keep)),
        Reach::Sessions => (false, None),
    };
    sqlx::query(LOCK).bind(user.key()).execute(&mut *connection).await?;
    let ending = told.time.in_turn(connection, told.ending).await?;
    if marks {
        let mark = sqlx::query(MARK).bind(user.key()).bind(ending.at.timestamp().unix());
        mark.execute(&mut *connection).await?;
        events.push((Revoked::User(user), ending.access_until));
    }
    let rows = sqlx::query(END_ALL)
        .bind(user.key())
        .bind(ending.at.micros())
        .bind(keep.map(SessionId::as_str))
        .fetch_all(&mut *connection)
        .await?;
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
