//! Fresh proof of identity, asked before what a stolen access token must not do.

use super::login::check_password;
use super::{Caller, Client, password_attempt};
use crate::Ctx;
use crate::accounts::{Checked, Overloaded, PlainPassword};
use crate::lockout::LockedOut;
use crate::store::StoreError;

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
    // Not the remembered user: the password column may be newer.
    let user = ctx.store.user(caller.user.id).await?;
    let attempt = password_attempt::begin(ctx, &caller.user.username, user.as_ref(), client).await?;
    match check_password(ctx, user.as_ref(), password).await? {
        Checked::Right { .. } => {
            attempt.succeeded();
            Ok(())
        }
        Checked::Wrong | Checked::Unverifiable(_) => {
            attempt.failed();
            Err(ProofError::WrongPassword)
        }
    }
}
