//! Who is calling (SimpleJWT's `JWTAuthentication`).

use std::sync::Arc;

use countersign_token::{TokenError, TokenType};

use super::presented::{Place, Presented};
use crate::session::SessionId;
use crate::store::StoreError;
use crate::{Ctx, User};

/// An authenticated caller.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who it is.
    pub user: Arc<User>,
    /// The session that the token belongs to; `None` for tokens that others issued, and for other credentials.
    pub session: Option<SessionId>,
    /// The token that proved it; `None`: another credential did.
    pub token: Option<Presented>,
}

impl Caller {
    /// Somebody who showed something else than a token of ours.
    pub(crate) fn of(user: User) -> Self {
        Self { user: Arc::new(user), session: None, token: None }
    }
}

/// Why a token proves nobody.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticateError {
    /// It is no valid access token.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// It or its session was revoked.
    #[error("access token is revoked")]
    Revoked,
    /// It has no user claim.
    #[error("access token names no user")]
    NoUser,
    /// Its user is gone.
    #[error("the user of the access token does not exist")]
    UserNotFound,
    /// Its user is not active.
    #[error("the user of the access token is not active")]
    UserInactive,
    /// The user is not in memory and the database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Names the caller that presents `token` as Bearer. Costs no query while the user is remembered.
///
/// # Errors
/// See [`AuthenticateError`], in SimpleJWT's order: the token, the user claim, the user; then our revocation.
pub async fn authenticate(ctx: &Ctx, token: &str) -> Result<Caller, AuthenticateError> {
    let token = Presented::of_kind(ctx, token, TokenType::Access, ctx.clock.now())?;
    if token.token.user_id().is_none() {
        return Err(AuthenticateError::NoUser);
    }
    let id = token.owner.ok_or(AuthenticateError::UserNotFound)?;
    let user = ctx.users.user(&*ctx.store, id).await?.ok_or(AuthenticateError::UserNotFound)?;
    if !user.is_active {
        return Err(AuthenticateError::UserInactive);
    }
    let session = live_session(ctx, &token, &user)?;
    Ok(Caller { user, session, token: Some(token) })
}

/// The token's session, unless it or the token is revoked.
fn live_session(ctx: &Ctx, token: &Presented, user: &User) -> Result<Option<SessionId>, AuthenticateError> {
    if token.is_revoked(ctx) {
        return Err(AuthenticateError::Revoked);
    }
    match &token.place {
        Place::Session(session) => Ok(Some(session.clone())),
        Place::Nowhere if token.is_after_mark(user.not_before) => Ok(None),
        Place::Nowhere | Place::Misplaced => Err(AuthenticateError::Revoked),
    }
}
