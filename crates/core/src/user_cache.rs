//! Users, remembered for a moment, so that a protected view costs no query; and for longer while the database is away.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use countersign_token::Seconds;

use crate::session::SessionId;
use crate::store::{Store, StoreError};
use crate::{User, UserId, UserIdField};

/// How many users are remembered at most.
const CAPACITY: u64 = 50_000;
/// Who was not asked for in that time is forgotten.
const IDLE: Duration = Duration::from_hours(1);
/// How long somebody who is known waits for the database before the entry is taken for good, however old it is; and how long
/// it is not asked for known users after it has not answered.
const PATIENCE: Duration = Duration::from_secs(1);

/// Users of bounded number and age.
///
/// An entry is dropped by the feed's `user` events; its age bounds how long a change made by another program (a Django
/// beside us) goes unseen. While the database is away, whoever is known is served as they were seen last.
#[derive(Debug)]
pub struct UserCache {
    max_age: Duration,
    users: moka::sync::Cache<UserId, Seen<Arc<User>>>,
    /// Where to look for the user of a name. It is believed only where the user has that name still.
    named: moka::sync::Cache<Box<str>, Seen<UserId>>,
    /// Whose a session is, which never changes.
    owners: moka::sync::Cache<SessionId, UserId>,
    /// Counts what was forgotten: a user that was read before may be stale after.
    forgotten: AtomicU64,
    /// When the database did not answer last.
    away: Mutex<Option<Instant>>,
}

/// What was read, and when.
#[derive(Debug, Clone)]
struct Seen<T> {
    what: T,
    at: Instant,
}

impl UserCache {
    /// Remembers users for `max_age` (seconds; default 5; 0 = not at all).
    #[must_use]
    pub fn new(max_age: Seconds) -> Self {
        Self {
            max_age: Duration::from_secs(max_age.get()),
            users: moka::sync::Cache::builder().max_capacity(CAPACITY).time_to_idle(IDLE).build(),
            named: moka::sync::Cache::builder().max_capacity(CAPACITY).time_to_idle(IDLE).build(),
            owners: moka::sync::Cache::builder().max_capacity(CAPACITY).build(),
            forgotten: AtomicU64::new(0),
            away: Mutex::default(),
        }
    }

    /// The user, from memory or from the store.
    ///
    /// # Errors
    /// The user is not in memory and the store is away.
    pub async fn user(&self, store: &dyn Store, id: UserId) -> Result<Option<Arc<User>>, StoreError> {
        let known = self.users.get(&id);
        if let Some(user) = self.fresh(known.as_ref()) {
            return Ok(Some(user));
        }
        let before = self.forgotten.load(Ordering::SeqCst);
        match self.ask(known.is_some(), store.user(id)).await {
            Ok(Some(user)) => Ok(Some(self.remember(user, before))),
            Ok(None) => {
                self.users.invalidate(&id);
                Ok(None)
            }
            // Read once more: what was known may have been forgotten meanwhile.
            Err(cause @ StoreError::Unavailable(_)) => self.users.get(&id).map(|seen| Some(seen.what)).ok_or(cause),
            Err(cause) => Err(cause),
        }
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
        let known = self.named.get(value);
        if let Some(id) = self.fresh(known.as_ref()) {
            let user = self.user(store, id).await?.filter(|user| field.is(user, value));
            if user.is_some() {
                return Ok(user);
            }
        }
        let before = self.forgotten.load(Ordering::SeqCst);
        let found = match field {
            UserIdField::Id => return self.user_of_key(store, value).await,
            UserIdField::Username => self.ask(known.is_some(), store.user_named(value)).await,
            UserIdField::Email => self.ask(known.is_some(), store.user_with_email(value)).await,
        };
        match (found, known) {
            (Ok(None), _) => Ok(None),
            (Ok(Some(user)), _) => {
                self.remember_name(value, user.id);
                Ok(Some(self.remember(user, before)))
            }
            (Err(StoreError::Unavailable(_)), Some(known)) => {
                Ok(self.user(store, known.what).await?.filter(|user| field.is(user, value)))
            }
            (Err(cause), _) => Err(cause),
        }
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

    /// What is young enough to be taken without asking.
    fn fresh<T: Clone>(&self, known: Option<&Seen<T>>) -> Option<T> {
        known.filter(|seen| seen.at.elapsed() < self.max_age).map(|seen| seen.what.clone())
    }

    /// Asks the store; for somebody who is `known` with little patience.
    async fn ask<T>(&self, known: bool, read: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        if !known {
            return read.await;
        }
        let silent = || StoreError::Unavailable("it does not answer".to_owned());
        if self.away().is_some_and(|since| since.elapsed() < PATIENCE) {
            return Err(silent());
        }
        let answer = tokio::time::timeout(PATIENCE, read).await.unwrap_or_else(|_| Err(silent()));
        *self.away() = matches!(answer, Err(StoreError::Unavailable(_))).then(Instant::now);
        answer
    }

    fn away(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        // Nothing panics while it is held.
        self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a row that was read when `before` were forgotten.
    fn remember(&self, user: User, before: u64) -> Arc<User> {
        let user = Arc::new(user);
        if self.max_age.is_zero() {
            return user;
        }
        self.users.insert(user.id, Seen { what: Arc::clone(&user), at: Instant::now() });
        if self.forgotten.load(Ordering::SeqCst) != before {
            // Something changed while the row was read: it may be from before the change.
            self.users.invalidate(&user.id);
        }
        user
    }

    fn remember_name(&self, name: &str, id: UserId) {
        if !self.max_age.is_zero() {
            self.named.insert(name.into(), Seen { what: id, at: Instant::now() });
        }
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
