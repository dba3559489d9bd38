//! Changing users.

use countersign_core::UserId;
use countersign_core::store::{Change, EditReach, EditRefusal, Edited, EntryChange, ProfileChanged, Reach, Removed};
use sqlx::{PgConnection, SqlStr};

use super::page::entry;
use crate::error::Failure;
use crate::key::Key;
use crate::sessions::end_all;
use crate::tables::Tables;
use crate::users::{Told, change_profile};

/// Those of whom one must stay, in one order for everybody: of two who would each spare the other one, the second waits, and
/// finds one gone.
pub(crate) const LOCK_SUPERUSERS: &str =
    "SELECT 1 FROM {users} u WHERE {u.is_superuser} AND {u.is_active} ORDER BY u.{id} FOR UPDATE";

/// The row stays as it is found until the end.
pub(crate) const LOCK: &str = "SELECT 1 FROM {users} WHERE {id} = $1 FOR NO KEY UPDATE";

pub(crate) const OTHER_SUPERUSER: &str =
    "SELECT EXISTS (SELECT 1 FROM {users} u WHERE {u.is_superuser} AND {u.is_active} AND u.{id} <> $1)";

/// A group that went in between is not joined, and none goes while it is joined.
pub(crate) const OWN_GROUPS: [&str; 2] = [
    "DELETE FROM {groups} WHERE {groups.user} = $1",
    "INSERT INTO {groups} ({groups.user}, group_id)
     SELECT $1, id FROM auth_group WHERE id = ANY($2) ORDER BY id FOR KEY SHARE",
];
pub(crate) const OWN_PERMISSIONS: [&str; 2] = [
    "DELETE FROM {permissions} WHERE {permissions.user} = $1",
    "INSERT INTO {permissions} ({permissions.user}, permission_id)
     SELECT $1, id FROM auth_permission WHERE id = ANY($2) ORDER BY id FOR KEY SHARE",
];

/// What becomes of a superuser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaves {
    /// They stay one, and active.
    Nothing,
    /// They are no active superuser any more.
    Superusers,
    /// They are deleted.
    Table,
}

/// A change, whom it may reach, and how the sessions end that it ends.
pub(super) struct Edit<'a> {
    pub(super) change: &'a EntryChange,
    pub(super) reach: &'a EditReach,
    pub(super) told: Told<'a>,
}

pub(super) async fn change(connection: &mut PgConnection, id: UserId, edit: &Edit<'_>) -> Result<Edited, Failure> {
    let Edit { change, reach, told: ending } = edit;
    let tables = ending.tables;
    let is_demoted = change.is_active == Some(false) || change.is_superuser == Some(false);
    let leaves = if is_demoted { Leaves::Superusers } else { Leaves::Nothing };
    if let Some(refusal) = refusal(connection, tables, id, reach, leaves).await? {
        return Ok(Edited::Refused(refusal));
    }
    let before = entry(connection, tables, id).await?;
    let was_active = before.is_none_or(|before| before.user.is_active);
    let edited = fill(connection, tables, id, change).await?;
    let ends = change.password.is_some() || change.is_active.is_some_and(|active| active != was_active);
    if !ends || !matches!(edited, Edited::Done(..)) {
        return Ok(edited);
    }
    let ended = end_all(connection, id, Reach::Everything, ending).await?;
    told(connection, tables, id, ended).await
}

/// Why the user may not be touched.
pub(crate) async fn refusal(
    connection: &mut PgConnection,
    tables: &Tables,
    id: UserId,
    reach: &EditReach,
    leaves: Leaves,
) -> Result<Option<EditRefusal>, Failure> {
    if leaves != Leaves::Nothing {
        sqlx::query(tables.lock_superusers.clone()).execute(&mut *connection).await?;
    }
    sqlx::query(tables.lock_to_change.clone()).bind(tables.key(id)).execute(&mut *connection).await?;
    let Some(now) = entry(&mut *connection, tables, id).await? else {
        return Ok(Some(EditRefusal::Gone));
    };
    if let Some(refusal) = reach.refusal(&now) {
        return Ok(Some(refusal));
    }
    if leaves == Leaves::Nothing || !now.user.is_superuser || !now.user.is_active {
        return Ok(None);
    }
    let others: bool =
        sqlx::query_scalar(tables.other_superuser.clone()).bind(tables.key(id)).fetch_one(connection).await?;
    Ok((!others).then_some(EditRefusal::LastSuperuser))
}

/// Writes what `change` names, of a user who is there. No session ends with it.
pub(super) async fn fill(
    connection: &mut PgConnection,
    tables: &Tables,
    id: UserId,
    change: &EntryChange,
) -> Result<Edited, Failure> {
    if let Some(field) = without_column(tables, change) {
        return Ok(Edited::Refused(EditRefusal::NoColumn(field)));
    }
    if !change.profile.is_empty() {
        match change_profile(connection, tables, id, &change.profile).await? {
            ProfileChanged::User(_) => {}
            ProfileChanged::UsernameTaken => return Ok(Edited::Refused(EditRefusal::UsernameTaken)),
            ProfileChanged::FieldTaken(field) => return Ok(Edited::Refused(EditRefusal::FieldTaken(field))),
            ProfileChanged::Gone => return Ok(Edited::Refused(EditRefusal::Gone)),
        }
    }
    if let Some(password) = &change.password {
        let set = sqlx::query(tables.set_password.clone()).bind(tables.key(id)).bind(password.expose());
        set.execute(&mut *connection).await?;
    }
    let flags = [
        (change.is_active, &tables.set_active),
        (change.is_staff, &tables.set_staff),
        (change.is_superuser, &tables.set_superuser),
    ];
    for (flag, statement) in flags.into_iter().filter_map(|(flag, statement)| flag.zip(statement.as_ref())) {
        sqlx::query(statement.clone()).bind(tables.key(id)).bind(flag).execute(&mut *connection).await?;
    }
    if let (Some(groups), Some(statements)) = (&change.groups, &tables.own_groups) {
        replace(connection, tables.key(id), statements, groups.iter().map(|group| group.0)).await?;
    }
    if let (Some(permissions), Some(statements)) = (&change.permissions, &tables.own_permissions) {
        replace(connection, tables.key(id), statements, permissions.iter().map(|permission| permission.0)).await?;
    }
    told(connection, tables, id, Vec::new()).await
}

/// The first field that the change names and the tables have no place for.
pub(super) fn without_column(tables: &Tables, change: &EntryChange) -> Option<&'static str> {
    let fields = [
        ("is_active", change.is_active.is_some(), tables.set_active.is_some()),
        ("is_staff", change.is_staff.is_some(), tables.set_staff.is_some()),
        ("is_superuser", change.is_superuser.is_some(), tables.set_superuser.is_some()),
        ("groups", change.groups.is_some(), tables.own_groups.is_some()),
        ("user_permissions", change.permissions.is_some(), tables.own_permissions.is_some()),
    ];
    fields.into_iter().find(|(_, is_named, is_there)| *is_named && !is_there).map(|(field, ..)| field)
}

async fn replace(
    connection: &mut PgConnection,
    user: Key,
    [clear, add]: &[SqlStr; 2],
    keys: impl Iterator<Item = i64>,
) -> Result<(), Failure> {
    sqlx::query(clear.clone()).bind(user).execute(&mut *connection).await?;
    sqlx::query(add.clone()).bind(user).bind(keys.collect::<Vec<_>>()).execute(connection).await?;
    Ok(())
}

async fn told(
    connection: &mut PgConnection,
    tables: &Tables,
    id: UserId,
    ended: Vec<countersign_core::session::SessionId>,
) -> Result<Edited, Failure> {
    Ok(match entry(connection, tables, id).await? {
        Some(entry) => Edited::Done(Box::new(entry), ended),
        None => Edited::Refused(EditRefusal::Gone),
    })
}

/// What a deletion came to.
pub(super) fn removed(change: Change) -> Removed {
    match change {
        Change::Done(ended) => Removed::Done(ended),
        Change::Gone | Change::NoColumn => Removed::Refused(EditRefusal::Gone),
        Change::LastSuperuser => Removed::Refused(EditRefusal::LastSuperuser),
        Change::Referenced => Removed::Refused(EditRefusal::Referenced),
    }
}
