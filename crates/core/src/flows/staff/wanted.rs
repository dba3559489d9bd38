//! What staff want of a user, and what is wrong with that.

use serde_json::Value;

use crate::accounts::{Complaint, PersonalAttributes, PlainPassword, normalize_email};
use crate::flows::FieldProblem;
use crate::flows::register::password_problems;
use crate::flows::user_fields::{address_problems, name_problems, normalized_name, problems_of_extra};
use crate::store::{EntryChange, Group, GroupId, PermissionId, StoreError, UserEntry};
use crate::{Ctx, ProfileChange};

/// What is wanted of a user; `None`: it was not sent, or its form was wrong and is told already.
#[derive(Debug, Default)]
pub struct EntryWanted {
    /// Names and address, as they were sent, trimmed; and further fields, each of its kind.
    pub profile: ProfileChange,
    /// A password to be judged by the validators.
    pub password: Option<PlainPassword>,
    /// Whether the account is in use.
    pub is_active: Option<bool>,
    /// Django's "can log into the admin site".
    pub is_staff: Option<bool>,
    /// Has every permission.
    pub is_superuser: Option<bool>,
    /// These groups and no others.
    pub groups: Option<Vec<GroupId>>,
    /// These permissions and no others.
    pub permissions: Option<Vec<PermissionId>>,
}

/// What is wrong with the content of `wanted`, whatever else is wrong with its form, in the order of the fields. `current` is
/// the user who changes; `None`: one is made.
///
/// # Errors
/// The database is away.
pub async fn entry_problems(
    ctx: &Ctx,
    wanted: &EntryWanted,
    current: Option<&UserEntry>,
) -> Result<Vec<FieldProblem>, StoreError> {
    let table = &*ctx.user_table;
    let mut problems = Vec::new();
    let mut tell = |field: &str, complaints| problems.push(FieldProblem { field: field.to_owned(), complaints });
    let is_new = |now: Option<&str>, wanted: &str| now != Some(wanted);
    let now = current.map(|entry| &entry.user);
    if let Some(name) = &wanted.profile.username
        && is_new(now.map(|user| user.username.as_str()), &normalized_name(table, name))
    {
        tell(&table.username_field, name_problems(ctx, name).await?);
    }
    if let (Some(field), Some(email)) = (&table.email_field, &wanted.profile.email)
        && is_new(now.map(|user| user.email.as_str()), &normalize_email(email))
    {
        tell(field, address_problems(ctx, email).await?);
    }
    tell("groups", missing_groups(wanted.groups.as_deref(), &asked_groups(ctx, wanted).await?));
    tell("user_permissions", missing_permissions(ctx, wanted.permissions.as_deref()).await?);
    if let Some(password) = &wanted.password {
        tell("password", password_problems(ctx, password, &about(ctx, wanted, current)));
    }
    for (field, value) in &wanted.profile.extra {
        if !now.and_then(|user| user.extra.get(field)).is_some_and(|now| is_same(now, value)) {
            tell(field, problems_of_extra(ctx, field, value).await?);
        }
    }
    problems.retain(|problem| !problem.complaints.is_empty());
    Ok(problems)
}

/// A number is the same with and without a fraction of zeros.
fn is_same(now: &Value, wanted: &Value) -> bool {
    now == wanted || now.as_f64().is_some() && now.as_f64() == wanted.as_f64()
}

/// The groups that are wanted and there.
pub(super) async fn asked_groups(ctx: &Ctx, wanted: &EntryWanted) -> Result<Vec<Group>, StoreError> {
    ctx.store.groups(wanted.groups.as_deref().unwrap_or_default()).await
}

/// As DRF: the first one alone.
fn missing_groups(wanted: Option<&[GroupId]>, found: &[Group]) -> Vec<Complaint> {
    let missing = wanted.unwrap_or_default().iter().find(|id| found.iter().all(|group| group.id != **id));
    missing.map(|id| Complaint::NoSuchKey { key: id.0.to_string() }).into_iter().collect()
}

/// As DRF: the first one alone.
pub(super) async fn missing_permissions(
    ctx: &Ctx,
    wanted: Option<&[PermissionId]>,
) -> Result<Vec<Complaint>, StoreError> {
    let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else { return Ok(Vec::new()) };
    let found = ctx.store.permissions(wanted).await?;
    let missing = wanted.iter().find(|id| found.iter().all(|permission| permission.id != **id));
    Ok(missing.map(|id| Complaint::NoSuchKey { key: id.0.to_string() }).into_iter().collect())
}

/// What is known of whose password it is: what they will be called.
fn about<'w>(ctx: &Ctx, wanted: &'w EntryWanted, current: Option<&'w UserEntry>) -> PersonalAttributes<'w> {
    let now = current.map(|entry| &entry.user);
    let text = |sent: &'w Option<String>, now: Option<&'w String>| sent.as_ref().or(now).map_or("", String::as_str);
    let username = text(&wanted.profile.username, now.map(|user| &user.username));
    let email = text(&wanted.profile.email, now.map(|user| &user.email));
    let is_address = ctx.user_table.name_is_address();
    PersonalAttributes {
        username: if is_address { "" } else { username },
        email: if is_address { username } else { email },
        first_name: text(&wanted.profile.first_name, now.map(|user| &user.first_name)),
        last_name: text(&wanted.profile.last_name, now.map(|user| &user.last_name)),
    }
}

/// What is wanted in the form that is kept, but for the password.
pub(super) fn change_of(ctx: &Ctx, wanted: EntryWanted) -> EntryChange {
    let ProfileChange { username, email, first_name, last_name, extra } = wanted.profile;
    EntryChange {
        profile: ProfileChange {
            username: username.map(|name| normalized_name(&ctx.user_table, &name)),
            email: email.map(|email| normalize_email(&email)),
            first_name,
            last_name,
            extra,
        },
        password: None,
        is_active: wanted.is_active,
        is_staff: wanted.is_staff,
        is_superuser: wanted.is_superuser,
        groups: wanted.groups,
        permissions: wanted.permissions,
    }
}
