//! Ending sessions: the user's row or mark first, the sessions after, the feed last.

use countersign_core::session::SessionId;
use countersign_core::store::{Ended, Ending, NewOutstanding, Reach, Revoked, StoreError, TokenText};
use countersign_core::{Moment, UserId};
use countersign_token::{Jti, Timestamp};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use crate::error::store_error;
use crate::feed::publish;
use crate::key::Key;
use crate::row::{self, get};
use crate::tables::Tables;

const END_ONE: &str = "
UPDATE countersign_session SET ended_at = $2
 WHERE id = $1 AND ended_at IS NULL AND ($3 IS NULL OR user_id = $3)
RETURNING access_until, user_id, current_jti, current_exp";

const IS_THERE: &str =
    "SELECT EXISTS (SELECT 1 FROM countersign_session WHERE id = $1 AND ($2 IS NULL OR user_id = $2))";

const END_ALL: &str = "
UPDATE countersign_session SET ended_at = $2
 WHERE user_id = $1 AND ended_at IS NULL AND ($3 IS NULL OR id <> $3)
RETURNING id, access_until, user_id, current_jti, current_exp";

const CURRENT: &str = "SELECT current_jti FROM countersign_session WHERE id = $1 AND user_id = $2";

/// A mark never moves back.
const MARK: &str = "
INSERT INTO countersign_user_mark (user_id, not_before) VALUES ($1, $2)
    ON CONFLICT (user_id) DO UPDATE SET not_before = excluded.not_before
                                  WHERE excluded.not_before > countersign_user_mark.not_before";

pub(crate) async fn end_one(
    connection: &mut SqliteConnection,
    tables: &Tables,
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
        spend_current(&mut *connection, tables, &row, ending.at).await?;
        tables.spend_those_of(&mut *connection, user_of(&row)?, std::slice::from_ref(&id), ending.at).await?;
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
    tables: &Tables,
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
        let mark = Some(ending.at.timestamp());
        events.push((Revoked::User { user, mark }, ending.access_until));
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
        spend_current(&mut *connection, tables, row, ending.at).await?;
        ended.push(session);
    }
    if marks {
        let keep = match keep {
            Some(keep) => Some((keep, current_of(&mut *connection, keep, user).await?)),
            None => None,
        };
        tables.spend_all(&mut *connection, user, keep, ending.at).await?;
    } else {
        tables.spend_those_of(&mut *connection, user, &ended, ending.at).await?;
    }
    publish(connection, &events).await?;
    Ok(ended)
}

/// The current token of a session that ends is refused by a Django beside us, too.
async fn spend_current(
    connection: &mut SqliteConnection,
    tables: &Tables,
    row: &SqliteRow,
    at: Moment,
) -> Result<(), StoreError> {
    let token = NewOutstanding {
        jti: Jti::new(get::<String>(row, "current_jti")?),
        user: Some(user_of(row)?),
        // A row that is made only now, for a token from before the tables were in use, does not know it.
        token: TokenText::from_column(""),
        created_at: at,
        exp: Timestamp::from_unix(get(row, "current_exp")?),
    };
    tables.spend(connection, &token, at).await
}

fn user_of(row: &SqliteRow) -> Result<UserId, StoreError> {
    Ok(get::<Key>(row, "user_id")?.0)
}

async fn current_of(
    connection: &mut SqliteConnection,
    session: &SessionId,
    user: UserId,
) -> Result<Option<Jti>, StoreError> {
    let query = sqlx::query_scalar(CURRENT).bind(session.as_str()).bind(Key(user));
    let current: Option<String> = query.fetch_optional(connection).await.map_err(store_error)?;
    Ok(current.map(Jti::new))
}
