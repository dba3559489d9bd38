//! Changing users.

use countersign_core::UserId;
use countersign_core::store::{
    Change, EditReach, EditRefusal, Edited, Ending, EntryChange, ProfileChanged, Reach, Removed, StoreError,
};
use sqlx::SqliteConnection;

use super::page::entry;
use crate::error::store_error;
use crate::key::Key;
use crate::outstanding_tokens::BlacklistTables;
use crate::sessions::end_all;
use crate::users::change_profile;

const OTHER_SUPERUSER: &str = "SELECT EXISTS (SELECT 1 FROM auth_user WHERE is_superuser AND is_active AND id <> $1)";

const SET: &str = "
UPDATE auth_user
   SET password = COALESCE($2, password), is_active = COALESCE($3, is_active), is_staff = COALESCE($4, is_staff),
       is_superuser = COALESCE($5, is_superuser)
 WHERE id = $1";

const LEAVE_GROUPS: &str = "DELETE FROM auth_user_groups WHERE user_id = $1";
/// A group that went in between is not joined.
const JOIN_GROUP: &str = "INSERT INTO auth_user_groups (user_id, group_id) SELECT $1, id FROM auth_group WHERE id = $2";
const LOSE_PERMISSIONS: &str = "DELETE FROM auth_user_user_permissions WHERE user_id = $1";
const GET_PERMISSION: &str =
    "INSERT INTO auth_user_user_permissions (user_id, permission_id) SELECT $1, id FROM auth_permission WHERE id = $2";

/// What becomes of a superuser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaves {
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
    tables: BlacklistTables,
    id: UserId,
    edit: &Edit,
) -> Result<Edited, StoreError> {
    let Edit { change, reach, ending } = edit;
    let is_demoted = change.is_active == Some(false) || change.is_superuser == Some(false);
    let leaves = if is_demoted { Leaves::Superusers } else { Leaves::Nothing };
    if let Some(refusal) = refusal(connection, id, *reach, leaves).await? {
        return Ok(Edited::Refused(refusal));
    }
    let before = entry(connection, id).await?;
    let was_active = before.is_none_or(|before| before.user.is_active);
    let edited = fill(connection, id, change).await?;
    let ends = change.password.is_some() || change.is_active.is_some_and(|active| active != was_active);
    match edited {
        Edited::Done(_, _) if ends => {
            let ended = end_all(connection, tables, id, Reach::Everything, ending).await?;
            told(connection, id, ended).await
        }
        other => Ok(other),
    }
}

/// Why the user may not be touched.
pub(super) async fn refusal(
    connection: &mut SqliteConnection,
    id: UserId,
    reach: EditReach,
    leaves: Leaves,
) -> Result<Option<EditRefusal>, StoreError> {
    let Some(user) = crate::users::user(&mut *connection, id).await? else { return Ok(Some(EditRefusal::Gone)) };
    if !user.is_superuser {
        return Ok(None);
    }
    if reach == EditReach::NoSuperuser {
        return Ok(Some(EditRefusal::Superuser));
    }
    if leaves == Leaves::Nothing || !user.is_active {
        return Ok(None);
    }
    let others = sqlx::query_scalar(OTHER_SUPERUSER).bind(Key(id)).fetch_one(connection).await;
    let others: bool = others.map_err(store_error)?;
    Ok((!others).then_some(EditRefusal::LastSuperuser))
}

/// Writes what `change` names, of a user who is there. No session ends with it.
pub(super) async fn fill(
    connection: &mut SqliteConnection,
    id: UserId,
    change: &EntryChange,
) -> Result<Edited, StoreError> {
    if !change.profile.is_empty() {
        match change_profile(connection, id, change.profile.clone()).await? {
            ProfileChanged::User(_) => {}
            ProfileChanged::UsernameTaken => return Ok(Edited::Refused(EditRefusal::UsernameTaken)),
            ProfileChanged::FieldTaken(field) => return Ok(Edited::Refused(EditRefusal::FieldTaken(field))),
            ProfileChanged::Gone => return Ok(Edited::Refused(EditRefusal::Gone)),
        }
    }
    let set = sqlx::query(SET)
        .bind(Key(id))
        .bind(change.password.as_ref().map(|hash| hash.expose().to_owned()))
        .bind(change.is_active)
        .bind(change.is_staff)
        .bind(change.is_superuser);
    set.execute(&mut *connection).await.map_err(store_error)?;
    if let Some(groups) = &change.groups {
        replace(connection, id, (LEAVE_GROUPS, JOIN_GROUP), groups.iter().map(|group| group.0)).await?;
    }
    if let Some(permissions) = &change.permissions {
        let keys = permissions.iter().map(|permission| permission.0);
        replace(connection, id, (LOSE_PERMISSIONS, GET_PERMISSION), keys).await?;
    }
    told(connection, id, Vec::new()).await
}

async fn replace(
    connection: &mut SqliteConnection,
    id: UserId,
    (clear, add): (&'static str, &'static str),
    keys: impl Iterator<Item = i64>,
) -> Result<(), StoreError> {
    sqlx::query(clear).bind(Key(id)).execute(&mut *connection).await.map_err(store_error)?;
    let distinct: std::collections::BTreeSet<_> = keys.collect();
    for key in distinct {
        sqlx::query(add).bind(Key(id)).bind(key).execute(&mut *connection).await.map_err(store_error)?;
    }
    Ok(())
}

async fn told(
    connection: &mut SqliteConnection,
    id: UserId,
    ended: Vec<countersign_core::session::SessionId>,
) -> Result<Edited, StoreError> {
    Ok(match entry(connection, id).await? {
        Some(entry) => Edited::Done(Box::new(entry), ended),
        None => Edited::Refused(EditRefusal::Gone),
    })
}

/// What a deletion came to.
pub(super) fn removed(change: Change) -> Removed {
    match change {
        Change::Done(ended) => Removed::Done(ended),
        Change::Gone | Change::NoColumn => Removed::Refused(EditRefusal::Gone),
        Change::Referenced => Removed::Refused(EditRefusal::Referenced),
    }
}
