//! What was computed, for tests that compare work instead of time.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::algorithm::Algorithm;

thread_local! {
    /// Work by algorithm, in a unit of its own each.
    static DONE: RefCell<BTreeMap<&'static str, u64>> = const { RefCell::new(BTreeMap::new()) };
}

/// What `job` computes.
pub(in crate::accounts) fn of<T>(job: impl FnOnce() -> T) -> (T, BTreeMap<&'static str, u64>) {
    DONE.take();
    let result = job();
    (result, DONE.take())
}

pub(super) fn note(algorithm: Algorithm, units: u64) {
    DONE.with_borrow_mut(|done| *done.entry(algorithm.as_str()).or_default() += units);
}
