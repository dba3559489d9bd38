//! Where the time comes from.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use countersign_token::Timestamp;

/// What tells an [`Authenticator`](crate::Authenticator) the time: [`SystemClock`] unless another one is handed in.
///
/// For tests there is [`FixedClock`](crate::testing::FixedClock).
///
/// ```
/// use countersign::{Authenticator, Clock, token::Timestamp};
///
/// #[derive(Debug)]
/// struct Stopped;
///
/// impl Clock for Stopped {
///     fn now(&self) -> Timestamp {
///         Timestamp::from_unix(1_750_000_000)
///     }
/// }
///
/// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?.with_clock(Stopped);
/// # Ok::<(), countersign::token::KeyError>(())
/// ```
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time now, in whole seconds. Asked once for each token.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
///
/// ```
/// use countersign::{Clock, SystemClock};
///
/// assert!(SystemClock.now().unix() > 1_750_000_000);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the clock that is handed in")]
        let now = SystemTime::now();
        // A clock before 1970 knows nothing: it counts as the end of time, where every token has expired.
        let seconds = now.duration_since(UNIX_EPOCH).map_or(u64::MAX, |since| since.as_secs());
        Timestamp::from_unix(i64::try_from(seconds).unwrap_or(i64::MAX))
    }
}
