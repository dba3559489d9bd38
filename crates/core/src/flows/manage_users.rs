//! What the command line does to users.

use super::login::hash_password;
use crate::accounts::{Overloaded, PlainPassword, normalize_email, normalize_username};
use crate::store::{Added, Change, Reach, StoreError};
use crate::{Ctx, NewUser, User};

/// Why a user was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    /// Somebody has that name.
    #[error("a user with that username already exists")]
    UsernameTaken,
    /// There is no user of that name.
    #[error("there is no user of that name")]
    Unknown,
    /// The hashing pool is full.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What [`create_user`] is asked.
#[derive(Debug)]
pub struct Account {
    /// NFKC-normalised here.
    pub username: String,
    /// May be empty.
    pub email: String,
    /// Not judged by the validators: an operator may choose any, as with Django's `createsuperuser --noinput`.
    pub password: PlainPassword,
    /// Staff and superuser, as Django's `createsuperuser` makes.
    pub superuser: bool,
}

/// Makes an account.
///
/// # Errors
/// See [`ManageError`].
pub async fn create_user(ctx: &Ctx, account: Account) -> Result<User, ManageError> {
    let user = NewUser {
        username: normalize_username(&account.username),
        email: normalize_email(&account.email),
        password: hash_password(ctx, &account.password).await?,
        is_staff: account.superuser,
        is_superuser: account.superuser,
        date_joined: ctx.clock.now(),
    };
    match ctx.store.add_user(&user).await? {
        Added::User(user) => Ok(user),
        Added::UsernameTaken => Err(ManageError::UsernameTaken),
    }
}

/// Gives a user another password; their sessions end.
///
/// # Errors
/// See [`ManageError`].
pub async fn set_password(ctx: &Ctx, username: &str, password: &PlainPassword) -> Result<(), ManageError> {
    let user = named(ctx, username).await?;
    let hash = hash_password(ctx, password).await?;
    let ending = ctx.ending(ctx.clock.now());
    done(ctx.store.change_password(user.id, &hash, &ending).await?).map(drop)
}

/// Takes a user out of use, which ends their sessions, or back into use, which revives none.
///
/// # Errors
/// See [`ManageError`].
pub async fn set_user_active(ctx: &Ctx, username: &str, active: bool) -> Result<usize, ManageError> {
    let user = named(ctx, username).await?;
    let ending = ctx.ending(ctx.clock.now());
    let change = if active {
        ctx.store.activate_user(user.id, &ending).await?
    } else {
        ctx.store.deactivate_user(user.id, &ending).await?
    };
    done(change)
}

/// Ends every session of a user. Returns how many.
///
/// # Errors
/// See [`ManageError`].
pub async fn log_user_out(ctx: &Ctx, username: &str) -> Result<usize, ManageError> {
    let user = named(ctx, username).await?;
    let ending = ctx.ending(ctx.clock.now());
    Ok(ctx.store.end_sessions_of(user.id, Reach::Everything, &ending).await?.len())
}

async fn named(ctx: &Ctx, username: &str) -> Result<User, ManageError> {
    ctx.store.user_named(username).await?.ok_or(ManageError::Unknown)
}

fn done(change: Change) -> Result<usize, ManageError> {
    match change {
        Change::Done(ended) => Ok(ended.len()),
        Change::Gone | Change::Referenced => Err(ManageError::Unknown),
    }
}
