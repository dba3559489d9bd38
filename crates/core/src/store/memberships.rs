//! Django's groups and permissions.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::StoreError;
use crate::UserId;

/// Reads what groups a user is in and what they may do.
#[async_trait]
pub trait Memberships {
    /// The names of the user's groups.
    async fn groups_of(&self, user: UserId) -> Result<BTreeSet<String>, StoreError>;

    /// What the user may do, by themselves and by their groups, as `app_label.codename`: `ModelBackend`'s
    /// `get_all_permissions`. A superuser may do everything that there is a permission for; who is not active, or gone, nothing.
    async fn permissions_of(&self, user: UserId) -> Result<BTreeSet<String>, StoreError>;
}
