//! Changing users.

use countersign_core::UserId;
use countersign_core::store::{Change, EditReach, EditRefusal, Edited, EntryChange, ProfileChanged, Reach, Removed};
use sqlx::PgConnection;

use super::page::entry;
use crate::error::Failure;
use crate::key::key;
use crate::sessions::end_all;
use crate::users::{Told, change_profile};

/// Those of whom one must stay, in one order for everybody: of two who would each spare the other one, the second waits, and
/// finds one gone.
const LOCK_SUPERUSERS: &str = "SELECT id FROM auth_user WHERE is_superuser AND is_active ORDER BY id FOR UPDATE";

/// The row stays as it is found until the end.
const LOCK: &str = "SELECT id FROM auth_user WHERE id = $1 FOR NO KEY UPDATE";

const OTHER_SUPERUSER: &str = "SELECT EXISTS (SELECT 1 FROM auth_user WHERE is_superuser AND is_active AND id <> $1)";

const SET: &str = "
UPDATE auth_user
   SET password = COALESCE($2, password), is_active = COALESCE($3, is_active), is_staff = COALESCE($4, is_staff),
       is_superuser = COALESCE($5, is_superuser)
 WHERE id = $1";

const LEAVE_GROUPS: &str = "DELETE FROM auth_user_groups WHERE user_id = $1";
/// A group that went in between is not joined, and none goes while it is joined.
const JOIN_GROUPS: &str = "
INSERT INTO auth_user_groups (user_id, group_id)
SELECT $1, id FROM auth_group WHERE id = ANY($2) ORDER BY id FOR KEY SHARE";
const LOSE_PERMISSIONS: &str = "DELETE FROM auth_user_user_permissions WHERE user_id = $1";
const GET_PERMISSIONS: &str = "
INSERT INTO auth_user_user_permissions (user_id, permission_id)
SELECT $1, id FROM auth_permission WHERE id = ANY($2) ORDER BY id FOR KEY SHARE";

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
pub(super) struct Edit<'a> {
    pub(super) change: &'a EntryChange,
    pub(super) reach: EditReach,
    pub(super) told: Told<'a>,
}

pub(super) async fn change(connection: &mut PgConnection, id: UserId, edit: &Edit<'_>) -> Result<Edited, Failure> {
    let Edit { change, reach, told: ending } = edit;
    let is_demoted = change.is_active == Some(false) || change.is_superuser == Some(false);
    let leaves = if is_demoted { Leaves::Superusers } else { Leaves::Nothing };
    if let Some(refusal) = refusal(connection, id, *reach, leaves).await? {
        return Ok(Edited::Refused(refusal));
    }
    let before = entry(connection, id).await?;
    let was_active = before.is_none_or(|before| before.user.is_active);
    let edited = fill(connection, id, change).await?;
    let ends = change.password.is_some() || change.is_active.is_some_and(|active| active != was_active);
    if !ends || !matches!(edited, Edited::Done(..)) {
        return Ok(edited);
    }
    let ended = end_all(connection, id, Reach::Everything, ending).await?;
    told(connection, id, ended).await
}

/// Why the user may not be touched.
pub(super) async fn refusal(
    connection: &mut PgConnection,
    id: UserId,
    reach: EditReach,
    leaves: Leaves,
) -> Result<Option<EditRefusal>, Failure> {
    if leaves != Leaves::Nothing {
        sqlx::query(LOCK_SUPERUSERS).execute(&mut *connection).await?;
    }
    sqlx::query(LOCK).bind(key(id)).execute(&mut *connection).await?;
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
    let others: bool = sqlx::query_scalar(OTHER_SUPERUSER).bind(key(id)).fetch_one(connection).await?;
    Ok((!others).then_some(EditRefusal::LastSuperuser))
}

/// Writes what `change` names, of a user who is there. No session ends with it.
pub(super) async fn fill(connection: &mut PgConnection, id: UserId, change: &EntryChange) -> Result<Edited, Failure> {
    if !change.profile.is_empty() {
        match change_profile(connection, id, &change.profile).await? {
            ProfileChanged::User(_) => {}
            ProfileChanged::UsernameTaken => return Ok(Edited::Refused(EditRefusal::UsernameTaken)),
            ProfileChanged::FieldTaken(field) => return Ok(Edited::Refused(EditRefusal::FieldTaken(field))),
            ProfileChanged::Gone => return Ok(Edited::Refused(EditRefusal::Gone)),
        }
    }
    let set = sqlx::query(SET)
        .bind(key(id))
        .bind(change.password.as_ref().map(|hash| hash.expose().to_owned()))
        .bind(change.is_active)
        .bind(change.is_staff)
        .bind(change.is_superuser);
    set.execute(&mut *connection).await?;
    if let Some(groups) = &change.groups {
        replace(connection, id, (LEAVE_GROUPS, JOIN_GROUPS), groups.iter().map(|group| group.0)).await?;
    }
    if let Some(permissions) = &change.permissions {
        let keys = permissions.iter().map(|permission| permission.0);
        replace(connection, id, (LOSE_PERMISSIONS, GET_PERMISSIONS), keys).await?;
    }
    told(connection, id, Vec::new()).await
}

async fn replace(
    connection: &mut PgConnection,
    id: UserId,
    (clear, add): (&'static str, &'static str),
    keys: impl Iterator<Item = i64>,
) -> Result<(), Failure> {
    sqlx::query(clear).bind(key(id)).execute(&mut *connection).await?;
    sqlx::query(add).bind(key(id)).bind(keys.collect::<Vec<_>>()).execute(connection).await?;
    Ok(())
}

async fn told(
    connection: &mut PgConnection,
    id: UserId,
    ended: Vec<countersign_core::session::SessionId>,
) -> Result<Edited, Failure> {
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
