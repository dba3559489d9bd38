//! DRF's opaque tokens: one for each user, good until it is deleted.

use super::Caller;
use super::authenticate_password::{self, PasswordError};
use crate::Ctx;
use crate::accounts::PlainPassword;
use crate::store::{NewAuthToken, StoreError};

/// Random bytes of a token, which is twice as many hexadecimal digits.
const KEY_BYTES: usize = 20;

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
pub async fn obtain_auth_token(ctx: &Ctx, username: &str, password: &PlainPassword) -> Result<String, PasswordError> {
    let user = authenticate_password::owner(ctx, username, password).await?;
    let new = NewAuthToken { key: new_key(ctx), at: ctx.clock.now() };
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

fn new_key(ctx: &Ctx) -> String {
    let mut bytes = [0_u8; KEY_BYTES];
    ctx.randomness.fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
