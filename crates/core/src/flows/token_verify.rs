//! Is this token good? (SimpleJWT's `TokenVerifyView`.)

use countersign_token::TokenError;

use super::presented::{Checked, Place, Presented};
use super::standing::{self, Worth};
use crate::store::StoreError;
use crate::{Ctx, Moment};

/// Why a token is not good.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is no valid token.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// An access token was revoked, or the session of a token was ended.
    #[error("token is revoked")]
    Revoked,
    /// A refresh token or a sliding one is spent, revoked or of an ended session, and `blacklist_after_rotation` is on (SimpleJWT answers
    /// this one with 400).
    #[error("refresh token is blacklisted")]
    Blacklisted,
    /// The database is away, or has been for too long to know what is revoked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Accepts a token of any type that is signed, alive and not revoked. Whether its user exists is not asked, as in SimpleJWT.
///
/// # Errors
/// See [`VerifyError`]. Nothing is written: a spent refresh token is no theft here, and within the reuse interval it counts
/// as live, so that this is no oracle of rotation.
pub async fn token_verify(ctx: &Ctx, token: &str) -> Result<(), VerifyError> {
    let now = ctx.clock.now();
    let token = Checked::of_any_kind(ctx, token, now).await?.with_owner(ctx).await?;
    if is_renewable(ctx, &token) {
        return verify_renewable(ctx, &token, now).await;
    }
    if token.is_revoked(ctx) || is_before_mark(ctx, &token).await? {
        return Err(VerifyError::Revoked);
    }
    Ok(ctx.demand_fresh_view()?)
}

/// The token says that it buys others, so that the database tells what it is worth.
pub(super) fn is_renewable(ctx: &Ctx, token: &Presented) -> bool {
    token.is_renewable(ctx)
}

async fn verify_renewable(ctx: &Ctx, token: &Presented, now: Moment) -> Result<(), VerifyError> {
    let found = standing::standing(ctx, token, now).await?;
    match found.worth {
        Worth::Live => Ok(()),
        Worth::Unknown => Err(VerifyError::Revoked),
        Worth::Spent | Worth::Over if ctx.policy.blacklist_after_rotation => Err(VerifyError::Blacklisted),
        Worth::Spent | Worth::Over => {
            let only_itself = found.session.is_none_or(|session| !session.chain.ended);
            if only_itself && matches!(token.place, Place::Session(_) | Place::Nowhere) {
                Ok(())
            } else {
                Err(VerifyError::Revoked)
            }
        }
    }
}

/// Tokens without a session are judged by their user's mark.
pub(super) async fn is_before_mark(ctx: &Ctx, token: &Presented) -> Result<bool, StoreError> {
    let (Place::Nowhere, Some(id)) = (&token.place, token.owner.id()) else { return Ok(false) };
    let user = ctx.users.user(&*ctx.store, id).await?;
    Ok(user.is_some_and(|user| !token.is_after_mark(user.not_before)))
}
