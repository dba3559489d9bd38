//! `auth_group`, `auth_permission` and what ties them to users, which a Django writes.

use std::collections::BTreeSet;

use async_trait::async_trait;
use countersign_core::UserId;
use countersign_core::store::{Memberships, StoreError};

use crate::key::key;
use crate::open::PostgresStore;

const GROUPS: &str = "
SELECT g.name FROM auth_group g JOIN auth_user_groups ug ON ug.group_id = g.id
 WHERE ug.user_id = $1";

/// The subqueries stand alone, so that each runs once however many permissions there are.
const PERMISSIONS: &str = "
SELECT t.app_label || '.' || p.codename
  FROM auth_permission p
  JOIN django_content_type t ON t.id = p.content_type_id
 WHERE p.id IN (SELECT permission_id FROM auth_user_user_permissions WHERE user_id = $1
                UNION
                SELECT gp.permission_id FROM auth_user_groups ug
                  JOIN auth_group_permissions gp ON gp.group_id = ug.group_id WHERE ug.user_id = $1
                UNION
                SELECT every.id FROM auth_permission every JOIN auth_user u ON u.id = $1 AND u.is_superuser)
   AND EXISTS (SELECT 1 FROM auth_user WHERE id = $1 AND is_active)";

#[async_trait]
impl Memberships for PostgresStore {
    async fn groups_of(&self, user: UserId) -> Result<BTreeSet<String>, StoreError> {
        self.names(GROUPS, user).await
    }

    async fn permissions_of(&self, user: UserId) -> Result<BTreeSet<String>, StoreError> {
        self.names(PERMISSIONS, user).await
    }
}

impl PostgresStore {
    async fn names(&self, query: &'static str, user: UserId) -> Result<BTreeSet<String>, StoreError> {
        let work = self.run((query, user), |connection, (query, user)| {
            Box::pin(async move {
                let names: Vec<String> = sqlx::query_scalar(*query).bind(key(*user)).fetch_all(connection).await?;
                Ok(names.into_iter().collect())
            })
        });
        work.await
    }
}
