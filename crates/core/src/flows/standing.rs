//! What a presented refresh token is worth, without spending it.

use countersign_token::{Jti, TokenType};

use super::presented::{Place, Presented};
use crate::session::{SharedVerdict, Verdict};
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
    /// It is not on record, and only what is on record is taken (`jwt.allow_list`).
    Unknown,
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

/// A sliding token opens the API by itself, and so is looked up at each request where that can refuse it: where a Django beside us may
/// have blacklisted it, as SimpleJWT does, and where only what is on record is taken.
pub(super) async fn refuses_sliding(ctx: &Ctx, token: &Presented, now: Moment) -> Result<bool, StoreError> {
    let is_asked = ctx.policy.allow_list || ctx.store.keeps_outstanding_tokens();
    if !is_asked || !token.says_it_is(ctx, TokenType::Sliding) {
        return Ok(false);
    }
    Ok(standing(ctx, token, now).await?.worth != Worth::Live)
}

async fn worth_in(ctx: &Ctx, session: &Session, refresh: &Presented, now: Moment) -> Result<Worth, StoreError> {
    let old_tokens_live = ctx.policy.old_tokens_live();
    if old_tokens_live && refresh.is_revoked_by_itself(ctx).await? {
        return Ok(Worth::Over);
    }
    let Some(jti) = &refresh.jti else {
        // A token without a name is as good as its session.
        let is_over = session.chain.is_over(now) || session.is_idle(now, ctx.policy.idle_timeout);
        return Ok(if is_over { Worth::Over } else { Worth::Live });
    };
    let verdict = session.chain.judge(jti, now, ctx.policy.reuse);
    let verdict = beside(ctx, session, jti, verdict).await?;
    Ok(match session.unless_idle(verdict, now, ctx.policy.idle_timeout) {
        SharedVerdict::Own(Verdict::Over) | SharedVerdict::Blacklisted => Worth::Over,
        SharedVerdict::Own(Verdict::Current | Verdict::Repeat) | SharedVerdict::RotatedBeside => Worth::Live,
        SharedVerdict::Own(Verdict::Replay) if old_tokens_live && is_off_record(ctx, jti).await? => Worth::Unknown,
        SharedVerdict::Own(Verdict::Replay) if old_tokens_live => Worth::Live,
        SharedVerdict::Own(Verdict::Replay) => Worth::Spent,
    })
}

/// An older token of a session, where all of them live: the session vouches for it, unless every token has a row.
async fn is_off_record(ctx: &Ctx, jti: &Jti) -> Result<bool, StoreError> {
    let asks = ctx.policy.allow_list && ctx.store.keeps_outstanding_tokens();
    Ok(asks && ctx.store.outstanding_token(jti).await?.is_none())
}

/// What a Django beside us says of it, where its tables are in use.
async fn beside(ctx: &Ctx, session: &Session, jti: &Jti, verdict: Verdict) -> Result<SharedVerdict, StoreError> {
    if verdict == Verdict::Over || !ctx.store.keeps_outstanding_tokens() {
        return Ok(SharedVerdict::Own(verdict));
    }
    let presented = ctx.store.outstanding_token(jti).await?;
    if ctx.policy.old_tokens_live() {
        // No order of rotations is kept: the token's own row alone refuses it.
        let is_blacklisted = presented.is_some_and(|row| row.is_blacklisted);
        return Ok(if is_blacklisted { SharedVerdict::Blacklisted } else { SharedVerdict::Own(verdict) });
    }
    let current = match verdict {
        Verdict::Repeat | Verdict::Replay => ctx.store.outstanding_token(&session.chain.current).await?,
        Verdict::Current | Verdict::Over => None,
    };
    Ok(session.chain.beside(verdict, presented.as_ref(), current.as_ref()))
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
    let row = match &refresh.jti {
        Some(jti) => ctx.store.outstanding_token(jti).await?,
        None => None,
    };
    let is_revoked = row.as_ref().is_some_and(|row| row.is_blacklisted) || refresh.is_revoked_by_itself(ctx).await?;
    let worth = if !stands_alone || !in_time || is_revoked {
        Worth::Over
    } else if ctx.policy.allow_list && row.is_none() {
        Worth::Unknown
    } else {
        Worth::Live
    };
    Ok(Standing { session: None, owner, worth })
}
