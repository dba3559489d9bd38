//! What a presented refresh token is worth, without spending it.

use super::presented::{Place, Presented};
use crate::session::Verdict;
use crate::store::{Session, StoreError};
use crate::{Ctx, Moment, User};

/// A refresh token as the database has it.
pub(crate) struct Standing {
    /// The session that it belongs to, adopted ones included.
    pub(crate) session: Option<Session>,
    /// The user, if there and active, where that matters.
    pub(crate) owner: Option<User>,
    /// What it is worth.
    pub(crate) worth: Worth,
}

/// What a refresh token is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Worth {
    /// It would be answered.
    Live,
    /// It was rotated away, and its session lives.
    Spent,
    /// It or its session was ended.
    Over,
}

/// Looks the token up. Nothing is written.
pub(crate) async fn standing(ctx: &Ctx, refresh: &Presented, now: Moment) -> Result<Standing, StoreError> {
    let found = match &refresh.place {
        Place::Session(id) => ctx.store.session(id).await?.filter(|(session, _)| refresh.owner.may_be(session.user)),
        Place::Nowhere => match &refresh.jti {
            Some(jti) => ctx.store.session_adopted_from(jti).await?,
            None => None,
        },
        Place::Misplaced => None,
    };
    match found {
        Some((session, owner)) => {
            let worth = worth_in(ctx, &session, refresh, now).await?;
            let is_theirs = |owner: &User| match refresh.place {
                Place::Session(_) => refresh.owner.id() == Some(owner.id),
                Place::Nowhere | Place::Misplaced => true,
            };
            let owner = owner.filter(|owner| is_theirs(owner) && ctx.policy.owners.admits(owner));
            Ok(Standing { session: Some(session), owner, worth })
        }
        None => without_session(ctx, refresh).await,
    }
}

async fn worth_in(ctx: &Ctx, session: &Session, refresh: &Presented, now: Moment) -> Result<Worth, StoreError> {
    let old_tokens_live = ctx.policy.old_tokens_live();
    if old_tokens_live && refresh.is_revoked_by_itself(ctx).await? {
        return Ok(Worth::Over);
    }
    let Some(jti) = &refresh.jti else {
        // A token without a name is as good as its session.
        return Ok(if session.chain.is_over(now) { Worth::Over } else { Worth::Live });
    };
    Ok(match session.chain.judge(jti, now, ctx.policy.reuse) {
        Verdict::Over => Worth::Over,
        Verdict::Current | Verdict::Repeat => Worth::Live,
        Verdict::Replay if old_tokens_live => Worth::Live,
        Verdict::Replay => Worth::Spent,
    })
}

/// A token that no session has taken in is judged by itself and by its user's mark; one that names a session that is not
/// there (a restored database, a claim that contradicts the row) is worth nothing.
async fn without_session(ctx: &Ctx, refresh: &Presented) -> Result<Standing, StoreError> {
    let owner = match refresh.owner.id() {
        Some(id) => ctx.store.user(id).await?.filter(|owner| ctx.policy.owners.admits(owner)),
        None => None,
    };
    let stands_alone = matches!(refresh.place, Place::Nowhere);
    let in_time = owner.as_ref().is_none_or(|owner| refresh.is_after_mark(owner.not_before));
    let live = stands_alone && in_time && !refresh.is_revoked_by_itself(ctx).await?;
    Ok(Standing { session: None, owner, worth: if live { Worth::Live } else { Worth::Over } })
}
