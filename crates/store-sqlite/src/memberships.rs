//! `auth_group`, `auth_permission` and what ties them to users, which a Django writes.

use std::collections::BTreeSet;

use async_trait::async_trait;
use countersign_core::UserId;
use countersign_core::store::{Memberships, StoreError};

use crate::SqliteStore;
use crate::error::store_error;

const GROUPS: &str = "
SELECT g.name FROM auth_group g JOIN auth_user_groups ug ON ug.group_id = g.id
 WHERE ug.user_id = $1";

const PERMISSIONS: &str = "
SELECT t.app_label || '.' || p.codename
  FROM auth_user u
  JOIN auth_permission p
    ON u.is_superuser
    OR p.id IN (SELECT permission_id FROM auth_user_user_permissions WHERE user_id = u.id)
    OR p.id IN (SELECT gp.permission_id FROM auth_group_permissions gp JOIN auth_user_groups ug ON ug.group_id = gp.group_id
                 WHERE ug.user_id = u.id)
  JOIN django_content_type t ON t.id = p.content_type_id
 WHERE u.id = $1 AND u.is_active";

#[async_trait]
impl Memberships for SqliteStore {
    async fn groups_of(&self, user: UserId) -> Result<BTreeSet<String>, StoreError> {
        self.names(GROUPS, user).await
    }

    async fn permissions_of(&self, user: UserId) -> Result<BTreeSet<String>, StoreError> {
        self.names(PERMISSIONS, user).await
    }
}

impl SqliteStore {
    async fn names(&self, query: &'static str, user: UserId) -> Result<BTreeSet<String>, StoreError> {
        let names: Vec<String> =
            sqlx::query_scalar(query).bind(user.key()).fetch_all(&self.readers).await.map_err(store_error)?;
        Ok(names.into_iter().collect())
    }
}
