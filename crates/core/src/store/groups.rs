//! Django's groups and permissions themselves; who has them, [`Memberships`](super::Memberships) tells.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::StoreError;

/// The primary key of `auth_group`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub i64);

/// The primary key of `auth_permission`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PermissionId(pub i64);

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// How many stand before it.
    pub offset: u64,
    /// How many it has at most.
    pub limit: u64,
}

/// Reads and writes groups, and reads permissions.
#[async_trait]
pub trait Groups {
    /// How many groups have each of `terms` in their name.
    async fn count_groups(&self, terms: &[String]) -> Result<u64, StoreError>;

    /// Those of them in `span`, by key.
    async fn page_of_groups(&self, terms: &[String], span: Span) -> Result<Vec<Group>, StoreError>;

    /// The groups with these keys that are there, by key.
    async fn groups(&self, ids: &[GroupId]) -> Result<Vec<Group>, StoreError>;

    /// Makes a group. A permission that is not there is left out.
    async fn add_group(&self, name: &str, permissions: &[PermissionId]) -> Result<GroupEdited, StoreError>;

    /// Writes the name and the permissions that are given; `None` leaves them as they are.
    async fn change_group(
        &self,
        id: GroupId,
        name: Option<&str>,
        permissions: Option<&[PermissionId]>,
    ) -> Result<GroupEdited, StoreError>;

    /// Deletes a group; nobody is in it any more.
    async fn delete_group(&self, id: GroupId) -> Result<GroupRemoved, StoreError>;

    /// How many permissions have each of `terms` in name, codename, app label or model.
    async fn count_permissions(&self, terms: &[String]) -> Result<u64, StoreError>;

    /// Those of them in `span`, in Django's order: app label, model, codename.
    async fn page_of_permissions(&self, terms: &[String], span: Span) -> Result<Vec<Permission>, StoreError>;

    /// The permissions with these keys that are there, by key.
    async fn permissions(&self, ids: &[PermissionId]) -> Result<Vec<Permission>, StoreError>;

    /// What these groups and permissions allow together, as `app_label.codename`.
    async fn granted(&self, groups: &[GroupId], permissions: &[PermissionId]) -> Result<BTreeSet<String>, StoreError>;
}

/// A row of `auth_group`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Primary key.
    pub id: GroupId,
    /// Unique, at most 150 characters.
    pub name: String,
    /// What its members may do, in order of keys.
    pub permissions: Vec<PermissionId>,
}

/// A row of `auth_permission`, with the content type that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// Primary key.
    pub id: PermissionId,
    /// For people.
    pub name: String,
    /// Such as `change_user`.
    pub codename: String,
    /// Such as `auth`.
    pub app_label: String,
    /// Such as `user`.
    pub model: String,
}

impl Permission {
    /// `app_label.codename`, as Django's `has_perm` takes it.
    #[must_use]
    pub fn dotted(&self) -> String {
        format!("{}.{}", self.app_label, self.codename)
    }
}

/// What came of making or changing a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupEdited {
    /// The group as it is now.
    Done(Group),
    /// Another group has that name.
    NameTaken,
    /// There is no such group.
    Gone,
}

/// What came of deleting a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupRemoved {
    /// It is deleted.
    Done,
    /// There is no such group.
    Gone,
    /// Rows of another program's table still name it.
    Referenced,
}
