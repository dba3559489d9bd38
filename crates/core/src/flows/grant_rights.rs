//! What an operator gives to users on the command line, whatever their rights: no actor is asked.

use std::collections::BTreeSet;

use super::manage_users::ManageError;
use crate::store::{EditReach, EditRefusal, Edited, EntryChange, Group, NewAuthToken, Span, UserEntry};
use crate::{Ctx, randomness};

/// What changes about a user's rights; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct RightsChange {
    /// Django's "can log into the admin site".
    pub is_staff: Option<bool>,
    /// Has every permission.
    pub is_superuser: Option<bool>,
    /// The names of groups that are joined.
    pub join: Vec<String>,
    /// The names of groups that are left.
    pub leave: Vec<String>,
}

/// Why a user's rights were not changed.
#[derive(Debug, thiserror::Error)]
pub enum RightsError {
    /// As for every other change.
    #[error(transparent)]
    Manage(#[from] ManageError),
    /// There is no group of that name.
    #[error("there is no group {0:?}")]
    NoGroup(String),
}

/// Changes what a user may do.
///
/// # Errors
/// See [`RightsError`].
pub async fn change_rights(ctx: &Ctx, username: &str, wanted: &RightsChange) -> Result<UserEntry, RightsError> {
    let entry = entry(ctx, username).await?;
    let (is_staff, is_superuser) = (wanted.is_staff, wanted.is_superuser);
    let groups = groups_after(ctx, &entry, wanted).await?;
    let change = EntryChange { is_staff, is_superuser, groups, ..EntryChange::default() };
    let ending = ctx.ending(ctx.clock.now());
    let edited = ctx.store.change_entry(entry.user.id, &change, &EditReach::Everybody, &ending).await;
    match edited.map_err(ManageError::from)? {
        Edited::Done(entry, _) => {
            ctx.users.forget(entry.user.id);
            Ok(*entry)
        }
        Edited::Refused(EditRefusal::LastSuperuser) => Err(ManageError::LastSuperuser.into()),
        Edited::Refused(EditRefusal::NoColumn(field)) => Err(ManageError::NoColumn(field).into()),
        Edited::Refused(_) => Err(ManageError::Unknown.into()),
    }
}

/// The names of a user's groups.
///
/// # Errors
/// See [`ManageError`].
pub async fn groups_of(ctx: &Ctx, username: &str) -> Result<BTreeSet<String>, ManageError> {
    let entry = entry(ctx, username).await?;
    Ok(ctx.store.groups_of(entry.user.id).await?)
}

/// The DRF token of a user, which is made where there is none; with `reset` the old one is deleted first (DRF's
/// `drf_create_token`).
///
/// # Errors
/// See [`ManageError`].
pub async fn auth_token(ctx: &Ctx, username: &str, reset: bool) -> Result<String, ManageError> {
    let user = ctx.store.user_named(username).await?.ok_or(ManageError::Unknown)?;
    if reset {
        ctx.store.delete_auth_token(user.id).await?;
    }
    let new = NewAuthToken { key: randomness::hex::<20>(&*ctx.randomness), at: ctx.clock.now() };
    ctx.store.auth_token_of(user.id, &new).await?.ok_or(ManageError::Unknown)
}

/// Deletes the DRF token of a user; false: there was none.
///
/// # Errors
/// See [`ManageError`].
pub async fn delete_auth_token(ctx: &Ctx, username: &str) -> Result<bool, ManageError> {
    let user = ctx.store.user_named(username).await?.ok_or(ManageError::Unknown)?;
    Ok(ctx.store.delete_auth_token(user.id).await?)
}

async fn entry(ctx: &Ctx, username: &str) -> Result<UserEntry, ManageError> {
    let user = ctx.store.user_named(username).await?.ok_or(ManageError::Unknown)?;
    ctx.store.user_entry(user.id).await?.ok_or(ManageError::Unknown)
}

async fn groups_after(
    ctx: &Ctx,
    entry: &UserEntry,
    wanted: &RightsChange,
) -> Result<Option<Vec<crate::store::GroupId>>, RightsError> {
    if wanted.join.is_empty() && wanted.leave.is_empty() {
        return Ok(None);
    }
    let mut after: BTreeSet<_> = entry.groups.iter().copied().collect();
    for name in &wanted.join {
        after.insert(named(ctx, name).await?.id);
    }
    for name in &wanted.leave {
        after.remove(&named(ctx, name).await?.id);
    }
    Ok(Some(after.into_iter().collect()))
}

/// The group of exactly this name.
async fn named(ctx: &Ctx, name: &str) -> Result<Group, RightsError> {
    let (terms, all) = ([name.to_owned()], Span { offset: 0, limit: u64::from(u32::MAX) });
    let found = ctx.store.page_of_groups(&terms, all).await.map_err(ManageError::from)?;
    found.into_iter().find(|group| group.name == name).ok_or_else(|| RightsError::NoGroup(name.to_owned()))
}
