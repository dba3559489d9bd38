//! The caller's sessions: where they are logged in, and ending one of them.

use super::Caller;
use super::web_authenticate::outlive_mark;
use crate::session::SessionId;
use crate::store::{Ended, Reach, Session, StoreError};
use crate::{Ctx, Moment};

/// Why a session was not ended.
#[derive(Debug, thiserror::Error)]
pub enum SessionsError {
    /// There is none of that name, or it is somebody else's, or it is over.
    #[error("no such session of this user")]
    Unknown,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The live sessions of the caller, newest use first; at most [`MOST_SESSIONS`](crate::store::MOST_SESSIONS). `last_used_at` is held back until the reuse interval of that use has
/// passed, so that the list does not tell a thief when to strike.
///
/// # Errors
/// The database is away.
pub async fn sessions(ctx: &Ctx, caller: &Caller) -> Result<Vec<Session>, StoreError> {
    let now = ctx.clock.now();
    let mut sessions = ctx.store.sessions_of(caller.user.id, now).await?;
    sessions.retain(|session| !session.is_idle(now, ctx.policy.idle_timeout));
    for session in &mut sessions {
        hold_back_use(ctx, session, now);
    }
    sessions.sort_by(|a, b| b.last_used_at.cmp(&a.last_used_at).then(b.created_at.cmp(&a.created_at)));
    Ok(sessions)
}

/// One live session of the caller, as [`sessions`] tells it.
///
/// # Errors
/// [`SessionsError::Unknown`] alike for absent ones, those that are over and other people's.
pub async fn session(ctx: &Ctx, caller: &Caller, id: &str) -> Result<Session, SessionsError> {
    let (id, now) = (SessionId::parse(id).ok_or(SessionsError::Unknown)?, ctx.clock.now());
    let is_theirs = |session: &Session| {
        let is_over = session.chain.is_over(now) || session.is_idle(now, ctx.policy.idle_timeout);
        session.user == caller.user.id && !is_over && session.current_exp > now.timestamp()
    };
    let found = ctx.store.session(&id).await?.map(|(session, _)| session);
    let mut session = found.filter(is_theirs).ok_or(SessionsError::Unknown)?;
    hold_back_use(ctx, &mut session, now);
    Ok(session)
}

fn hold_back_use(ctx: &Ctx, session: &mut Session, now: Moment) {
    if session.last_used_at > now.saturating_sub(ctx.policy.reuse.interval) {
        session.last_used_at = session.earlier_use_at.unwrap_or(session.created_at);
    }
}

/// Ends one session of the caller.
///
/// # Errors
/// [`SessionsError::Unknown`] alike for absent ones, ended ones and other people's.
pub async fn end_session(ctx: &Ctx, caller: &Caller, id: &str) -> Result<(), SessionsError> {
    let session = SessionId::parse(id).ok_or(SessionsError::Unknown)?;
    match ctx.end_session(&session, Some(caller.user.id), ctx.clock.now()).await? {
        Ended::Now => Ok(()),
        Ended::Before | Ended::Unknown => Err(SessionsError::Unknown),
    }
}

/// Ends every session of the caller but the one that asks, those of browsers and tokens without a session among them: the user's mark is
/// set. Where a token without a session asks, no mark is set, since that would refuse it too: only sessions with a refresh token end.
///
/// # Errors
/// The database is away.
pub async fn end_other_sessions(ctx: &Ctx, caller: &Caller) -> Result<(), StoreError> {
    let ending = ctx.ending(ctx.clock.now());
    let reach = match (&caller.session, &caller.token) {
        (Some(session), _) => Reach::EverythingBut(session),
        (None, Some(_)) => Reach::Sessions,
        // No mark refuses another credential, and a cookie's session is signed past it.
        (None, None) => Reach::Everything,
    };
    let ended = ctx.store.end_sessions_of(caller.user.id, reach, &ending).await?;
    ctx.note_ended(ended, caller.user.id, &ending);
    match &caller.web_session {
        Some(key) => outlive_mark(ctx, key, caller.user.id, ctx.clock.now()).await,
        None => Ok(()),
    }
}
