//! Who is calling (SimpleJWT's `JWTAuthentication`).

use std::sync::Arc;

use countersign_token::{Timestamp, TokenError};

use super::presented::{Checked, Owner, Place, Presented};
use super::refused::ClassRefusal;
use super::standing::refuses_sliding;
use crate::session::SessionId;
use crate::store::StoreError;
use crate::web_session::WebSessionKey;
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
    /// The session of the cookie that proved it; `None`: another credential did.
    pub web_session: Option<WebSessionKey>,
}

impl Caller {
    /// Somebody who showed something else than a token of ours.
    pub(crate) fn of(user: User) -> Self {
        Self { user: Arc::new(user), session: None, token: None, web_session: None }
    }
}

/// Why a token proves nobody.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticateError {
    /// It is no valid token of any class that is taken, or it or its session was revoked.
    #[error("token is refused: {}", .0.iter().map(ClassRefusal::to_string).collect::<Vec<_>>().join(", "))]
    Token(Vec<ClassRefusal>),
    /// It has no user claim.
    #[error("token names no user")]
    NoUser,
    /// Its user is gone.
    #[error("the user of the token does not exist")]
    UserNotFound,
    /// Its user is not active.
    #[error("the user of the token is not active")]
    UserInactive,
    /// Its user has another password since.
    #[error("the user of the token has another password")]
    PasswordChanged,
    /// The user is not in memory and the database is away, or has been away for too long to know what is revoked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Names the caller that presents `token` as Bearer. Costs no query while the user is remembered; a sliding token costs one where a
/// Django beside us, or an allow-list, has a say.
///
/// # Errors
/// See [`AuthenticateError`], in SimpleJWT's order: the token, the user claim, the user, their password; then our revocation.
pub async fn authenticate(ctx: &Ctx, token: &str) -> Result<Caller, AuthenticateError> {
    let now = ctx.clock.now();
    let token = Checked::of_classes(ctx, token, now).await.map_err(AuthenticateError::Token)?;
    let token = token.with_owner(ctx).await?;
    let id = match token.owner {
        Owner::Known(id) => id,
        Owner::Unnamed => return Err(AuthenticateError::NoUser),
        Owner::Impossible | Owner::Unknown => return Err(AuthenticateError::UserNotFound),
    };
    let user = ctx.users.user(&*ctx.store, id).await?.ok_or(AuthenticateError::UserNotFound)?;
    if !ctx.policy.owners.admits(&user) {
        return Err(AuthenticateError::UserInactive);
    }
    if token.is_of_another_password(ctx, &user.password) {
        return Err(AuthenticateError::PasswordChanged);
    }
    let session = live_session(ctx, &token, user.not_before)?;
    if refuses_sliding(ctx, &token, now).await? {
        return Err(revoked(ctx, &token));
    }
    Ok(Caller { user, session, token: Some(token), web_session: None })
}

/// The token's session, unless it or the token is revoked, or nobody knows.
pub(super) fn live_session(
    ctx: &Ctx,
    token: &Presented,
    mark: Option<Timestamp>,
) -> Result<Option<SessionId>, AuthenticateError> {
    if token.is_revoked(ctx) {
        return Err(revoked(ctx, token));
    }
    ctx.demand_fresh_view()?;
    match &token.place {
        Place::Session(session) => Ok(Some(session.clone())),
        Place::Nowhere if token.is_after_mark(mark) => Ok(None),
        Place::Nowhere | Place::Misplaced => Err(revoked(ctx, token)),
    }
}

/// The class that the token is of finds it revoked; the others, where tokens say what they are, of the wrong type.
pub(super) fn revoked(ctx: &Ctx, token: &Presented) -> AuthenticateError {
    let untyped = ctx.keys.policy().token_type_claim.is_none();
    let refusals = ctx.policy.auth_token_classes.iter().map(|class| {
        let its_own = untyped || Some(class.token_type()) == token.token.token_type();
        ClassRefusal { class: *class, cause: (!its_own).then_some(TokenError::WrongType) }
    });
    AuthenticateError::Token(refusals.collect())
}
