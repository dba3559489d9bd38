//! How often somebody may ask: DRF's rates, counted as its `SimpleRateThrottle` counts.
//!
//! A [`ThrottleCache`] remembers the requests of each [`ThrottleKey`] for the period of its [`Rate`]: one of DRF's sliding
//! logs for each. [`LocalThrottleCache`] keeps them in the memory of this process, [`SharedThrottleCache`] where other nodes count, too.

mod key;
mod local;
mod log;
mod rate;
mod shared;
#[cfg(test)]
mod tests;

pub use key::{Ident, ThrottleKey};
pub use local::LocalThrottleCache;
pub use rate::{Rate, RateError};
pub use shared::{Counted, Known, LogName, Past, SharedLogs, SharedThrottleCache};

use std::fmt;

use async_trait::async_trait;
use countersign_token::Seconds;

use crate::Moment;

/// Where the requests of each key are remembered (DRF's `SimpleRateThrottle.cache`).
#[async_trait]
pub trait ThrottleCache: fmt::Debug + Send + Sync {
    /// Counts a request of `key` at `now`, if `rate` allows it. Of any number of concurrent requests exactly as many are
    /// [`Admission::Admitted`] as one after the other would be; a refused one is not counted.
    async fn admit(&self, key: &ThrottleKey, rate: Rate, now: Moment) -> Admission;

    /// Counts a request of `key` no longer that was admitted a moment ago.
    async fn take_back(&self, key: &ThrottleKey, now: Moment);
}

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It is counted, and goes on.
    Admitted,
    /// It is one too many.
    Throttled {
        /// When the next one is allowed (whole seconds, rounded up; at least 1); `None`: not known.
        wait: Option<Seconds>,
    },
}
