//! Groups and permissions.

use super::actor::{Action, Actor, Subject};
use super::refusal::StaffError;
use super::users::{Page, PageOf};
use super::wanted::missing_permissions;
use crate::Ctx;
use crate::accounts::Complaint;
use crate::flows::FieldProblem;
use crate::store::{Group, GroupEdited, GroupRemoved, Permission, PermissionId, StoreError};

/// What is wanted of a group; `None`: it was not sent, or its form was wrong and is told already.
#[derive(Debug, Default)]
pub struct GroupChange {
    /// At most 150 characters.
    pub name: Option<String>,
    /// These permissions and no others.
    pub permissions: Option<Vec<PermissionId>>,
}

/// A page of the groups that have each of `terms` in their name; `None`: there is no such page.
///
/// # Errors
/// The database is away.
pub async fn groups_page(ctx: &Ctx, terms: &[String], page: Page) -> Result<Option<PageOf<Group>>, StoreError> {
    let count = ctx.store.count_groups(terms).await?;
    let Some((number, span)) = page.of(count) else { return Ok(None) };
    Ok(Some(PageOf::new(count, number, page.size, ctx.store.page_of_groups(terms, span).await?)))
}

/// A page of the permissions that have each of `terms` in a text of theirs; `None`: there is no such page.
///
/// # Errors
/// The database is away.
pub async fn permissions_page(
    ctx: &Ctx,
    terms: &[String],
    page: Page,
) -> Result<Option<PageOf<Permission>>, StoreError> {
    let count = ctx.store.count_permissions(terms).await?;
    let Some((number, span)) = page.of(count) else { return Ok(None) };
    Ok(Some(PageOf::new(count, number, page.size, ctx.store.page_of_permissions(terms, span).await?)))
}

/// What is wrong with the content of `wanted`, whatever else is wrong with its form.
///
/// # Errors
/// The database is away.
pub async fn group_problems(ctx: &Ctx, wanted: &GroupChange) -> Result<Vec<FieldProblem>, StoreError> {
    let complaints = missing_permissions(ctx, wanted.permissions.as_deref()).await?;
    let problem = FieldProblem { field: "permissions".to_owned(), complaints };
    Ok(Some(problem).filter(|problem| !problem.complaints.is_empty()).into_iter().collect())
}

/// Makes a group. Nobody gives it permissions that they do not have.
///
/// # Errors
/// See [`StaffError`].
pub async fn group_create(ctx: &Ctx, actor: &Actor, wanted: GroupChange) -> Result<Group, StaffError> {
    if !actor.may(&ctx.user_table, Subject::Groups, Action::Add) {
        return Err(StaffError::Denied);
    }
    let problems = group_problems(ctx, &wanted).await?;
    let (Some(name), true) = (wanted.name, problems.is_empty()) else { return Err(StaffError::Invalid(problems)) };
    let permissions = wanted.permissions.unwrap_or_default();
    if !actor.covers_grants(ctx, &[], &permissions).await? {
        return Err(StaffError::BeyondRights);
    }
    told(ctx.store.add_group(&name, &permissions).await?)
}

/// Changes what `wanted` names of `group`. Nobody touches a group that may do more than they may, nor makes it so.
///
/// # Errors
/// See [`StaffError`].
pub async fn group_update(ctx: &Ctx, actor: &Actor, group: &Group, wanted: GroupChange) -> Result<Group, StaffError> {
    if !actor.may(&ctx.user_table, Subject::Groups, Action::Change) {
        return Err(StaffError::Denied);
    }
    let problems = group_problems(ctx, &wanted).await?;
    if !problems.is_empty() {
        return Err(StaffError::Invalid(problems));
    }
    let after = wanted.permissions.as_deref().unwrap_or_default();
    if !actor.covers_grants(ctx, &[group.id], after).await? {
        return Err(StaffError::BeyondRights);
    }
    told(ctx.store.change_group(group.id, wanted.name.as_deref(), wanted.permissions.as_deref()).await?)
}

/// Deletes `group`; its members lose what it gave them.
///
/// # Errors
/// See [`StaffError`].
pub async fn group_remove(ctx: &Ctx, actor: &Actor, group: &Group) -> Result<(), StaffError> {
    if !actor.may(&ctx.user_table, Subject::Groups, Action::Delete) {
        return Err(StaffError::Denied);
    }
    if !actor.covers_grants(ctx, &[group.id], &[]).await? {
        return Err(StaffError::BeyondRights);
    }
    match ctx.store.delete_group(group.id).await? {
        GroupRemoved::Done => Ok(()),
        GroupRemoved::Gone => Err(StaffError::Gone),
        GroupRemoved::Referenced => Err(StaffError::Referenced),
    }
}

fn told(edited: GroupEdited) -> Result<Group, StaffError> {
    match edited {
        GroupEdited::Done(group) => Ok(group),
        GroupEdited::Gone => Err(StaffError::Gone),
        GroupEdited::NameTaken => {
            let taken = Complaint::ValueTaken { model: "group".to_owned(), field: "name".to_owned() };
            Err(StaffError::Invalid(vec![FieldProblem { field: "name".to_owned(), complaints: vec![taken] }]))
        }
    }
}
