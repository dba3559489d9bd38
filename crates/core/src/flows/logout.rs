//! End this session.

use super::token_blacklist::{BlacklistError, token_blacklist};
use super::{AuthenticateError, Caller, authenticate};
use crate::Ctx;
use crate::store::StoreError;

/// What a caller has to show at logout; any one good credential suffices.
#[derive(Debug, Default, Clone, Copy)]
pub struct LogoutRequest<'a> {
    /// The Bearer token.
    pub access: Option<&'a str>,
    /// The refresh token of the body.
    pub refresh: Option<&'a str>,
}

/// Why nobody was logged out.
#[derive(Debug, thiserror::Error)]
pub enum LogoutError {
    /// Neither credential was shown.
    #[error("no credential at logout")]
    Nothing,
    /// The Bearer token proves nobody, and there is no good refresh token.
    #[error(transparent)]
    Access(AuthenticateError),
    /// The refresh token is refused, and there is no Bearer token.
    #[error(transparent)]
    Refresh(BlacklistError),
    /// The Bearer token is good, has no name and no session, and cannot be taken back.
    #[error("the token at logout has no name and no session")]
    Unnamed,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Ends the session of every credential that is good.
///
/// # Errors
/// None of them is. The Bearer token's refusal is told first.
pub async fn logout(ctx: &Ctx, request: LogoutRequest<'_>) -> Result<(), LogoutError> {
    let by_refresh = match request.refresh {
        Some(refresh) => Some(token_blacklist(ctx, refresh).await),
        None => None,
    };
    let by_access = match request.access {
        Some(access) => Some(authenticate(ctx, access).await),
        None => None,
    };
    match (by_access, by_refresh) {
        (Some(Ok(caller)), _) => end_caller(ctx, &caller).await,
        (_, Some(Ok(()))) => Ok(()),
        (Some(Err(AuthenticateError::Store(cause))), _) | (_, Some(Err(BlacklistError::Store(cause)))) => {
            Err(LogoutError::Store(cause))
        }
        (Some(Err(cause)), _) => Err(LogoutError::Access(cause)),
        (None, Some(Err(cause))) => Err(LogoutError::Refresh(cause)),
        (None, None) => Err(LogoutError::Nothing),
    }
}

async fn end_caller(ctx: &Ctx, caller: &Caller) -> Result<(), LogoutError> {
    let now = ctx.clock.now();
    if let Some(session) = &caller.session {
        ctx.end_session(session, None, now).await?;
    } else if let Some(token) = &caller.token {
        ctx.revoke_token(token, now).await?.ok_or(LogoutError::Unnamed)?;
    }
    Ok(())
}
