//! Staff change an account.

use super::actor::{Action, Actor, Subject};
use super::refusal::StaffError;
use super::wanted::{EntryWanted, change_of, entry_problems};
use crate::Ctx;
use crate::accounts::{PlainPassword, normalize_email};
use crate::flows::fresh_proof::{self, Proof};
use crate::flows::login::hash_password;
use crate::flows::user_fields::{field_taken, normalized_name};
use crate::flows::{Caller, Client};
use crate::store::{EditReach, Edited, UserEntry};

/// Changes what `wanted` names of the account `entry`, and returns it as it is then. `caller` is who the actor came as.
///
/// Nobody touches an account that may do more than they may, nor makes it so; nobody takes their own out of use; and a new
/// password or address of one's own wants the fresh proof that [`update_profile`](crate::flows::update_profile) wants.
///
/// # Errors
/// See [`StaffError`].
pub async fn user_update(
    ctx: &Ctx,
    (actor, caller): (&Actor, &Caller),
    entry: &UserEntry,
    wanted: EntryWanted,
    client: &Client,
) -> Result<UserEntry, StaffError> {
    if !actor.may(&ctx.user_table, Subject::Users, Action::Change) {
        return Err(StaffError::Denied);
    }
    let problems = entry_problems(ctx, &wanted, Some(entry)).await?;
    if !problems.is_empty() {
        return Err(StaffError::Invalid(problems));
    }
    check_rights(ctx, actor, entry, &wanted).await?;
    if actor.id() == entry.user.id {
        check_own(ctx, caller, entry, &wanted, client).await?;
    }
    write(ctx, entry, wanted, &actor.reach(entry)).await
}

async fn check_rights(ctx: &Ctx, actor: &Actor, entry: &UserEntry, wanted: &EntryWanted) -> Result<(), StaffError> {
    if actor.is_superuser() {
        return Ok(());
    }
    let after_groups = wanted.groups.as_deref().unwrap_or(&entry.groups);
    let after_permissions = wanted.permissions.as_deref().unwrap_or(&entry.permissions);
    let is_covered = wanted.is_superuser != Some(true)
        && actor.covers(ctx, entry).await?
        && actor.covers_grants(ctx, after_groups, after_permissions).await?;
    if is_covered { Ok(()) } else { Err(StaffError::BeyondRights) }
}

async fn check_own(
    ctx: &Ctx,
    caller: &Caller,
    entry: &UserEntry,
    wanted: &EntryWanted,
    client: &Client,
) -> Result<(), StaffError> {
    if wanted.is_active == Some(false) {
        return Err(StaffError::OwnAccount);
    }
    let table = &*ctx.user_table;
    let new_name =
        wanted.profile.username.as_deref().is_some_and(|name| normalized_name(table, name) != entry.user.username);
    let new_email = wanted.profile.email.as_deref().is_some_and(|email| normalize_email(email) != entry.user.email);
    if wanted.password.is_some() || new_email || new_name && table.name_is_address() {
        fresh_proof::demand(ctx, caller, &Proof::default(), client).await?;
    }
    Ok(())
}

async fn write(
    ctx: &Ctx,
    entry: &UserEntry,
    mut wanted: EntryWanted,
    reach: &EditReach,
) -> Result<UserEntry, StaffError> {
    let hash = match wanted.password.take() {
        Some(password) => Some(hashed(ctx, &password).await?),
        None => None,
    };
    let mut change = change_of(ctx, wanted);
    change.password = hash;
    let ending = ctx.ending(ctx.clock.now());
    match ctx.store.change_entry(entry.user.id, &change, reach, &ending).await? {
        Edited::Done(entry, ended) => {
            ctx.note_ended(ended, entry.user.id, &ending);
            Ok(*entry)
        }
        Edited::Refused(refusal) => Err(StaffError::of(refusal, |field| {
            let table = &ctx.user_table;
            field_taken(table, field.as_deref().unwrap_or(&table.username_field))
        })),
    }
}

async fn hashed(ctx: &Ctx, password: &PlainPassword) -> Result<crate::accounts::PasswordHash, StaffError> {
    Ok(hash_password(ctx, password).await?)
}
