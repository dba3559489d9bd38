//! Trade the session of a browser for a pair of tokens.

use countersign_token::SignError;

use super::login::{Client, Login, new_session};
use super::login_claims::{ClaimsError, login_claims};
use super::mint::{self, About, ClaimsTooLarge};
use super::outstanding;
use super::web_authenticate::web_authenticate;
use super::{Caller, Pair};
use crate::store::{Opened, Opening, StoreError};
use crate::{Ctx, HookError};

/// Why nobody got tokens.
#[derive(Debug, thiserror::Error)]
pub enum TokenSessionError {
    /// It was not the cookie of a session that showed who is calling, or that session is over.
    #[error("no session of a browser")]
    NoSession,
    /// Their tokens would be too long to be taken; no session was opened.
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

impl From<ClaimsError> for TokenSessionError {
    fn from(cause: ClaimsError) -> Self {
        match cause {
            ClaimsError::Hook(cause) => Self::Hook(cause),
            ClaimsError::Store(cause) => Self::Store(cause),
        }
    }
}

/// Opens a session of tokens for a caller whom the session of a browser names, a Django's included.
///
/// It is no proof of identity: a cookie may be weeks old, and `last_login` is of whatever session came last. What asks for a fresh
/// one asks for the password.
///
/// # Errors
/// See [`TokenSessionError`].
pub async fn token_session(ctx: &Ctx, caller: &Caller, client: Client) -> Result<Login, TokenSessionError> {
    let Some(key) = &caller.web_session else { return Err(TokenSessionError::NoSession) };
    let (now, user) = (ctx.clock.now(), (*caller.user).clone());
    let session = new_session(ctx, &user, client, None, now);
    let claims = login_claims(ctx, &user).await?;
    let refresh = mint::first_refresh(ctx, &session, About { user: &user, password: &user.password, claims })?;
    let signed = mint::sign(ctx, &refresh)?;
    let row = outstanding::row(ctx, &refresh, &signed, user.id, now);
    let (checked, outstanding) = (&user.password, row.as_ref());
    let opening = Opening { session: &session, checked, upgrade: None, last_login: None, outstanding };
    match ctx.store.open_session(&opening).await? {
        Opened::Session { .. } => {}
        // The cookie's session is of the password before, and over with it.
        Opened::OwnerInactive | Opened::PasswordChanged(_) => return Err(TokenSessionError::NoSession),
    }
    // Whatever ended the cookie's session before this one was open has not ended this one.
    ctx.users.forget(user.id);
    if web_authenticate(ctx, key).await?.is_none() {
        ctx.end_session(&session.id, None, ctx.clock.now()).await?;
        return Err(TokenSessionError::NoSession);
    }
    let pair: Pair = mint::pair_of(ctx, &refresh, signed, session.expires_at, now)?;
    Ok(Login { pair, user })
}
