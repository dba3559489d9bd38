//! One time for all nodes on a database.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::{Clock, Moment};

/// The time of the database, told by this machine's clock: what one node issues is neither too young nor too old for another,
/// however far the clocks of their machines are apart. Until [`SharedClock::observe`] was called it is the machine's own time.
///
/// ```
/// # use std::sync::Arc;
/// # use countersign_core::{Clock, Moment, SharedClock};
/// #[derive(Debug)]
/// struct Stopped(Moment);
///
/// impl Clock for Stopped {
///     fn now(&self) -> Moment {
///         self.0
///     }
/// }
///
/// let at = Moment::from_micros;
/// let clock = SharedClock::new(Arc::new(Stopped(at(100))));
/// clock.observe(at(100), at(5_100), at(100));
/// assert_eq!(clock.now(), at(5_100));
/// ```
#[derive(Debug)]
pub struct SharedClock {
    own: Arc<dyn Clock>,
    /// How far the database's clock is ahead of `own` (microseconds).
    ahead: AtomicI64,
}

impl SharedClock {
    /// As `own` shows, so far.
    #[must_use]
    pub fn new(own: Arc<dyn Clock>) -> Self {
        Self { own, ahead: AtomicI64::new(0) }
    }

    /// This machine's time, whatever was observed.
    #[must_use]
    pub fn own(&self) -> Moment {
        self.own.now()
    }

    /// How far the database's clock is ahead of this machine's (microseconds; negative: behind).
    #[must_use]
    pub fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// Learns that the database read `theirs` on its clock some time between `sent` and `received` on this machine's. The difference
    /// is moved only as far as that proves it wrong, so that a slow answer moves it no more than a quick one would.
    pub fn observe(&self, sent: Moment, theirs: Moment, received: Moment) {
        let least = theirs.micros().saturating_sub(received.micros());
        let most = theirs.micros().saturating_sub(sent.micros());
        // Otherwise this machine's clock was set back meanwhile, which says nothing.
        if least <= most {
            self.ahead.store(self.ahead().clamp(least, most), Ordering::Relaxed);
        }
    }
}

impl Clock for SharedClock {
    fn now(&self) -> Moment {
        Moment::from_micros(self.own().micros().saturating_add(self.ahead()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug)]
    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> Moment {
            Moment::from_micros(0)
        }
    }

    fn at(micros: i64) -> Moment {
        Moment::from_micros(micros)
    }

    #[test]
    fn a_slow_answer_moves_nothing_that_it_does_not_prove_wrong() {
        let clock = SharedClock::new(Arc::new(Stopped));
        clock.observe(at(0), at(60_000_010), at(20));
        assert_eq!(clock.ahead(), 59_999_990);
        clock.observe(at(0), at(60_000_500), at(1_000));
        assert_eq!(clock.ahead(), 59_999_990);
        clock.observe(at(0), at(60_000_000), at(4));
        assert_eq!(clock.ahead(), 59_999_996);
    }

    #[test]
    fn a_clock_that_was_set_back_during_the_question_says_nothing() {
        let clock = SharedClock::new(Arc::new(Stopped));
        clock.observe(at(1_000), at(77), at(10));
        assert_eq!(clock.now(), at(0));
    }

    proptest! {
        /// Whatever came before, a difference that does not change is known to within the time that the last answer took.
        #[test]
        fn it_is_right_to_within_the_time_of_the_last_answer(
            before: (i64, i64, i64),
            difference in -1_000_000_000_i64..1_000_000_000,
            sent in 0_i64..1_000_000,
            way in 0_i64..1_000_000,
            back in 0_i64..1_000_000,
        ) {
            let clock = SharedClock::new(Arc::new(Stopped));
            clock.observe(at(before.0), at(before.1), at(before.2));
            clock.observe(at(sent), at(sent + way + difference), at(sent + way + back));
            prop_assert!((clock.ahead() - difference).abs() <= way + back);
        }
    }
}
