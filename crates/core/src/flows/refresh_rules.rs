//! What a refresh demands of its user beside being active.

use super::RefreshError;
use super::presented::Presented;
use super::token_blacklist::{BlacklistError, give_back};
use crate::store::StoreError;
use crate::{Ctx, Moment, UserId};

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
