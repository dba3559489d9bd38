//! Who is it, by username and password (DRF's `BasicAuthentication`, Django's `ModelBackend`).

use super::Caller;
use super::login::check_password;
use crate::accounts::{Checked, Overloaded, PlainPassword};
use crate::store::StoreError;
use crate::{Ctx, User};

/// Why a username and a password prove nobody.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Unknown, wrong, inactive or unusable: which one is not said, nor shown by time.
    #[error("no active account with these credentials")]
    Wrong,
    /// The hashing pool is full.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Names the caller who shows `username` and `password`. Opens no session.
///
/// # Errors
/// See [`PasswordError`].
pub async fn authenticate_password(
    ctx: &Ctx,
    username: &str,
    password: &PlainPassword,
) -> Result<Caller, PasswordError> {
    owner(ctx, username, password).await.map(Caller::of)
}

/// The active user whose password it is; a hash that is due is made anew.
pub(super) async fn owner(ctx: &Ctx, username: &str, password: &PlainPassword) -> Result<User, PasswordError> {
    let user = ctx.store.user_named(username).await?;
    let checked = check_password(ctx, user.as_ref(), password).await?;
    let (Some(user), Checked::Right { upgrade }) = (user, checked) else { return Err(PasswordError::Wrong) };
    if !user.is_active {
        return Err(PasswordError::Wrong);
    }
    if let Some(upgrade) = upgrade {
        ctx.store.upgrade_password(user.id, &user.password, &upgrade).await?;
        ctx.users.forget(user.id);
    }
    Ok(user)
}
