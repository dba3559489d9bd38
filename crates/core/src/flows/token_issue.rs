//! Issue a pair for a user without their password (SimpleJWT's `RefreshToken.for_user`): an operator's doing.

use countersign_token::SignError;

use super::login::{Client, new_session};
use super::login_claims::{ClaimsError, login_claims};
use super::mint::{self, About, ClaimsTooLarge, Pair};
use super::outstanding;
use crate::store::{Opened, Opening, StoreError};
use crate::{Ctx, HookError};

/// Why no pair was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// There is no user of that name.
    #[error("there is no user of that name")]
    Unknown,
    /// Their tokens would be refused.
    #[error("the user is not active")]
    Inactive,
    /// `[jwt.claims]` says too much of them.
    #[error(transparent)]
    ClaimsTooLarge(#[from] ClaimsTooLarge),
    /// The program that gives claims refuses the user, or did not answer as it should; no session was opened.
    #[error(transparent)]
    Hook(#[from] HookError),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signing key did not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl From<ClaimsError> for IssueError {
    fn from(cause: ClaimsError) -> Self {
        match cause {
            ClaimsError::Hook(cause) => Self::Hook(cause),
            ClaimsError::Store(cause) => Self::Store(cause),
        }
    }
}

/// Opens a session of `username` and issues its first pair. It rotates, is listed and ends as one that a login opened, but is
/// no proof of identity: what asks for a fresh one asks for the password.
///
/// # Errors
/// See [`IssueError`].
pub async fn token_issue(ctx: &Ctx, username: &str, client: Client) -> Result<Pair, IssueError> {
    let mut user = ctx.store.user_named(username).await?.ok_or(IssueError::Unknown)?;
    let now = ctx.clock.now();
    let session = new_session(ctx, &user, client, None, now);
    loop {
        let claims = login_claims(ctx, &user).await?;
        let about = About { user: &user, password: &user.password, claims };
        let refresh = mint::first_refresh(ctx, &session, about)?;
        let signed = mint::sign(ctx, &refresh)?;
        let row = outstanding::row(ctx, &refresh, &signed, user.id, now);
        let (checked, outstanding) = (&user.password, row.as_ref());
        let opening = Opening { session: &session, checked, upgrade: None, last_login: None, outstanding };
        match ctx.store.open_session(&opening).await? {
            Opened::Session { .. } => return Ok(mint::pair_of(ctx, &refresh, signed, session.expires_at, now)?),
            Opened::OwnerInactive => return Err(IssueError::Inactive),
            // Nobody's password was checked: the new column is as good as the old one.
            Opened::PasswordChanged(current) => user = current,
        }
    }
}
