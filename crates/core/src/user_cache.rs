//! Users, remembered for a moment, so that a protected view costs no query.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use countersign_token::Seconds;

use crate::session::SessionId;
use crate::store::{Store, StoreError};
use crate::{User, UserId, UserIdField};

/// How many users are remembered at most.
const CAPACITY: u64 = 50_000;

/// Users of bounded number and age.
///
/// An entry is dropped by the feed's `user` events; its age bounds how long a change made by another program (a Django
/// beside us) goes unseen.
#[derive(Debug)]
pub struct UserCache {
    users: moka::sync::Cache<UserId, Arc<User>>,
    /// Where to look for the user of a name. It is believed only where the user has that name still.
    named: moka::sync::Cache<Box<str>, UserId>,
    /// Whose a session is, which never changes.
    owners: moka::sync::Cache<SessionId, UserId>,
    /// Counts what was forgotten: a user that was read before may be stale after.
    forgotten: AtomicU64,
}

impl UserCache {
    /// Remembers users for `max_age` (seconds; default 5; 0 = not at all).
    #[must_use]
    pub fn new(max_age: Seconds) -> Self {
        let max_age = Duration::from_secs(max_age.get());
        Self {
            users: moka::sync::Cache::builder().max_capacity(CAPACITY).time_to_live(max_age).build(),
            named: moka::sync::Cache::builder().max_capacity(CAPACITY).time_to_live(max_age).build(),
            owners: moka::sync::Cache::builder().max_capacity(CAPACITY).build(),
            forgotten: AtomicU64::new(0),
        }
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
        Ok(store.user(id).await?.map(|user| self.remember(user, before)))
    }

    /// The user whose `field` has this value, if exactly one has.
    ///
    /// # Errors
    /// The user is not in memory and the store is away.
    pub async fn user_by(
        &self,
        store: &dyn Store,
        field: UserIdField,
        value: &str,
    ) -> Result<Option<Arc<User>>, StoreError> {
        if let Some(id) = self.named.get(value) {
            let user = self.user(store, id).await?.filter(|user| field.is(user, value));
            if user.is_some() {
                return Ok(user);
            }
        }
        let before = self.forgotten.load(Ordering::SeqCst);
        let found = match field {
            UserIdField::Id => return self.user_of_key(store, value).await,
            UserIdField::Username => store.user_named(value).await?,
            UserIdField::Email => store.user_with_email(value).await?,
        };
        let Some(user) = found else { return Ok(None) };
        self.named.insert(value.into(), user.id);
        Ok(Some(self.remember(user, before)))
    }

    /// Whose a session is; `None`: there is no such session, or its user is gone.
    ///
    /// # Errors
    /// The session or the user is not in memory and the store is away.
    pub async fn owner_of(&self, store: &dyn Store, session: &SessionId) -> Result<Option<Arc<User>>, StoreError> {
        if let Some(id) = self.owners.get(session) {
            return self.user(store, id).await;
        }
        let before = self.forgotten.load(Ordering::SeqCst);
        let Some((row, user)) = store.session(session).await? else { return Ok(None) };
        self.owners.insert(session.clone(), row.user);
        Ok(user.map(|user| self.remember(user, before)))
    }

    /// Keeps a row that was read when `before` were forgotten.
    fn remember(&self, user: User, before: u64) -> Arc<User> {
        let user = Arc::new(user);
        self.users.insert(user.id, Arc::clone(&user));
        if self.forgotten.load(Ordering::SeqCst) != before {
            // Something changed while the row was read: it may be from before the change.
            self.users.invalidate(&user.id);
        }
        user
    }

    async fn user_of_key(&self, store: &dyn Store, key: &str) -> Result<Option<Arc<User>>, StoreError> {
        match UserId::parse(key) {
            Some(id) => self.user(store, id).await,
            None => Ok(None),
        }
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
