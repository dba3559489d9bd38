//! How long to wait for somebody who is away.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// After the first failure.
const SHORTEST: Duration = Duration::from_millis(250);
/// However often it failed.
const LONGEST: Duration = Duration::from_secs(5);

/// Doubles from failure to failure, and differs from program to program, so that they do not all come back at once.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// It went well. True: it had not, before.
    pub(super) fn succeeded(&mut self) -> bool {
        std::mem::take(&mut self.failures) > 0
    }

    /// It failed. True: for the first time.
    pub(super) fn failed(&mut self) -> bool {
        self.failures = self.failures.saturating_add(1);
        self.failures == 1
    }

    /// From a half to the whole of what the failures so far are worth.
    pub(super) fn pause(&self) -> Duration {
        let doubled = 2_u32.saturating_pow(self.failures.saturating_sub(1).min(16));
        let whole = SHORTEST.saturating_mul(doubled).min(LONGEST);
        // Each hasher has keys of its own, which nobody foresees.
        let chance = RandomState::new().hash_one(self.failures) % 512;
        whole / 2 + whole / 1024 * u32::try_from(chance).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_bound_and_begin_anew() {
        let mut backoff = Backoff::default();
        assert!(backoff.failed() && !backoff.failed());
        assert!((SHORTEST..=SHORTEST * 2).contains(&backoff.pause()));
        for _ in 0..100 {
            backoff.failed();
            assert!(backoff.pause() <= LONGEST);
        }
        assert!(backoff.pause() >= LONGEST / 2 && backoff.succeeded() && !backoff.succeeded());
        assert!(backoff.failed() && backoff.pause() <= SHORTEST);
    }
}
