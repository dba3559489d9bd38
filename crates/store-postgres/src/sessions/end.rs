//! Ending sessions: the user's row or mark first, the sessions after, the feed last.

use countersign_core::session::SessionId;
use countersign_core::store::{Ended, Reach, Revoked, StoreError};
use countersign_core::{Moment, UserId};
use countersign_token::{Jti, Timestamp};
use sqlx::PgConnection;
use sqlx::postgres::PgRow;

use crate::error::Failure;
use crate::feed::publish;
use crate::jti;
use crate::key::KeyColumn;
use crate::outstanding_tokens::unknown_token;
use crate::row::{self, get};
use crate::tables::Tables;
use crate::users::Told;

/// $4: whosever it is. (A key of the other kind is NULL, and nobody's.) A refresh that holds the row is waited for, and `access_until` is what it left there.
const END_ONE: &str = "
UPDATE countersign_session SET ended_at = $2
 WHERE id = $1 AND ended_at IS NULL AND ($4 OR user_id = $3)
RETURNING access_until, user_id, current_jti, current_exp";

const IS_THERE: &str = "SELECT EXISTS (SELECT 1 FROM countersign_session WHERE id = $1 AND ($3 OR user_id = $2))";

const END_ALL: &str = "
UPDATE countersign_session SET ended_at = $2
 WHERE user_id = $1 AND ended_at IS NULL AND ($3 IS NULL OR id <> $3)
RETURNING id, access_until, user_id, current_jti, current_exp";

const CURRENT: &str = "SELECT current_jti FROM countersign_session WHERE id = $1 AND user_id = $2";

/// Waits for whoever opens or adopts a session of the user (`FOR SHARE`), and holds up whoever comes. `END_ALL` is a statement of
/// its own after that, and sees every session that they have committed. Of a user whose row was written before, this is one's own.
pub(crate) const LOCK: &str = "SELECT 1 FROM {users} WHERE {id} = $1 FOR NO KEY UPDATE";

/// A mark never moves back. There is none for a key of the other kind.
const MARK: &str = "
INSERT INTO countersign_user_mark (user_id, not_before) SELECT $1, $2 WHERE $1 IS NOT NULL
    ON CONFLICT (user_id) DO UPDATE SET not_before = excluded.not_before
                                  WHERE excluded.not_before > countersign_user_mark.not_before";

/// As a step of its own.
pub(super) async fn end(
    connection: &mut PgConnection,
    id: &SessionId,
    owner: Option<UserId>,
    told: &Told<'_>,
) -> Result<Ended, Failure> {
    let mut events = Vec::new();
    let ended = end_one(&mut *connection, id, owner, told, &mut events).await?;
    publish(connection, &events).await?;
    Ok(ended)
}

/// Adds its event to those that are published when the rest of the step is done: it may wait for a Django.
pub(crate) async fn end_one(
    connection: &mut PgConnection,
    id: &SessionId,
    owner: Option<UserId>,
    told: &Told<'_>,
    events: &mut Vec<(Revoked, Timestamp)>,
) -> Result<Ended, Failure> {
    let (owner, anybodys) = (told.tables.optional_key(owner), owner.is_none());
    let ended = sqlx::query(END_ONE)
        .bind(id.as_str())
        .bind(told.ending.at.micros())
        .bind(owner)
        .bind(anybodys)
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(row) = ended {
        let ending = told.time.in_turn(connection, told.ending).await?;
        let until = Timestamp::from_unix(get(&row, "access_until")?).max(ending.access_until);
        spend_current(&mut *connection, &row, told, ending.at).await?;
        told.tables.spend_those_of(&mut *connection, user_of(&row)?, std::slice::from_ref(id), ending.at).await?;
        events.push((Revoked::Session(id.clone()), until));
        return Ok(Ended::Now);
    }
    let there = sqlx::query_scalar(IS_THERE).bind(id.as_str()).bind(owner).bind(anybodys).fetch_one(connection).await?;
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
    sqlx::query(told.tables.lock_to_end.clone()).bind(told.tables.key(user)).execute(&mut *connection).await?;
    let ending = told.time.in_turn(connection, told.ending).await?;
    if marks {
        let mark = sqlx::query(MARK).bind(told.tables.key(user)).bind(ending.at.timestamp().unix());
        mark.execute(&mut *connection).await?;
        let mark = Some(ending.at.timestamp());
        events.push((Revoked::User { user, mark }, ending.access_until));
    }
    let rows = sqlx::query(END_ALL)
        .bind(told.tables.key(user))
        .bind(ending.at.micros())
        .bind(keep.map(SessionId::as_str))
        .fetch_all(&mut *connection)
        .await?;
    let mut ended = Vec::with_capacity(rows.len());
    for row in &rows {
        let session = row::session_id(&get::<String>(row, "id")?)?;
        let until = Timestamp::from_unix(get(row, "access_until")?).max(ending.access_until);
        events.push((Revoked::Session(session.clone()), until));
        spend_current(&mut *connection, row, told, ending.at).await?;
        ended.push(session);
    }
    if marks {
        let keep = match keep {
            Some(keep) => Some((keep, current_of(&mut *connection, told.tables, keep, user).await?)),
            None => None,
        };
        told.tables.spend_all(&mut *connection, user, keep, ending.at).await?;
    } else {
        told.tables.spend_those_of(&mut *connection, user, &ended, ending.at).await?;
    }
    publish(connection, &events).await?;
    Ok(ended)
}

/// The current token of a session that ends is refused by a Django beside us, too.
async fn spend_current(connection: &mut PgConnection, row: &PgRow, told: &Told<'_>, at: Moment) -> Result<(), Failure> {
    let (jti, exp) = (jti::read(get(row, "current_jti")?), Timestamp::from_unix(get(row, "current_exp")?));
    told.tables.spend(connection, &unknown_token(jti, user_of(row)?, exp, at), at).await?;
    Ok(())
}

fn user_of(row: &PgRow) -> Result<UserId, StoreError> {
    get::<KeyColumn>(row, "user_id").map(|key| key.0)
}

async fn current_of(
    connection: &mut PgConnection,
    tables: &Tables,
    session: &SessionId,
    user: UserId,
) -> Result<Option<Jti>, Failure> {
    let current = sqlx::query_scalar(CURRENT).bind(session.as_str()).bind(tables.key(user));
    let current = current.fetch_optional(connection).await?;
    Ok(current.map(jti::read))
}
