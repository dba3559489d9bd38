//! Who is it, by username and password (DRF's `BasicAuthentication`, Django's `ModelBackend`).

use super::login::check_password;
use super::{Caller, Client, password_attempt};
use crate::accounts::{Checked, Overloaded, PlainPassword};
use crate::lockout::LockedOut;
use crate::store::StoreError;
use crate::{Ctx, Network, User, UserId};

/// Why a username and a password prove nobody.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Unknown, wrong, inactive or unusable: which one is not said, nor shown by time.
    #[error("no active account with these credentials")]
    Wrong,
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

/// Names the caller who shows `username` and `password`. Opens no session.
///
/// # Errors
/// See [`PasswordError`].
pub async fn authenticate_password(
    ctx: &Ctx,
    username: &str,
    password: &PlainPassword,
    client: &Client,
) -> Result<Caller, PasswordError> {
    owner(ctx, username, password, client).await.map(Caller::of)
}

/// The active user whose password it is; a hash that is due is made anew.
pub(super) async fn owner(
    ctx: &Ctx,
    username: &str,
    password: &PlainPassword,
    client: &Client,
) -> Result<User, PasswordError> {
    let user = ctx.store.user_named(username).await?;
    let attempt = password_attempt::begin(ctx, username, user.as_ref(), client).await?;
    let owner = active_owner(ctx, (username, user), password).await;
    password_attempt::settle(attempt, &owner, |cause| matches!(cause, PasswordError::Wrong)).await;
    let owner = owner?;
    note_network(ctx, owner.id, client).await;
    Ok(owner)
}

/// Notes where the user has come in from. Who has come in stays in, whatever comes of that.
pub(super) async fn note_network(ctx: &Ctx, user: UserId, client: &Client) {
    let Some(network) = client.ip.map(Network::of) else { return };
    if let Err(cause) = note_new_network(ctx, user, network).await {
        tracing::warn!(%user, %cause, "the network of a login was not noted");
    }
}

/// Every request may log in (DRF's `BasicAuthentication`): what is known is not written again.
async fn note_new_network(ctx: &Ctx, user: UserId, network: Network) -> Result<(), StoreError> {
    if ctx.store.has_logged_in_from(user, network).await? {
        return Ok(());
    }
    ctx.store.note_login(user, network, ctx.clock.now()).await
}

async fn active_owner(
    ctx: &Ctx,
    (username, user): (&str, Option<User>),
    password: &PlainPassword,
) -> Result<User, PasswordError> {
    let checked = check_password::<PasswordError>(ctx, username, user.as_ref(), password).await?;
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
