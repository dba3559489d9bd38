//! DRF's opaque tokens: one for each user, good until it is deleted.

use super::authenticate_password::{self, PasswordError};
use super::{Caller, Client};
use crate::Ctx;
use crate::accounts::PlainPassword;
use crate::randomness;
use crate::store::{NewAuthToken, StoreError};

/// Why a token proves nobody.
#[derive(Debug, thiserror::Error)]
pub enum AuthTokenError {
    /// There is no such token.
    #[error("unknown auth token")]
    Unknown,
    /// Its user is not active.
    #[error("the user of the auth token is not active")]
    UserInactive,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The token of whoever shows `username` and `password`; the first time it is made (DRF's `obtain_auth_token`).
///
/// # Errors
/// See [`PasswordError`].
pub async fn obtain_auth_token(
    ctx: &Ctx,
    username: &str,
    password: &PlainPassword,
    client: &Client,
) -> Result<String, PasswordError> {
    let user = authenticate_password::owner(ctx, username, password, client).await?;
    let new = NewAuthToken { key: randomness::hex::<20>(&*ctx.randomness), at: ctx.clock.now() };
    ctx.store.auth_token_of(user.id, &new).await?.ok_or(PasswordError::Wrong)
}

/// Names the caller that presents `key` (DRF's `TokenAuthentication`). Costs one query.
///
/// # Errors
/// See [`AuthTokenError`].
pub async fn authenticate_auth_token(ctx: &Ctx, key: &str) -> Result<Caller, AuthTokenError> {
    let user = ctx.store.auth_token_owner(key).await?.ok_or(AuthTokenError::Unknown)?;
    if user.is_active { Ok(Caller::of(user)) } else { Err(AuthTokenError::UserInactive) }
}
