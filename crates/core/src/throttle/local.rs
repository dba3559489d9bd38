//! Requests, remembered in the memory of this process.

use async_trait::async_trait;

use super::log::SlidingLog;
use super::{Admission, Rate, ThrottleCache, ThrottleKey};
use crate::Moment;
use crate::ledger::Ledger;

/// In units of about a hundred bytes: some 25 MB at most, or the logs of some 80 000 keys that asked a few times each.
const ROOM: usize = 250_000;

/// Remembers requests in the memory of this process: some 25 MB at most, whatever comes.
///
/// When that is full, those go first whose period has passed, then those who have used the smallest share of their rate. A
/// flood of new keys pushes out its own keys: to free one key that is throttled, most of some 80 000 keys must be throttled, too.
///
/// ```
/// use countersign_core::Moment;
/// use countersign_core::throttle::{Admission, Ident, LocalThrottleCache, ThrottleCache, ThrottleKey};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let cache = LocalThrottleCache::default();
/// let key = ThrottleKey { scope: "login".into(), ident: Ident::Network(None) };
/// let (rate, now) = ("1/s".parse().unwrap(), Moment::from_micros(0));
/// assert_eq!(cache.admit(&key, rate, now).await, Admission::Admitted);
/// assert!(matches!(cache.admit(&key, rate, now).await, Admission::Throttled { wait: Some(_) }));
/// # });
/// ```
#[derive(Debug)]
pub struct LocalThrottleCache(Ledger<ThrottleKey, SlidingLog>);

impl Default for LocalThrottleCache {
    fn default() -> Self {
        Self(Ledger::new(ROOM))
    }
}

#[async_trait]
impl ThrottleCache for LocalThrottleCache {
    async fn admit(&self, key: &ThrottleKey, rate: Rate, now: Moment) -> Admission {
        self.0.with(key, now, |log| log.admit(rate, now))
    }

    async fn take_back(&self, key: &ThrottleKey, now: Moment) {
        self.0.with(key, now, SlidingLog::take_back);
    }
}
