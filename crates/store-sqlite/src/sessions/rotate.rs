//! Who wins a refresh: the guarded statement, and what the losers are told.

use countersign_core::session::{ReuseRule, SessionId, SharedVerdict, Verdict};
use countersign_core::store::{
    self, Ended, Ending, NewOutstanding, NewRefresh, OwnerRule, Rotation, Session, StoreError, Successor, TokenText,
};
use countersign_core::{Moment, UserId};
use countersign_token::{Jti, Seconds, Timestamp};
use sqlx::SqliteConnection;

use super::end;
use crate::error::store_error;
use crate::key::Key;
use crate::row::{self, get};
use crate::tables::Tables;

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
    pub(super) idle_timeout: Option<Seconds>,
    pub(super) owners: OwnerRule,
    pub(super) exchange: Option<Exchange>,
}

/// Both tokens of a refresh, as their rows have them.
pub(super) struct Exchange {
    spent: NewOutstanding,
    next: TokenText,
}

impl Exchange {
    pub(super) fn of(exchange: store::Exchange<'_>) -> Self {
        Self { spent: exchange.spent.clone(), next: exchange.next.clone() }
    }
}

/// The WHERE clause is the state machine ([`Chain::judge`](countersign_core::session::Chain::judge) says `Current`, the
/// session is not idle for too long, and the user is active, where that matters): no row back means that the caller lost. CASE, not MIN: the text is the same on PostgreSQL.
macro_rules! rotate_where {
    ($key:literal, $guard:expr) => {
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
   AND (expires_at IS NULL OR expires_at > $9) AND ($12 IS NULL OR last_used_at > $12)
   AND EXISTS (SELECT 1 FROM {users} u WHERE u.{id} = $2 AND ({u.is_active} OR $11))",
            $guard,
            "
RETURNING id, current_exp, expires_at"
        )
    };
}

/// With Django's tables in use: it was not first. A transaction here is alone in writing, so that none comes between this and the
/// row that blacklists the token.
macro_rules! not_blacklisted {
    () => {
        "
   AND NOT EXISTS (SELECT 1 FROM token_blacklist_outstandingtoken o
                     JOIN token_blacklist_blacklistedtoken b ON b.token_id = o.id WHERE o.jti = $3)"
    };
}

pub(crate) const ROTATE_BY_SESSION: [&str; 2] = [rotate_where!("id", ""), rotate_where!("id", not_blacklisted!())];
pub(crate) const ROTATE_BY_ORIGIN: [&str; 2] =
    [rotate_where!("origin_jti", ""), rotate_where!("origin_jti", not_blacklisted!())];

/// A token that another program rotated takes the current one's place, before it is rotated itself in the same transaction.
const TAKE_IN: &str = "
UPDATE countersign_session
   SET generation = generation + 1, previous_jti = current_jti, current_jti = $3,
       current_exp = CASE WHEN expires_at < $4 THEN expires_at ELSE $4 END, rotated_at = $5
 WHERE id = $1 AND current_jti = $2 AND ended_at IS NULL";

/// What another session of ours issued was not made beside us, whatever `sid` it comes with.
const IS_ANOTHERS: &str = "
SELECT EXISTS (SELECT 1 FROM countersign_session
                WHERE user_id = $1 AND ended_at IS NULL AND current_jti = $2 AND id <> $3)";

pub(super) async fn rotate(
    connection: &mut SqliteConnection,
    tables: &Tables,
    turn: Turn,
    ending: Ending,
) -> Result<Rotation, StoreError> {
    if let Some(next) = spend(&mut *connection, tables, &turn, turn.idle_timeout, &ending).await? {
        return Ok(Rotation::Rotated(next));
    }
    match lose(&mut *connection, tables, &turn, ending.clone()).await? {
        Lost::To(outcome) => Ok(outcome),
        Lost::ToNobody(session) => {
            take_in(&mut *connection, tables, &session, &turn, ending.at).await?;
            // It was used there, whenever it was here.
            let next = spend(connection, tables, &turn, None, &ending).await?;
            next.map(Rotation::Rotated).ok_or_else(|| refuses(&session))
        }
    }
}

/// The guarded statement, and what a Django beside us would write of it.
async fn spend(
    connection: &mut SqliteConnection,
    tables: &Tables,
    turn: &Turn,
    idle_timeout: Option<Seconds>,
    ending: &Ending,
) -> Result<Option<Successor>, StoreError> {
    let ([plain, guarded], key) = match &turn.place {
        Place::Session(id) => (&tables.rotate_by_session, id.as_str()),
        Place::Origin(jti) => (&tables.rotate_by_origin, jti.as_str()),
    };
    let now = ending.at;
    let statement = if tables.are_in_use() { guarded } else { plain };
    let won = sqlx::query(statement.clone())
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
        .bind(idle_timeout.map(|timeout| now.saturating_sub(timeout).micros()))
        .fetch_optional(&mut *connection)
        .await
        .map_err(store_error)?;
    let Some(row) = won else { return Ok(None) };
    let next = Successor {
        session: row::session_id(&get::<String>(&row, "id")?)?,
        jti: turn.next.jti.clone(),
        iat: turn.next.iat,
        exp: Timestamp::from_unix(get(&row, "current_exp")?),
        session_end: get::<Option<i64>>(&row, "expires_at")?.map(Timestamp::from_unix),
    };
    if let Some(Exchange { spent, next: text }) = &turn.exchange {
        tables.spend(&mut *connection, spent, now).await?;
        let (jti, token) = (next.jti.clone(), text.clone());
        let outstanding =
            NewOutstanding { jti, user: Some(turn.user), token, created_at: spent.created_at, exp: next.exp };
        tables.outstand(connection, &outstanding).await?;
    }
    Ok(Some(next))
}

/// Why the presented token had no turn.
enum Lost {
    To(Rotation),
    /// It is not of the chain, and another program takes it for live: that one rotated it beside us.
    ToNobody(Session),
}

/// The row as it stands decides what the presented token is.
async fn lose(
    connection: &mut SqliteConnection,
    tables: &Tables,
    turn: &Turn,
    ending: Ending,
) -> Result<Lost, StoreError> {
    let (statement, key) = match &turn.place {
        Place::Session(id) => (&tables.session, id.as_str()),
        Place::Origin(jti) => (&tables.adopted, jti.as_str()),
    };
    let found = sqlx::query(statement.clone()).bind(key).fetch_optional(&mut *connection).await.map_err(store_error)?;
    let Some(found) = found else { return not_adopted(connection, tables, turn).await.map(Lost::To) };
    let (session, owner) = (row::session(&found)?, tables.reader.optional_user(&found)?);
    if session.user != turn.user {
        return Ok(Lost::To(Rotation::Unknown));
    }
    if !owner.is_some_and(|owner| turn.owners.admits(&owner)) {
        return Ok(Lost::To(Rotation::OwnerInactive));
    }
    Ok(Lost::To(match judge(&mut *connection, tables, &session, turn, ending.at).await? {
        SharedVerdict::Own(Verdict::Repeat) => Rotation::Repeated(current_of(session)),
        SharedVerdict::Own(Verdict::Replay) if turn.rule.detection => {
            let ended = end::end_one(connection, tables, session.id.clone(), None, ending).await?;
            Rotation::Replayed { ended: (ended == Ended::Now).then_some(session.id) }
        }
        SharedVerdict::Own(Verdict::Replay) => Rotation::Replayed { ended: None },
        SharedVerdict::Own(Verdict::Over) | SharedVerdict::Blacklisted => Rotation::Over,
        SharedVerdict::RotatedBeside => return Ok(Lost::ToNobody(session)),
        SharedVerdict::Own(Verdict::Current) => return Err(refuses(&session)),
    }))
}

async fn judge(
    connection: &mut SqliteConnection,
    tables: &Tables,
    session: &Session,
    turn: &Turn,
    now: Moment,
) -> Result<SharedVerdict, StoreError> {
    let verdict = session.chain.judge(&turn.presented, now, turn.rule);
    let presented = tables.find(&mut *connection, &turn.presented).await?;
    let current = tables.find(&mut *connection, &session.chain.current).await?;
    let shared = session.chain.beside(verdict, presented.as_ref(), current.as_ref());
    if shared != SharedVerdict::RotatedBeside {
        return Ok(session.unless_idle(shared, now, turn.idle_timeout));
    }
    let query = sqlx::query_scalar(IS_ANOTHERS).bind(Key(turn.user)).bind(turn.presented.as_str());
    let is_anothers: bool = query.bind(session.id.as_str()).fetch_one(connection).await.map_err(store_error)?;
    let own = session.unless_idle(SharedVerdict::Own(verdict), now, turn.idle_timeout);
    Ok(if is_anothers { own } else { shared })
}

/// The current token is displaced, and refused by the other program from now on.
async fn take_in(
    connection: &mut SqliteConnection,
    tables: &Tables,
    session: &Session,
    turn: &Turn,
    now: Moment,
) -> Result<(), StoreError> {
    let Some(Exchange { spent, .. }) = &turn.exchange else { return Err(refuses(session)) };
    sqlx::query(TAKE_IN)
        .bind(session.id.as_str())
        .bind(session.chain.current.as_str())
        .bind(turn.presented.as_str())
        .bind(spent.exp.unix())
        .bind(now.micros())
        .execute(&mut *connection)
        .await
        .map_err(store_error)?;
    let displaced = NewOutstanding {
        jti: session.chain.current.clone(),
        user: Some(session.user),
        token: TokenText::from_column(""),
        created_at: now,
        exp: session.current_exp,
    };
    tracing::info!(session = %session.id, "a refresh token that another program rotated was taken in");
    tables.spend(connection, &displaced, now).await
}

fn refuses(session: &Session) -> StoreError {
    StoreError::Corrupt(format!("countersign_session row {} refuses its turn", session.id))
}

/// There is no such session, or the token was not fit to get one.
async fn not_adopted(connection: &mut SqliteConnection, tables: &Tables, turn: &Turn) -> Result<Rotation, StoreError> {
    let owner = crate::users::user(connection, tables, turn.user).await?;
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
