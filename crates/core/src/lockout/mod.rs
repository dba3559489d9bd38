//! Guessing passwords slowly: after some failures the next attempt must wait, ever longer.
//!
//! Failures are counted for each account from each [`Network`](crate::Network), and for each account from anywhere. The account is
//! the name that was given, whether there is such a user or not, so that nobody learns which names there are. Who is logged in
//! already, and shows the password once more, is counted by the key as well, which no change of the name changes. What is counted stays
//! in the memory of this process; where nodes share what they have counted ([`SharedFailures`]), each goes by the larger count.

mod attempt;
mod shared;
mod tally;
#[cfg(test)]
mod tests;

pub(crate) use attempt::{Account, Attempt, Attempted, NoAttempt};
pub use shared::{Failures, SharedFailures, SubjectName};

use std::sync::Arc;

use countersign_token::Seconds;

use self::tally::{Subject, Tally};
use crate::ledger::Ledger;

/// Tallies that are kept; each takes some 250 bytes.
const ROOM: usize = 131_072;
/// Failures of one account from anywhere are this many times the failures from one network.
const ANYWHERE: u32 = 10;

/// The rules of `[lockout]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockoutPolicy {
    /// After this many failures of one account from one network the next attempt must wait; default 5, 0 = never.
    pub failures: u32,
    /// The longest wait (seconds; default 900): it is 1 second at first, and doubles with every further failure.
    pub cooloff: Seconds,
}

impl Default for LockoutPolicy {
    fn default() -> Self {
        Self { failures: 5, cooloff: Seconds::new(900) }
    }
}

/// This attempt must wait; no password was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many failed attempts at this account")]
pub struct LockedOut {
    /// For this long (whole seconds, rounded up; at least 1).
    pub retry_after: Seconds,
}

/// The failures so far.
///
/// Memory is bounded, at some 35 MB. When it is full, what has the fewest failures goes first: to have the failures of an account
/// forgotten, somebody must fail as often at most of 131072 other ones, each time at the price of a password check.
#[derive(Debug)]
pub struct Lockout {
    policy: LockoutPolicy,
    tallies: Ledger<Subject, Tally>,
    shared: Option<Arc<dyn SharedFailures>>,
}

impl Lockout {
    /// Nobody has failed yet.
    #[must_use]
    pub fn new(policy: LockoutPolicy) -> Self {
        Self { policy, tallies: Ledger::new(ROOM), shared: None }
    }

    /// Counts together with other nodes.
    pub(crate) fn share(&mut self, shared: Arc<dyn SharedFailures>) {
        self.shared = Some(shared);
    }
}
