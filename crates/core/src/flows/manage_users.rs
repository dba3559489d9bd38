//! What the command line does to users.

use serde_json::{Map, Value};

use super::login::hash_password;
use super::user_fields::normalized_name;
use crate::accounts::{Overloaded, PlainPassword, normalize_email};
use crate::store::{Added, Change, Reach, StoreError};
use crate::{Ctx, NewUser, User, random_uuid};

/// Why a user was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    /// Somebody has that name.
    #[error("a user with that username already exists")]
    UsernameTaken,
    /// Somebody has that value of another field.
    #[error("a user with that {0} already exists")]
    FieldTaken(String),
    /// A field of the user model must have a value, and nothing says which.
    #[error("the user model's field {0} must have a value")]
    FieldMissing(String),
    /// The user table has no column for this field.
    #[error("the user table has no column for {0}")]
    NoColumn(&'static str),
    /// Nobody would be left who may do everything.
    #[error("the last active superuser must stay one")]
    LastSuperuser,
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
    /// What `USERNAME_FIELD` names; normalised here.
    pub username: String,
    /// May be empty; not read where the address is the name.
    pub email: String,
    /// Not judged by the validators: an operator may choose any, as with Django's `createsuperuser --noinput`.
    pub password: PlainPassword,
    /// Staff and superuser, as Django's `createsuperuser` makes.
    pub superuser: bool,
    /// The further fields that are given.
    pub extra: Map<String, Value>,
}

/// Makes an account.
///
/// # Errors
/// See [`ManageError`].
pub async fn create_user(ctx: &Ctx, account: Account) -> Result<User, ManageError> {
    let now = ctx.clock.now();
    let extra = ctx.user_table.completed(account.extra, now);
    let extra = extra.map_err(|field| ManageError::FieldMissing(field.name.clone()))?;
    let user = NewUser {
        uuid: random_uuid(&*ctx.randomness),
        username: normalized_name(&ctx.user_table, &account.username),
        email: normalize_email(&account.email),
        password: hash_password(ctx, &account.password).await?,
        is_staff: account.superuser,
        is_superuser: account.superuser,
        date_joined: now,
        extra,
    };
    match ctx.store.add_user(&user).await? {
        Added::User(user) => Ok(user),
        Added::UsernameTaken => Err(ManageError::UsernameTaken),
        Added::FieldTaken(field) => Err(ManageError::FieldTaken(field)),
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
        Change::NoColumn => Err(ManageError::NoColumn("is_active")),
        Change::LastSuperuser => Err(ManageError::LastSuperuser),
        Change::Gone | Change::Referenced => Err(ManageError::Unknown),
    }
}
