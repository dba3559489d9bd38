//! Users, remembered for a moment, so that a protected view costs no query.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use countersign_token::Seconds;

use crate::store::{Store, StoreError};
use crate::{User, UserId};

/// How many users are remembered at most.
const CAPACITY: u64 = 50_000;

/// Users of bounded number and age.
///
/// An entry is dropped by the feed's `user` events; its age bounds how long a change made by another program (a Django
/// beside us) goes unseen.
#[derive(Debug)]
pub struct UserCache {
    users: moka::sync::Cache<UserId, Arc<User>>,
    /// Counts what was forgotten: a user that was read before may be stale after.
    forgotten: AtomicU64,
}

impl UserCache {
    /// Remembers users for `max_age` (seconds; default 5; 0 = not at all).
    #[must_use]
    pub fn new(max_age: Seconds) -> Self {
        let users = moka::sync::Cache::builder()
            .max_capacity(CAPACITY)
            .time_to_live(Duration::from_secs(max_age.get()))
            .build();
        Self { users, forgotten: AtomicU64::new(0) }
    }

    /// The user, from memory or from the store.
    ///
    /// # Errors
    /// The user is not in memory and the store is away.
    pub async fn user(&self, store: &dyn Store, id: UserId) -> Result<Option<Arc<User>>, StoreError> {
        if let Some(user) = self.users.get(&id) {
            return Ok(Some(user));
        }
        let before = self.forgotten.load(Ordering::SeqCst);
        let Some(user) = store.user(id).await?.map(Arc::new) else { return Ok(None) };
        self.users.insert(id, Arc::clone(&user));
        if self.forgotten.load(Ordering::SeqCst) != before {
            // Something changed while the row was read: it may be from before the change.
            self.users.invalidate(&id);
        }
        Ok(Some(user))
    }

    /// The user changed.
    pub fn forget(&self, id: UserId) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.users.invalidate(&id);
    }

    /// Anything may have changed.
    pub fn forget_all(&self) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.users.invalidate_all();
    }
}
