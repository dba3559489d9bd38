//! `auth_group`, `auth_permission` and what ties them to users, which a Django writes.

use std::collections::BTreeSet;

use async_trait::async_trait;
use countersign_core::UserId;
use countersign_core::store::{DjangoTables, Memberships, StoreError};
use sqlx::SqlStr;

use crate::open::PostgresStore;

pub(crate) const GROUPS: &str = "
SELECT g.name FROM auth_group g JOIN {groups} ug ON ug.group_id = g.id
 WHERE ug.{groups.user} = $1";

/// The subqueries stand alone, so that each runs once however many permissions there are.
macro_rules! permissions {
    ($($of:literal)+) => {
        concat!(
            "
SELECT t.app_label || '.' || p.codename
  FROM auth_permission p
  JOIN django_content_type t ON t.id = p.content_type_id
 WHERE p.id IN (",
            $($of,
            "
                UNION ",)+
            "SELECT every.id FROM auth_permission every JOIN {users} u ON u.{id} = $1 AND {u.is_superuser})
   AND EXISTS (SELECT 1 FROM {users} u WHERE u.{id} = $1 AND {u.is_active})"
        )
    };
}

const OF_USER_AND_GROUPS: &str = permissions!(
    "SELECT permission_id FROM {permissions} WHERE {permissions.user} = $1"
    "SELECT gp.permission_id FROM {groups} ug JOIN auth_group_permissions gp ON gp.group_id = ug.group_id
                  WHERE ug.{groups.user} = $1"
);
const OF_USER: &str = permissions!("SELECT permission_id FROM {permissions} WHERE {permissions.user} = $1");
const OF_GROUPS: &str = permissions!(
    "SELECT gp.permission_id FROM {groups} ug JOIN auth_group_permissions gp ON gp.group_id = ug.group_id
                  WHERE ug.{groups.user} = $1"
);

/// How a user's permissions are found, where there are any.
pub(crate) fn permissions(tables: DjangoTables) -> Option<&'static str> {
    match (tables.permissions, tables.groups) {
        (true, true) => Some(OF_USER_AND_GROUPS),
        (true, false) => Some(OF_USER),
        (false, true) => Some(OF_GROUPS),
        (false, false) => None,
    }
}

#[async_trait]
impl Memberships for PostgresStore {
    async fn groups_of(&self, user: UserId) -> Result<BTreeSet<String>, StoreError> {
        self.names(self.tables.groups.as_ref(), user).await
    }

    async fn permissions_of(&self, user: UserId) -> Result<BTreeSet<String>, StoreError> {
        self.names(self.tables.permissions.as_ref(), user).await
    }
}

impl PostgresStore {
    async fn names(&self, query: Option<&SqlStr>, user: UserId) -> Result<BTreeSet<String>, StoreError> {
        let Some(query) = query else { return Ok(BTreeSet::new()) };
        let work = self.run((&*self.tables, query, user), |connection, (tables, query, user)| {
            Box::pin(async move {
                let query = sqlx::query_scalar(SqlStr::clone(query)).bind(tables.key(*user));
                let names: Vec<String> = query.fetch_all(connection).await?;
                Ok(names.into_iter().collect())
            })
        });
        work.await
    }
}
