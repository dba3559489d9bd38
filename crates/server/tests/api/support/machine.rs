//! A clock that tests move, and dice that always fall alike.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use countersign_core::{Clock, Moment, Randomness};
use countersign_token::{Seconds, Timestamp};

pub(crate) fn seconds(span: u64) -> Seconds {
    Seconds::new(span)
}

/// Stands still until it is moved.
#[derive(Debug)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn at(second: i64) -> Self {
        Self(AtomicI64::new(Moment::from(Timestamp::from_unix(second)).micros()))
    }

    pub(crate) fn advance(&self, span: Seconds) {
        let later = self.now().saturating_add(span);
        self.0.store(later.micros(), Ordering::SeqCst);
    }

    /// Somebody has corrected it.
    pub(crate) fn set_back(&self, span: Seconds) {
        let earlier = self.now().micros() - 1_000_000 * i64::try_from(span.get()).unwrap();
        self.0.store(earlier, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        Moment::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// `SplitMix64`: fast, seeded, and the same on every machine.
#[derive(Debug)]
pub(crate) struct Dice(Mutex<u64>);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    pub(crate) fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap();
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `bound`, which is not 0.
    pub(crate) fn below(&self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    pub(crate) fn pick<T: Clone>(&self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

impl Randomness for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}
