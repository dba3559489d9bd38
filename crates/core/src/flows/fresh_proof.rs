//! Fresh proof of identity, asked before what a stolen access token must not do.

use super::login::check_password;
use super::{Caller, Client, password_attempt};
use crate::accounts::{Checked, Overloaded, PlainPassword};
use crate::lockout::LockedOut;
use crate::store::StoreError;
use crate::{Ctx, User};

/// What the caller shows beside the access token.
#[derive(Debug, Default)]
pub struct Proof {
    /// The current password, if the body has it.
    pub current_password: Option<PlainPassword>,
}

/// Why it is not enough.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The last proof is too old, or there never was one.
    #[error("no fresh proof of identity")]
    Stale,
    /// The password is not the caller's.
    #[error("the given current password is wrong")]
    WrongPassword,
    /// Too many attempts have failed; no password was checked.
    #[error(transparent)]
    LockedOut(#[from] LockedOut),
    /// The hashing pool is full.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Passes a caller who logged in or re-authenticated lately, or who shows the current password.
pub(crate) async fn demand(ctx: &Ctx, caller: &Caller, proof: &Proof, client: &Client) -> Result<(), ProofError> {
    if let Some(password) = &proof.current_password {
        return demand_password(ctx, caller, password, client).await;
    }
    let Some(id) = &caller.session else { return Err(ProofError::Stale) };
    let Some((session, _)) = ctx.store.session(id).await? else { return Err(ProofError::Stale) };
    let oldest = ctx.clock.now().saturating_sub(ctx.policy.fresh_proof);
    if session.proven_at.is_some_and(|at| at >= oldest) { Ok(()) } else { Err(ProofError::Stale) }
}

/// Passes a caller who shows the current password.
pub(crate) async fn demand_password(
    ctx: &Ctx,
    caller: &Caller,
    password: &PlainPassword,
    client: &Client,
) -> Result<(), ProofError> {
    // Not the remembered user: the password column may be newer, and what a token says may be old.
    let user = current_user(ctx, caller).await?;
    let name = user.as_ref().map_or(&caller.user.username, |user| &user.username);
    let attempts = password_attempt::begin_again(ctx, name, caller.user.id, client).await?;
    let checked = check_password::<ProofError>(ctx, name, user.as_ref(), password).await?;
    let proven = match checked {
        Checked::Right { .. } => Ok(()),
        Checked::Wrong | Checked::Unverifiable(_) => Err(ProofError::WrongPassword),
    };
    for attempt in attempts {
        password_attempt::settle(attempt, &proven, |_| true).await;
    }
    proven
}

/// The caller's row, as it is now; `None`: they are gone, or their tokens are refused by now, which nobody has asked who took a token
/// at its word.
pub(super) async fn current_user(ctx: &Ctx, caller: &Caller) -> Result<Option<User>, StoreError> {
    let Some(user) = ctx.store.user(caller.user.id).await? else { return Ok(None) };
    let in_time = match &caller.token {
        Some(token) if caller.session.is_none() => token.is_after_mark(user.not_before),
        Some(_) | None => true,
    };
    Ok(Some(user).filter(|user| in_time && ctx.policy.owners.admits(user)))
}
