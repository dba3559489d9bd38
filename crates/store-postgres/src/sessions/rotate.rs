//! Who wins a refresh: the guarded statement, and what the losers are told.

use std::sync::atomic::{AtomicBool, Ordering};

use countersign_core::UserId;
use countersign_core::session::{ReuseRule, SessionId, Verdict};
use countersign_core::store::{
    Adoption, Ending, NewRefresh, OwnerRule, RotateRequest, Rotation, Session, StoreError, Successor,
};
use countersign_token::{Jti, Timestamp};
use sqlx::PgConnection;

use super::{ADOPTED, SESSION};
use crate::error::Failure;
use crate::row::{self, get};
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
    user: UserId,
    presented: &'a Jti,
    next: &'a NewRefresh,
    rule: ReuseRule,
    owners: OwnerRule,
    ending: &'a Ending,
    time: TimeSource,
    /// The statement was sent before: its connection was lost.
    asked: AtomicBool,
}

/// How often a refresh is tried whose user is taken out of use and back again meanwhile.
const TRIES: usize = 3;

/// The given moment, or else the server's, as it is when the row is written: these expressions are computed anew after a wait.
macro_rules! now {
    () => {
        concat!("COALESCE($7, ", server_micros!(), ")")
    };
}

/// The WHERE clause is the state machine ([`Chain::judge`](countersign_core::session::Chain::judge) says `Current`, and the
/// user is active, where that matters): no row back means that the caller lost.
///
/// It is one statement, and so one snapshot and one commit. Whoever finds the row held by another refresh or by an end waits
/// for that to commit, and has the whole WHERE clause asked again of the row as it is then (EvalPlanQual): of n that present one
/// token, the second finds another `current_jti`. The user is read as of the snapshot: who deactivates a user writes the user's
/// row first and ends the sessions after, and so either the snapshot shows that, or the session's row does, or the session's
/// end comes after this commit and takes the successor with it.
macro_rules! rotate_where {
    ($key:literal) => {
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
  FROM auth_user u
 WHERE s.",
            $key,
            " = $1 AND s.user_id = $2 AND s.current_jti = $3 AND s.ended_at IS NULL
   AND (s.expires_at IS NULL OR s.expires_at > ",
            now!(),
            " / 1000000)
   AND u.id = $2 AND (u.is_active OR $10)
RETURNING s.id, s.current_exp, s.expires_at"
        )
    };
}

const ROTATE_BY_SESSION: &str = rotate_where!("id");
const ROTATE_BY_ORIGIN: &str = rotate_where!("origin_jti");

impl<'a> Turn<'a> {
    pub(super) fn of_session(request: &RotateRequest<'a>, time: TimeSource) -> Self {
        Self {
            place: Place::Session(request.session),
            user: request.user,
            presented: request.presented,
            next: request.next,
            rule: request.rule,
            owners: request.owners,
            ending: request.ending,
            time,
            asked: AtomicBool::new(false),
        }
    }

    pub(super) fn of_adoption(adoption: &Adoption<'a>, time: TimeSource) -> Self {
        Self {
            place: Place::Origin(adoption.origin),
            user: adoption.session.user,
            presented: adoption.origin,
            next: &adoption.session.refresh,
            rule: adoption.rule,
            owners: adoption.owners,
            ending: adoption.ending,
            time,
            asked: AtomicBool::new(false),
        }
    }

    fn key(&self) -> &'a str {
        match self.place {
            Place::Session(id) => id.as_str(),
            Place::Origin(jti) => jti.as_str(),
        }
    }
}

/// The winner, if the caller is it; one round trip.
async fn win(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<Option<Rotation>, Failure> {
    let statement = match turn.place {
        Place::Session(_) => ROTATE_BY_SESSION,
        Place::Origin(_) => ROTATE_BY_ORIGIN,
    };
    let interval = i64::try_from(turn.rule.interval.get()).unwrap_or(i64::MAX).saturating_mul(1_000_000);
    let won = sqlx::query(statement)
        .bind(turn.key())
        .bind(turn.user.key())
        .bind(turn.presented.as_str())
        .bind(turn.next.jti.as_str())
        .bind(turn.next.iat.unix())
        .bind(turn.next.exp.unix())
        .bind(turn.time.given(turn.ending.at))
        .bind(turn.ending.access_until.unix())
        .bind(interval)
        .bind(turn.owners == OwnerRule::Anyone)
        .fetch_optional(connection)
        .await?;
    let Some(row) = won else { return Ok(None) };
    Ok(Some(Rotation::Rotated(Successor {
        session: row::session_id(&get::<String>(&row, "id")?)?,
        jti: turn.next.jti.clone(),
        iat: turn.next.iat,
        exp: Timestamp::from_unix(get(&row, "current_exp")?),
        session_end: get::<Option<i64>>(&row, "expires_at")?.map(Timestamp::from_unix),
    })))
}

/// What becomes of a refresh.
pub(super) enum Outcome {
    Told(Rotation),
    /// A spent token came back, and the rule says that this ends the session.
    Theft(SessionId),
}

/// Rotates, or says why not. What ends a session is left to a transaction.
pub(super) async fn rotate(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<Outcome, Failure> {
    let asked_before = turn.asked.swap(true, Ordering::Relaxed);
    for _ in 0..TRIES {
        if let Some(won) = win(connection, turn).await? {
            return Ok(Outcome::Told(won));
        }
        match lose(connection, turn).await? {
            // The connection was lost, and maybe an answer with it: others may have gone on from a successor of ours since.
            Some(Outcome::Theft(_)) if asked_before => {
                return Err(StoreError::Unavailable("the answer of the database was lost".to_owned()).into());
            }
            Some(outcome) => return Ok(outcome),
            None => {}
        }
    }
    Err(StoreError::Corrupt(format!("the session of the token {} refuses its turn", turn.presented.as_str())).into())
}

/// The row as it stands decides what the presented token is: a statement after the one that lost, which sees what won. `None`:
/// by now it would win, because a Django took its user back into use between the two.
async fn lose(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<Option<Outcome>, Failure> {
    let statement = match turn.place {
        Place::Session(_) => SESSION,
        Place::Origin(_) => ADOPTED,
    };
    let found = sqlx::query(statement).bind(turn.key()).fetch_optional(&mut *connection).await?;
    let Some(found) = found else { return not_adopted(connection, turn).await.map(Outcome::Told).map(Some) };
    let (session, owner) = (row::session(&found)?, row::optional_user(&found)?);
    if session.user != turn.user {
        return Ok(Some(Outcome::Told(Rotation::Unknown)));
    }
    if !owner.is_some_and(|owner| turn.owners.admits(&owner)) {
        return Ok(Some(Outcome::Told(Rotation::OwnerInactive)));
    }
    // An answer was lost on its way, and the statement asked again: nobody else knows that name.
    if session.chain.current == turn.next.jti && !session.chain.ended {
        return Ok(Some(Outcome::Told(Rotation::Rotated(current_of(session)))));
    }
    // By the clock that says when the winner came.
    let now = turn.time.now(connection, turn.ending.at).await?;
    Ok(match session.chain.judge(turn.presented, now, turn.rule) {
        Verdict::Repeat => Some(Outcome::Told(Rotation::Repeated(current_of(session)))),
        Verdict::Replay if turn.rule.detection => Some(Outcome::Theft(session.id)),
        Verdict::Replay => Some(Outcome::Told(Rotation::Replayed { ended: None })),
        Verdict::Over => Some(Outcome::Told(Rotation::Over)),
        Verdict::Current => None,
    })
}

/// There is no such session, or the token was not fit to get one.
async fn not_adopted(connection: &mut PgConnection, turn: &Turn<'_>) -> Result<Rotation, Failure> {
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
