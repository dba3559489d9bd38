//! Time that the test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use countersign_token::{Seconds, Timestamp};

use crate::Clock;

/// A clock that stands still until it is advanced. Clones show the same time.
///
/// ```
/// use countersign::{Clock, testing::FixedClock, token::{Seconds, Timestamp}};
///
/// let clock = FixedClock::new(Timestamp::from_unix(1_750_000_000));
/// clock.advance(Seconds::new(60));
/// assert_eq!(clock.now().unix(), 1_750_000_060);
/// ```
#[derive(Debug, Clone)]
pub struct FixedClock(Arc<AtomicI64>);

impl FixedClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.unix())))
    }

    /// Let time pass.
    pub fn advance(&self, span: Seconds) {
        let later = self.now().saturating_add(span);
        self.0.store(later.unix(), Ordering::Relaxed);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::Relaxed))
    }
}
