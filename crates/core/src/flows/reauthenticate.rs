//! Prove once more who you are, before a sensitive change.

use super::fresh_proof::{self, ProofError};
use super::{Caller, Client};
use crate::Ctx;
use crate::accounts::PlainPassword;
use crate::store::StoreError;

/// Why the proof was not noted.
#[derive(Debug, thiserror::Error)]
pub enum ReauthenticateError {
    /// The password is not the caller's, or cannot be checked now.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The token belongs to no live session that the proof could be noted on.
    #[error("the token belongs to no session")]
    NoSession,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Notes a fresh proof on the caller's session; it is good for `fresh_proof` seconds (600).
///
/// # Errors
/// See [`ReauthenticateError`].
pub async fn reauthenticate(
    ctx: &Ctx,
    caller: &Caller,
    password: &PlainPassword,
    client: &Client,
) -> Result<(), ReauthenticateError> {
    fresh_proof::demand_password(ctx, caller, password, client).await?;
    let session = caller.session.as_ref().ok_or(ReauthenticateError::NoSession)?;
    let noted = ctx.store.prove_session(session, ctx.clock.now()).await?;
    if noted { Ok(()) } else { Err(ReauthenticateError::NoSession) }
}
