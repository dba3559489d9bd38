//! Staff make an account.

use super::actor::{Action, Actor, Subject};
use super::refusal::StaffError;
use super::wanted::{EntryWanted, change_of, entry_problems};
use crate::accounts::PlainPassword;
use crate::flows::login::hash_password;
use crate::flows::user_fields::field_taken;
use crate::store::{Edited, UserEntry};
use crate::{Ctx, NewUser, random_uuid};

/// Makes an account as it is wanted. Only a superuser makes superusers, and nobody gives rights that they do not have.
///
/// # Errors
/// See [`StaffError`].
pub async fn user_create(ctx: &Ctx, actor: &Actor, mut wanted: EntryWanted) -> Result<UserEntry, StaffError> {
    if !actor.may(&ctx.user_table, Subject::Users, Action::Add) {
        return Err(StaffError::Denied);
    }
    let problems = entry_problems(ctx, &wanted, None).await?;
    let (Some(username), Some(password), true) =
        (wanted.profile.username.take(), wanted.password.take(), problems.is_empty())
    else {
        return Err(StaffError::Invalid(problems));
    };
    if wanted.is_superuser == Some(true) && !actor.is_superuser() {
        return Err(StaffError::BeyondRights);
    }
    let (groups, permissions) = (wanted.groups.as_deref(), wanted.permissions.as_deref());
    if !actor.covers_grants(ctx, groups.unwrap_or_default(), permissions.unwrap_or_default()).await? {
        return Err(StaffError::BeyondRights);
    }
    let email = wanted.profile.email.take().unwrap_or_default();
    let user = new_user(ctx, &username, &email, &password, &mut wanted).await?;
    match ctx.store.add_entry(&user, &change_of(ctx, wanted)).await? {
        Edited::Done(entry, _) => Ok(*entry),
        Edited::Refused(refusal) => Err(StaffError::of(refusal, |field| {
            let table = &ctx.user_table;
            field_taken(table, field.as_deref().unwrap_or(&table.username_field))
        })),
    }
}

async fn new_user(
    ctx: &Ctx,
    username: &str,
    email: &str,
    password: &PlainPassword,
    wanted: &mut EntryWanted,
) -> Result<NewUser, StaffError> {
    let now = ctx.clock.now();
    let extra = std::mem::take(&mut wanted.profile.extra);
    // Endpoints demand every field that cannot be filled here.
    let extra = ctx.user_table.completed(extra, now).map_err(|_| StaffError::Invalid(Vec::new()))?;
    Ok(NewUser {
        uuid: random_uuid(&*ctx.randomness),
        username: crate::flows::user_fields::normalized_name(&ctx.user_table, username),
        email: crate::accounts::normalize_email(email),
        password: hash_password(ctx, password).await?,
        is_staff: wanted.is_staff.unwrap_or_default(),
        is_superuser: wanted.is_superuser.unwrap_or_default(),
        date_joined: now,
        extra,
    })
}
