//! Attempts at a password: counted before they are checked, so that parallel guesses are no more than those one after the other.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_core::throttle::{Admission, ThrottleKey};
use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;

use super::Throttle;
use crate::app::App;
use crate::reply::Refusal;

/// An attempt at a password that is counted. Clients that send one with every request take back what was no guess.
#[derive(Debug)]
pub(crate) struct CountedAttempt<'a>(Option<(&'a App, InFlight)>);

/// Counts an attempt at a password that is no request to a view of the scope [`LOGIN_SCOPE`](super::LOGIN_SCOPE). Where those whose
/// outcome is not known yet use up the rate, it waits for one of them: it may be taken back.
///
/// # Errors
/// [`Refusal::Throttled`].
pub(crate) async fn password_attempt(app: &App, address: Option<IpAddr>) -> Result<CountedAttempt<'_>, Refusal> {
    let throttle = Throttle::of_login(app.settings());
    let key = throttle.as_ref().and_then(|throttle| throttle.key(None, address));
    let (Some(throttle), Some(key)) = (throttle, key) else { return Ok(CountedAttempt(None)) };
    loop {
        let (asking, another) = app.attempts().enter(&key);
        let Admission::Throttled { wait } = throttle.admit(app, &key).await else {
            return Ok(CountedAttempt(Some((app, asking))));
        };
        asking.turn_away();
        match another {
            Some(settled) => settled.await,
            None => return Err(Refusal::Throttled(wait)),
        }
    }
}

impl CountedAttempt<'_> {
    /// It was no guess, and does not count.
    pub(crate) async fn take_back(self) {
        if let Some((app, attempt)) = self.0 {
            app.throttles().take_back(&attempt.key, app.ctx().clock.now()).await;
        }
    }
}

/// The attempts whose outcome is not known yet, by whose they are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attempts(Arc<Mutex<HashMap<ThrottleKey, Unsettled>>>);

#[derive(Debug, Default)]
struct Unsettled {
    count: usize,
    /// Tells those who wait for an outcome.
    settled: Arc<Notify>,
}

/// One of them, until it is dropped.
#[derive(Debug)]
struct InFlight {
    key: ThrottleKey,
    attempts: Attempts,
    /// It was never admitted.
    is_turned_away: bool,
}

impl Attempts {
    /// One more; and where there are others, the outcome of any of them.
    fn enter(&self, key: &ThrottleKey) -> (InFlight, Option<OwnedNotified>) {
        let mut attempts = self.lock();
        let unsettled = attempts.entry(key.clone()).or_default();
        let another = (unsettled.count > 0).then(|| Arc::clone(&unsettled.settled).notified_owned());
        unsettled.count += 1;
        (InFlight { key: key.clone(), attempts: self.clone(), is_turned_away: false }, another)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ThrottleKey, Unsettled>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl InFlight {
    /// Those who are turned away and wait do not wake one another.
    fn turn_away(mut self) {
        self.is_turned_away = true;
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        let mut attempts = self.attempts.lock();
        let Some(unsettled) = attempts.get_mut(&self.key) else { return };
        unsettled.count = unsettled.count.saturating_sub(1);
        let is_last = unsettled.count == 0;
        // Nobody is left to wake whoever waits after the last one.
        if is_last || !self.is_turned_away {
            unsettled.settled.notify_waiters();
        }
        if is_last {
            attempts.remove(&self.key);
        }
    }
}
