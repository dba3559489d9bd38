//! What every refresh does, of whatever kind of token.

use super::RefreshError;
use super::presented::{Owner, Presented};
use super::token_blacklist::{BlacklistError, give_back};
use crate::ctx::USE_IS_NOTED_EVERY;
use crate::store::{NewOutstanding, NewRefresh, Renewal, Session, StoreError, Unattached, UnattachedUse};
use crate::{Ctx, Moment, UserId};

/// The user that the token names.
pub(super) fn owner_of(token: &Presented) -> Result<UserId, RefreshError> {
    match token.owner {
        Owner::Known(id) => Ok(id),
        Owner::Unnamed | Owner::Impossible => Err(RefreshError::NoOwner),
        Owner::Unknown => Err(RefreshError::OwnerInactive),
    }
}

/// Refuses a token that was made for another password column than its user has, and takes it back, where the settings ask
/// for that (`CHECK_REVOKE_TOKEN`). Of a user who may not refresh at all, what follows tells.
pub(super) async fn demand_current_password(
    ctx: &Ctx,
    token: &Presented,
    owner: UserId,
    now: Moment,
) -> Result<(), RefreshError> {
    if ctx.policy.revoke_token_claim.is_none() {
        return Ok(());
    }
    let user = ctx.store.user(owner).await?.filter(|user| ctx.policy.owners.admits(user));
    if user.is_none_or(|user| !token.is_of_another_password(ctx, &user.password)) {
        return Ok(());
    }
    take_back(ctx, token, now).await?;
    Err(RefreshError::PasswordChanged)
}

/// A token that was taken back before, or has no name to be taken back by, is refused all the same.
async fn take_back(ctx: &Ctx, token: &Presented, now: Moment) -> Result<(), StoreError> {
    match give_back(ctx, token, now).await {
        Ok(_) | Err(BlacklistError::Before | BlacklistError::Token(_)) => Ok(()),
        Err(BlacklistError::Store(cause)) => Err(cause),
    }
}

/// What a token without a session gives is issued in turn with what revokes it; see [`Sessions::use_unattached`].
///
/// [`Sessions::use_unattached`]: crate::store::Sessions::use_unattached
pub(super) async fn use_unattached(
    ctx: &Ctx,
    token: &Presented,
    next: Option<NewOutstanding>,
    at: Moment,
) -> Result<Moment, RefreshError> {
    let (user, owners) = (owner_of(token)?, ctx.policy.owners);
    let presented = UnattachedUse { user, jti: token.jti.clone(), iat: token.token.iat(), owners, at, next };
    match ctx.store.use_unattached(&presented).await? {
        Unattached::Live(at) => Ok(at),
        Unattached::Over => Err(RefreshError::Revoked),
        Unattached::OwnerInactive => Err(RefreshError::OwnerInactive),
    }
}

/// Notes that a session was used, with its next token if there is one; without one not at every use.
pub(super) async fn note_use(
    ctx: &Ctx,
    session: &Session,
    next: Option<&NewRefresh>,
    outstanding: Option<&NewOutstanding>,
    now: Moment,
) -> Result<(), StoreError> {
    if next.is_none() && now < session.last_used_at.saturating_add(USE_IS_NOTED_EVERY) {
        return Ok(());
    }
    let access_until = ctx.ending(now).access_until;
    let interval = ctx.policy.reuse.interval;
    ctx.store.renew_session(&Renewal { session: &session.id, next, access_until, interval, at: now, outstanding }).await
}
