//! Who wins a refresh: the guarded statement, and what the losers are told.

use countersign_core::UserId;
use countersign_core::session::{ReuseRule, SessionId, Verdict};
use countersign_core::store::{Ended, Ending, NewRefresh, OwnerRule, Rotation, Session, StoreError, Successor};
use countersign_token::{Jti, Timestamp};
use sqlx::SqliteConnection;

use super::{ADOPTED, SESSION, end};
use crate::error::store_error;
use crate::key::Key;
use crate::row::{self, get};

/// How the presented token names its session.
pub(super) enum Place {
    /// By its `sid`.
    Session(SessionId),
    /// By its own `jti`: the session adopted it.
    Origin(Jti),
}

/// One refresh; when it happens, says the ending that comes with it.
pub(super) struct Turn {
    pub(super) place: Place,
    pub(super) user: UserId,
    pub(super) presented: Jti,
    pub(super) next: NewRefresh,
    pub(super) rule: ReuseRule,
    pub(super) owners: OwnerRule,
}

/// The WHERE clause is the state machine ([`Chain::judge`](countersign_core::session::Chain::judge) says `Current`, and the
/// user is active, where that matters): no row back means that the caller lost. CASE, not MIN: the text is the same on PostgreSQL.
macro_rules! rotate_where {
    ($key:literal) => {
        concat!(
            "
UPDATE countersign_session
   SET generation = generation + 1, previous_jti = current_jti, current_jti = $4, current_iat = $5,
       current_exp = CASE WHEN expires_at < $6 THEN expires_at ELSE $6 END,
       rotated_at = $7, last_used_at = $7,
       earlier_use_at = CASE WHEN last_used_at <= $10 THEN last_used_at ELSE earlier_use_at END,
       access_until = CASE WHEN access_until < $8 THEN $8 ELSE access_until END
 WHERE ",
            $key,
            " = $1 AND user_id = $2 AND current_jti = $3 AND ended_at IS NULL
   AND (expires_at IS NULL OR expires_at > $9)
   AND EXISTS (SELECT 1 FROM auth_user u WHERE u.id = $2 AND (u.is_active OR $11))
RETURNING id, current_exp, expires_at"
        )
    };
}

const ROTATE_BY_SESSION: &str = rotate_where!("id");
const ROTATE_BY_ORIGIN: &str = rotate_where!("origin_jti");

pub(super) async fn rotate(
    connection: &mut SqliteConnection,
    turn: Turn,
    ending: Ending,
) -> Result<Rotation, StoreError> {
    let (statement, key) = match &turn.place {
        Place::Session(id) => (ROTATE_BY_SESSION, id.as_str()),
        Place::Origin(jti) => (ROTATE_BY_ORIGIN, jti.as_str()),
    };
    let now = ending.at;
    let won = sqlx::query(statement)
        .bind(key)
        .bind(Key(turn.user))
        .bind(turn.presented.as_str())
        .bind(turn.next.jti.as_str())
        .bind(turn.next.iat.unix())
        .bind(turn.next.exp.unix())
        .bind(now.micros())
        .bind(ending.access_until.unix())
        .bind(now.timestamp().unix())
        .bind(now.saturating_sub(turn.rule.interval).micros())
        .bind(turn.owners == OwnerRule::Anyone)
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
    match won {
        Some(row) => Ok(Rotation::Rotated(Successor {
            session: row::session_id(&get::<String>(&row, "id")?)?,
            jti: turn.next.jti,
            iat: turn.next.iat,
            exp: Timestamp::from_unix(get(&row, "current_exp")?),
            session_end: get::<Option<i64>>(&row, "expires_at")?.map(Timestamp::from_unix),
        })),
        None => lose(connection, turn, ending).await,
    }
}

/// The row as it stands decides what the presented token is.
async fn lose(connection: &mut SqliteConnection, turn: Turn, ending: Ending) -> Result<Rotation, StoreError> {
    let (statement, key) = match &turn.place {
        Place::Session(id) => (SESSION, id.as_str()),
        Place::Origin(jti) => (ADOPTED, jti.as_str()),
    };
    let found = sqlx::query(statement).bind(key).fetch_optional(&mut *connection).await.map_err(store_error)?;
    let Some(found) = found else { return not_adopted(connection, &turn).await };
    let (session, owner) = (row::session(&found)?, row::optional_user(&found)?);
    if session.user != turn.user {
        return Ok(Rotation::Unknown);
    }
    if !owner.is_some_and(|owner| turn.owners.admits(&owner)) {
        return Ok(Rotation::OwnerInactive);
    }
    match session.chain.judge(&turn.presented, ending.at, turn.rule) {
        Verdict::Repeat => Ok(Rotation::Repeated(current_of(session))),
        Verdict::Replay if turn.rule.detection => {
            let ended = end::end_one(connection, session.id.clone(), None, ending).await?;
            Ok(Rotation::Replayed { ended: (ended == Ended::Now).then_some(session.id) })
        }
        Verdict::Replay => Ok(Rotation::Replayed { ended: None }),
        Verdict::Over => Ok(Rotation::Over),
        Verdict::Current => {
            Err(StoreError::Corrupt(format!("countersign_session row {} refuses its turn", session.id)))
        }
    }
}

/// There is no such session, or the token was not fit to get one.
async fn not_adopted(connection: &mut SqliteConnection, turn: &Turn) -> Result<Rotation, StoreError> {
    let owner = crate::users::user(connection, turn.user).await?;
    if !owner.is_some_and(|owner| turn.owners.admits(&owner)) {
        return Ok(Rotation::OwnerInactive);
    }
    match turn.place {
        Place::Session(_) => Ok(Rotation::Unknown),
        Place::Origin(_) => Ok(Rotation::Over),
    }
}

fn current_of(session: Session) -> Successor {
    Successor {
        session: session.id,
        jti: session.chain.current,
        iat: session.current_iat,
        exp: session.current_exp,
        session_end: session.chain.expires_at,
    }
}
