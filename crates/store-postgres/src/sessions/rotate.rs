//! Who wins a refresh: the guarded statement, and what the losers are told.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use countersign_core::session::{ReuseRule, SessionId, SharedVerdict, Verdict};
use countersign_core::store::{
    Adoption, Ending, Exchange, NewOutstanding, NewRefresh, OwnerRule, RotateRequest, Rotation, Session, StoreError,
    Successor,
};
use countersign_core::{Moment, UserId};
use countersign_token::{Jti, Seconds, Timestamp};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{Executor, PgConnection, Postgres, SqlStr};

use crate::error::{Failure, is_unique_violation};
use crate::jti;
use crate::outstanding_tokens::{Spent, unknown_token};
use crate::row::{self, get, timestamptz};
use crate::tables::Tables;
use crate::time::{TimeSource, server_micros};

/// How the presented token names its session.
pub(super) enum Place<'a> {
    /// By its `sid`.
    Session(&'a SessionId),
    /// By its own `jti`: the session adopted it.
    Origin(&'a Jti),
}

/// One refresh; when it happens, says the ending that comes with it, or the server's clock.
pub(super) struct Turn<'a> {
    place: Place<'a>,
    pub(super) user: UserId,
    pub(super) presented: &'a Jti,
    next: &'a NewRefresh,
    rule: ReuseRule,
    idle_timeout: Option<Seconds>,
    owners: OwnerRule,
    ending: &'a Ending,
    time: TimeSource,
    pub(super) tables: &'a Tables,
    exchange: Option<Exchange<'a>>,
    /// The statement was sent before: its connection was lost.
    asked: AtomicBool,
    /// The token was rotated by another program, and is the session's current one now.
    taken_in: AtomicBool,
}

/// How often a refresh is tried whose user is taken out of use and back again meanwhile.
const TRIES: usize = 3;

/// The given moment, or else the server's, as it is when the row is written: these expressions are computed anew after a wait.
macro_rules! now {
    () => {
        concat!("COALESCE($7, ", server_micros!(), ")")
    };
}

/// The WHERE clause is the state machine ([`Chain::judge`](countersign_core::session::Chain::judge) says `Current`, the
/// session is not idle for too long, and the user is active, where that matters): no row back means that the caller lost.
///
/// It is one statement, and so one snapshot and one commit. Whoever finds the row held by another refresh or by an end waits
/// for that to commit, and has the whole WHERE clause asked again of the row as it is then (EvalPlanQual): of n that present one
/// token, the second finds another `current_jti`. The user is read as of the snapshot: who deactivates a user writes the user's
/// row first and ends the sessions after, and so either the snapshot shows that, or the session's row does, or the session's
/// end comes after this commit and takes the successor with it.
macro_rules! rotate_where {
    ($key:literal, $guard:expr) => {
        concat!(
            "
UPDATE countersign_session s
   SET generation = generation + 1, previous_jti = current_jti, current_jti = $4, current_iat = $5,
       current_exp = CASE WHEN expires_at < $6 THEN expires_at ELSE $6 END,
       rotated_at = ",
            now!(),
            ", last_used_at = ",
            now!(),
            ",
       earlier_use_at = CASE WHEN last_used_at <= ",
            now!(),
            " - $9 THEN last_used_at ELSE earlier_use_at END,
       access_until = CASE WHEN access_until < $8 THEN $8 ELSE access_until END
  FROM {users} u
 WHERE s.",
            $key,
            " = $1 AND s.user_id = $2 AND s.current_jti = $3 AND s.ended_at IS NULL
   AND (s.expires_at IS NULL OR s.expires_at > ",
            now!(),
            " / 1000000)
   AND ($11 IS NULL OR s.last_used_at > ",
            now!(),
            " - $11)
   AND u.{id} = $2 AND ({u.is_active} OR $10)",
            $guard,
            "
RETURNING s.id, s.current_exp, s.expires_at"
        )
    };
}

/// With Django's tables in use: it was not first. One that is about to be is met at the row that blacklists the token.
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

/// A refresh that wins beside a Django, in one statement: what [`spend`] writes with several. Where the Django was first, or is about to
/// be, the row that blacklists the token is a unique violation, which takes all of it back. The later row has the greater number.
pub(crate) const WIN_AT_ONCE: &str = concat!(
    "WITH rotated AS (",
    rotate_where!("id", not_blacklisted!()),
    "
), known AS (
    SELECT id FROM token_blacklist_outstandingtoken WHERE jti = $3
), made AS (
    INSERT INTO token_blacklist_outstandingtoken (user_id, jti, token, created_at, expires_at)
    SELECT $2, $3, $12, ",
    timestamptz!("$13"),
    ", ",
    timestamptz!("$14"),
    " FROM rotated WHERE NOT EXISTS (SELECT 1 FROM known)
        ON CONFLICT (jti) DO UPDATE SET jti = excluded.jti
    RETURNING id
), refused AS (
    INSERT INTO token_blacklist_blacklistedtoken (token_id, blacklisted_at)
    SELECT spent.id, TIMESTAMPTZ 'epoch' + ",
    now!(),
    " * INTERVAL '1 microsecond'
      FROM rotated, (SELECT id FROM known UNION ALL SELECT id FROM made) spent
    RETURNING token_id
), issued AS (
    INSERT INTO token_blacklist_outstandingtoken (user_id, jti, token, created_at, expires_at)
    SELECT $2, $4, $15, ",
    timestamptz!("$13"),
    ", TIMESTAMPTZ 'epoch' + rotated.current_exp * INTERVAL '1 second' FROM rotated, refused
)
SELECT id, current_exp, expires_at FROM rotated"
);

/// With Django's tables in use the row stands still from here on, whatever it says.
const LOCK_SESSION: &str = "SELECT 1 FROM countersign_session WHERE (id = $1 OR origin_jti = $2) FOR UPDATE";

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

/// Takes back what this transaction wrote, and goes on in another one.
const BEGIN_ANEW: &str = "ROLLBACK; BEGIN";

impl<'a> Turn<'a> {
    pub(super) fn of_session(request: &RotateRequest<'a>, time: TimeSource, tables: &'a Tables) -> Self {
        Self {
            place: Place::Session(request.session),
            user: request.user,
            presented: request.presented,
            next: request.next,
            rule: request.rule,
            idle_timeout: request.idle_timeout,
            owners: request.owners,
            ending: request.ending,
            time,
            tables,
            exchange: request.exchange,
            asked: AtomicBool::new(false),
            taken_in: AtomicBool::new(false),
        }
    }

    pub(super) fn of_adoption(adoption: &Adoption<'a>, time: TimeSource, tables: &'a Tables) -> Self {
        Self {
            place: Place::Origin(adoption.origin),
            user: adoption.session.user,
            presented: adoption.origin,
            next: &adoption.session.refresh,
            rule: adoption.rule,
            idle_timeout: adoption.idle_timeout,
            owners: adoption.owners,
            ending: adoption.ending,
            time,
            tables,
            exchange: adoption.exchange,
            asked: AtomicBool::new(false),
            taken_in: AtomicBool::new(false),
        }
    }

    /// A guarded statement with its first eleven parameters.
    fn bound<'q>(&'q self, statement: &SqlStr) -> Query<'q, Postgres, PgArguments> {
        // What was taken in was used elsewhere, whenever it was here.
        let idle_timeout = self.idle_timeout.filter(|_| !self.taken_in.load(Ordering::Relaxed));
        sqlx::query(statement.clone())
            .bind(self.key())
            .bind(self.tables.key(self.user))
            .bind(jti::column(self.presented))
            .bind(jti::column(&self.next.jti))
            .bind(self.next.iat.unix())
            .bind(self.next.exp.unix())
            .bind(self.time.given(self.ending.at))
            .bind(self.ending.access_until.unix())
            .bind(micros(self.rule.interval))
            .bind(self.owners == OwnerRule::Anyone)
            .bind(idle_timeout.map(micros))
    }

    /// What a guarded statement gave back.
    fn successor(&self, row: &PgRow) -> Result<Successor, StoreError> {
        Ok(Successor {
            session: row::session_id(&get::<String>(row, "id")?)?,
            jti: self.next.jti.clone(),
            iat: self.next.iat,
            exp: Timestamp::from_unix(get(row, "current_exp")?),
            session_end: get::<Option<i64>>(row, "expires_at")?.map(Timestamp::from_unix),
        })
    }

    fn key(&self) -> Cow<'a, str> {
        match self.place {
            Place::Session(id) => Cow::Borrowed(id.as_str()),
            Place::Origin(jti) => jti::column(jti),
        }
    }
}

/// What becomes of a refresh.
pub(super) enum Outcome {
    Told(Rotation),
    /// A spent token came back, and the rule says that this ends the session.
    Theft(SessionId),
}

/// Without a transaction: a winner's statement is the whole step, and one round trip. What ends a session is left to a step of
/// its own.
pub(super) async fn rotate_alone(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<Outcome, Failure> {
    let asked_before = turn.asked.swap(true, Ordering::Relaxed);
    let outcome = rotate(connection, turn).await?;
    // The connection was lost, and maybe an answer with it: others may have gone on from a successor of ours since.
    if asked_before && matches!(outcome, Outcome::Theft(_)) {
        return Err(StoreError::Unavailable("the answer of the database was lost".to_owned()).into());
    }
    Ok(outcome)
}

/// Rotates, or says why not. With Django's tables in use: in a transaction that holds the user's row and the token.
pub(super) async fn rotate(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<Outcome, Failure> {
    for _ in 0..TRIES {
        if let Some(outcome) = spend(connection, turn).await? {
            return Ok(outcome);
        }
        match lose(connection, turn).await? {
            Lost::To(outcome) => return Ok(outcome),
            Lost::ToNobody(session) => {
                take_in(connection, &session, turn).await?;
                turn.taken_in.store(true, Ordering::Relaxed);
            }
            Lost::NoMore => {}
        }
    }
    Err(StoreError::Corrupt(format!("the session of the token {} refuses its turn", turn.presented.as_str())).into())
}

/// The guarded statement, and what a Django beside us would write of it: where that was first, nothing of this stays. `None`: the
/// caller lost.
async fn spend(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<Option<Outcome>, Failure> {
    let Some(next) = win(connection, turn).await? else { return Ok(None) };
    if let Some(Exchange { spent, next: text }) = turn.exchange
        && turn.tables.are_in_use()
    {
        let now = turn.time.now(connection, turn.ending.at).await?;
        if turn.tables.spend(&mut *connection, spent, now).await? == Spent::Before {
            connection.execute(BEGIN_ANEW).await?;
            return Ok(Some(Outcome::Told(Rotation::Over)));
        }
        let (jti, token) = (next.jti.clone(), text.clone());
        let outstanding =
            NewOutstanding { jti, user: Some(turn.user), token, created_at: spent.created_at, exp: next.exp };
        turn.tables.outstand(connection, &outstanding).await?;
    }
    Ok(Some(Outcome::Told(Rotation::Rotated(next))))
}

/// What came of [`win_at_once`].
#[derive(Debug)]
pub(super) struct AtOnce {
    /// `None`: the caller lost, and [`rotate`] says to whom.
    pub(super) won: Option<Successor>,
    /// The statement was sent before, and its connection lost.
    pub(super) asked_before: bool,
}

/// Without a transaction, with Django's tables in use: a winner's statement is the whole step, and one round trip.
pub(super) async fn win_at_once(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<AtOnce, Failure> {
    let asked_before = turn.asked.swap(true, Ordering::Relaxed);
    let (Place::Session(_), Some(Exchange { spent, next })) = (&turn.place, turn.exchange) else {
        return Ok(AtOnce { won: None, asked_before });
    };
    let won = turn
        .bound(&turn.tables.win_at_once)
        .bind(spent.token.expose())
        .bind(spent.created_at.micros())
        .bind(Moment::from(spent.exp).micros())
        .bind(next.expose())
        .fetch_optional(connection)
        .await;
    match won {
        Ok(row) => Ok(AtOnce { won: row.map(|row| turn.successor(&row)).transpose()?, asked_before }),
        Err(cause) if is_unique_violation(&cause) => Ok(AtOnce { won: None, asked_before }),
        Err(cause) => Err(cause.into()),
    }
}

async fn win(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<Option<Successor>, Failure> {
    let [plain, guarded] = match turn.place {
        Place::Session(_) => &turn.tables.rotate_by_session,
        Place::Origin(_) => &turn.tables.rotate_by_origin,
    };
    let statement = if turn.tables.are_in_use() { guarded } else { plain };
    let won = turn.bound(statement).fetch_optional(connection).await?;
    Ok(won.map(|row| turn.successor(&row)).transpose()?)
}

/// Why the presented token had no turn.
enum Lost {
    To(Outcome),
    /// It is not of the chain, and another program takes it for live: that one rotated it beside us.
    ToNobody(Session),
    /// By now it would win: a Django took its user back into use meanwhile.
    NoMore,
}

impl From<Rotation> for Lost {
    fn from(rotation: Rotation) -> Self {
        Self::To(Outcome::Told(rotation))
    }
}

fn micros(span: Seconds) -> i64 {
    i64::try_from(span.get()).unwrap_or(i64::MAX).saturating_mul(1_000_000)
}

/// The row as it stands decides what the presented token is: a statement after the one that lost, which sees what won.
async fn lose(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<Lost, Failure> {
    let (statement, by_session, by_origin) = match turn.place {
        Place::Session(id) => (&turn.tables.session, Some(id.as_str()), None),
        Place::Origin(jti) => (&turn.tables.adopted, None, Some(jti::column(jti))),
    };
    if turn.tables.are_in_use() {
        sqlx::query(LOCK_SESSION).bind(by_session).bind(by_origin).execute(&mut *connection).await?;
    }
    let found = sqlx::query(statement.clone()).bind(turn.key()).fetch_optional(&mut *connection).await?;
    let Some(found) = found else { return not_adopted(connection, turn).await.map(Lost::from) };
    let (session, owner) = (row::session(&found)?, turn.tables.reader.optional_user(&found)?);
    if session.user != turn.user {
        return Ok(Rotation::Unknown.into());
    }
    if !owner.is_some_and(|owner| turn.owners.admits(&owner)) {
        return Ok(Rotation::OwnerInactive.into());
    }
    // An answer was lost on its way, and the statement asked again: nobody else knows that name.
    if session.chain.current == turn.next.jti && !session.chain.ended {
        return Ok(Rotation::Rotated(current_of(session)).into());
    }
    Ok(match judge(connection, &session, turn).await? {
        SharedVerdict::Own(Verdict::Repeat) => Rotation::Repeated(current_of(session)).into(),
        SharedVerdict::Own(Verdict::Replay) if turn.rule.detection => Lost::To(Outcome::Theft(session.id)),
        SharedVerdict::Own(Verdict::Replay) => Rotation::Replayed { ended: None }.into(),
        SharedVerdict::Own(Verdict::Over) | SharedVerdict::Blacklisted => Rotation::Over.into(),
        SharedVerdict::RotatedBeside => Lost::ToNobody(session),
        SharedVerdict::Own(Verdict::Current) => Lost::NoMore,
    })
}

/// By the clock that says when the winner came.
async fn judge(connection: &mut PgConnection, session: &Session, turn: &Turn<'_>) -> Result<SharedVerdict, Failure> {
    let now = turn.time.now(connection, turn.ending.at).await?;
    let verdict = session.chain.judge(turn.presented, now, turn.rule);
    let presented = turn.tables.find(&mut *connection, turn.presented).await?;
    let current = turn.tables.find(&mut *connection, &session.chain.current).await?;
    let shared = session.chain.beside(verdict, presented.as_ref(), current.as_ref());
    if shared != SharedVerdict::RotatedBeside {
        return Ok(session.unless_idle(shared, now, turn.idle_timeout));
    }
    let query = sqlx::query_scalar(IS_ANOTHERS).bind(turn.tables.key(turn.user)).bind(jti::column(turn.presented));
    let is_anothers: bool = query.bind(session.id.as_str()).fetch_one(connection).await?;
    let own = session.unless_idle(SharedVerdict::Own(verdict), now, turn.idle_timeout);
    Ok(if is_anothers { own } else { shared })
}

/// The current token is displaced, and refused by the other program from now on.
async fn take_in(connection: &mut PgConnection, session: &Session, turn: &Turn<'_>) -> Result<(), Failure> {
    let Some(Exchange { spent, .. }) = turn.exchange else {
        return Err(StoreError::Corrupt(format!("countersign_session row {} refuses its turn", session.id)).into());
    };
    let now = turn.time.now(connection, turn.ending.at).await?;
    sqlx::query(TAKE_IN)
        .bind(session.id.as_str())
        .bind(jti::column(&session.chain.current))
        .bind(jti::column(turn.presented))
        .bind(spent.exp.unix())
        .bind(now.micros())
        .execute(&mut *connection)
        .await?;
    let displaced = unknown_token(session.chain.current.clone(), session.user, session.current_exp, now);
    tracing::info!(session = %session.id, "a refresh token that another program rotated was taken in");
    turn.tables.spend(connection, &displaced, now).await?;
    Ok(())
}

/// There is no such session, or the token was not fit to get one.
async fn not_adopted(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<Rotation, Failure> {
    let owner = crate::users::user(connection, turn.tables, turn.user).await?;
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
