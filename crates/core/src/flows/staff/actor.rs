//! Who acts, and how far their rights go.

use std::collections::BTreeSet;

use crate::flows::Caller;
use crate::flows::fresh_proof::current_user;
use crate::store::{EditReach, GroupId, PermissionId, StoreError, UserEntry};
use crate::{Ctx, User, UserAttribute, UserId, UserTable};

/// What somebody wants to do with the rows of a table, by Django's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Read them.
    View,
    /// Make one.
    Add,
    /// Change one.
    Change,
    /// Delete one.
    Delete,
}

/// A table that staff work on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The user table.
    Users,
    /// `auth_group`
    Groups,
    /// `auth_permission`
    Permissions,
}

/// Somebody who is there and active, with everything that they may do at this moment.
#[derive(Debug, Clone)]
pub struct Actor {
    user: User,
    permissions: BTreeSet<String>,
}

/// The actor behind `caller`, asked of the database; `None`: they are gone, inactive, or their token is refused by now.
///
/// # Errors
/// The database is away.
pub async fn actor(ctx: &Ctx, caller: &Caller) -> Result<Option<Actor>, StoreError> {
    let Some(user) = current_user(ctx, caller).await?.filter(|user| user.is_active) else { return Ok(None) };
    let permissions = if user.is_superuser { BTreeSet::new() } else { ctx.store.permissions_of(user.id).await? };
    Ok(Some(Actor { user, permissions }))
}

impl Action {
    const fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Add => "add",
            Self::Change => "change",
            Self::Delete => "delete",
        }
    }
}

impl Subject {
    /// The permission that Django asks for.
    #[must_use]
    pub fn permission(self, table: &UserTable, action: Action) -> String {
        let action = action.as_str();
        match self {
            Self::Users => table.user_model.permission(action),
            Self::Groups => format!("auth.{action}_group"),
            Self::Permissions => format!("auth.{action}_permission"),
        }
    }
}

impl Actor {
    /// Who it is.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.user.id
    }

    /// Django's `is_staff`, as it is now.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.user.is_staff
    }

    /// Has every permission.
    #[must_use]
    pub fn is_superuser(&self) -> bool {
        self.user.is_superuser
    }

    /// Django's `has_perm`. Who may change may view, as in Django's admin.
    #[must_use]
    pub fn may(&self, table: &UserTable, subject: Subject, action: Action) -> bool {
        let holds = |action| self.user.is_superuser || self.permissions.contains(&subject.permission(table, action));
        holds(action) || action == Action::View && holds(Action::Change)
    }

    /// Whom a change of theirs may touch, once they may touch `entry`.
    pub(super) fn reach(&self, entry: &UserEntry) -> EditReach {
        if self.user.is_superuser { EditReach::Everybody } else { EditReach::as_judged(entry) }
    }

    /// Nobody touches a user who may do more than they may themselves: whoever sets a password, or an address, can become that
    /// user.
    pub(super) async fn covers(&self, ctx: &Ctx, entry: &UserEntry) -> Result<bool, StoreError> {
        Ok(self.user.is_superuser
            || !entry.user.is_superuser && self.covers_grants(ctx, &entry.groups, &entry.permissions).await?)
    }

    /// They may do everything that these allow together. Where tokens tell the groups of their user, other programs may go by
    /// those, and being in one is a right by itself.
    pub(super) async fn covers_grants(
        &self,
        ctx: &Ctx,
        groups: &[GroupId],
        permissions: &[PermissionId],
    ) -> Result<bool, StoreError> {
        if self.user.is_superuser {
            return Ok(true);
        }
        if !ctx.store.granted(groups, permissions).await?.is_subset(&self.permissions) {
            return Ok(false);
        }
        if groups.is_empty() || !ctx.policy.claims.tell(UserAttribute::Groups) {
            return Ok(true);
        }
        let own = ctx.store.groups_of(self.user.id).await?;
        Ok(ctx.store.groups(groups).await?.iter().all(|group| own.contains(&group.name)))
    }
}
