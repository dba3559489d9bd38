//! Changing users.

use countersign_core::UserId;
use countersign_core::store::{
    Change, EditReach, EditRefusal, Edited, Ending, EntryChange, ProfileChanged, Reach, Removed, StoreError,
};
use sqlx::{SqlStr, SqliteConnection};

use super::page::entry;
use crate::error::store_error;
use crate::key::Key;
use crate::sessions::end_all;
use crate::tables::Tables;
use crate::users::change_profile;

pub(crate) const OTHER_SUPERUSER: &str =
    "SELECT EXISTS (SELECT 1 FROM {users} u WHERE {u.is_superuser} AND {u.is_active} AND u.{id} <> $1)";

/// A group that went in between is not joined.
pub(crate) const OWN_GROUPS: [&str; 2] = [
    "DELETE FROM {groups} WHERE {groups.user} = $1",
    "INSERT INTO {groups} ({groups.user}, group_id) SELECT $1, id FROM auth_group WHERE id = $2",
];
pub(crate) const OWN_PERMISSIONS: [&str; 2] = [
    "DELETE FROM {permissions} WHERE {permissions.user} = $1",
    "INSERT INTO {permissions} ({permissions.user}, permission_id) SELECT $1, id FROM auth_permission WHERE id = $2",
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
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) change: EntryChange,
    pub(super) reach: EditReach,
    pub(super) ending: Ending,
}

pub(super) async fn change(
    connection: &mut SqliteConnection,
    tables: &Tables,
    id: UserId,
    edit: &Edit,
) -> Result<Edited, StoreError> {
    let Edit { change, reach, ending } = edit;
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
    let ended = end_all(connection, tables, id, Reach::Everything, ending).await?;
    told(connection, tables, id, ended).await
}

/// Why the user may not be touched.
pub(crate) async fn refusal(
    connection: &mut SqliteConnection,
    tables: &Tables,
    id: UserId,
    reach: &EditReach,
    leaves: Leaves,
) -> Result<Option<EditRefusal>, StoreError> {
    let Some(now) = entry(&mut *connection, tables, id).await? else {
        return Ok(Some(EditRefusal::Gone));
    };
    if let Some(refusal) = reach.refusal(&now) {
        return Ok(Some(refusal));
    }
    if leaves == Leaves::Nothing || !now.user.is_superuser || !now.user.is_active {
        return Ok(None);
    }
    let others = sqlx::query_scalar(tables.other_superuser.clone()).bind(Key(id)).fetch_one(connection).await;
    let others: bool = others.map_err(store_error)?;
    Ok((!others).then_some(EditRefusal::LastSuperuser))
}

/// Writes what `change` names, of a user who is there. No session ends with it.
pub(super) async fn fill(
    connection: &mut SqliteConnection,
    tables: &Tables,
    id: UserId,
    change: &EntryChange,
) -> Result<Edited, StoreError> {
    if let Some(field) = without_column(tables, change) {
        return Ok(Edited::Refused(EditRefusal::NoColumn(field)));
    }
    if !change.profile.is_empty() {
        match change_profile(connection, tables, id, change.profile.clone()).await? {
            ProfileChanged::User(_) => {}
            ProfileChanged::UsernameTaken => return Ok(Edited::Refused(EditRefusal::UsernameTaken)),
            ProfileChanged::FieldTaken(field) => return Ok(Edited::Refused(EditRefusal::FieldTaken(field))),
            ProfileChanged::Gone => return Ok(Edited::Refused(EditRefusal::Gone)),
        }
    }
    if let Some(password) = &change.password {
        let set = sqlx::query(tables.set_password.clone()).bind(Key(id)).bind(password.expose());
        set.execute(&mut *connection).await.map_err(store_error)?;
    }
    let flags = [
        (change.is_active, &tables.set_active),
        (change.is_staff, &tables.set_staff),
        (change.is_superuser, &tables.set_superuser),
    ];
    for (flag, statement) in flags.into_iter().filter_map(|(flag, statement)| flag.zip(statement.as_ref())) {
        let set = sqlx::query(statement.clone()).bind(Key(id)).bind(flag);
        set.execute(&mut *connection).await.map_err(store_error)?;
    }
    if let (Some(groups), Some(statements)) = (&change.groups, &tables.own_groups) {
        replace(connection, id, statements, groups.iter().map(|group| group.0)).await?;
    }
    if let (Some(permissions), Some(statements)) = (&change.permissions, &tables.own_permissions) {
        replace(connection, id, statements, permissions.iter().map(|permission| permission.0)).await?;
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
    connection: &mut SqliteConnection,
    id: UserId,
    [clear, add]: &[SqlStr; 2],
    keys: impl Iterator<Item = i64>,
) -> Result<(), StoreError> {
    sqlx::query(clear.clone()).bind(Key(id)).execute(&mut *connection).await.map_err(store_error)?;
    let distinct: std::collections::BTreeSet<_> = keys.collect();
    for key in distinct {
        sqlx::query(add.clone()).bind(Key(id)).bind(key).execute(&mut *connection).await.map_err(store_error)?;
    }
    Ok(())
}

async fn told(
    connection: &mut SqliteConnection,
    tables: &Tables,
    id: UserId,
    ended: Vec<countersign_core::session::SessionId>,
) -> Result<Edited, StoreError> {
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
