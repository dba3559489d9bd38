//! Failures that several nodes count together. What is shared are the facts; what follows from them is decided by each node, by the
//! same rules.
//!
//! A node asks what is known before an attempt, and tells what came of it before it answers: who fails on one node has failed on
//! all. Attempts that are in flight on several nodes at once do not know of each other: of parallel guesses as many are checked on each node
//! as are left when they begin.

use std::fmt;

use async_trait::async_trait;
use countersign_token::Seconds;

use super::attempt::Place;
use super::tally::Outcome;

/// Where nodes keep the failures that they share: Valkey or Redis.
#[async_trait]
pub trait SharedFailures: fmt::Debug + Send + Sync {
    /// What is known. `None`: it cannot be asked now.
    async fn of(&self, subject: &SubjectName) -> Option<Failures>;

    /// Counts one more, so that there are `at_least` so many, and forgets them when there was no further one for so many seconds.
    async fn add(&self, subject: &SubjectName, at_least: u32, remembered: Seconds);

    /// Counts none any more, and remembers for so many seconds that there was a success.
    async fn clear(&self, subject: &SubjectName, remembered: Seconds);
}

/// What failures are counted of, as nodes name it: a digest of an account and a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubjectName(pub [u8; 32]);

/// Failures of a subject on all nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many since the last success.
    pub count: u32,
    /// How long ago the last one was (microseconds).
    pub last: Option<u64>,
    /// How long ago the last success was (microseconds).
    pub cleared: Option<u64>,
}

impl Place<'_> {
    /// Takes over what other nodes have counted.
    pub(super) async fn learn(self) {
        let Some(shared) = &self.lockout.shared else { return };
        let Some(known) = shared.of(&self.subject.name()).await else { return };
        let now = self.clock.now();
        self.lockout
            .tallies
            .with(&self.subject, now, |tally| tally.learn(&known, self.limit, self.lockout.policy, now));
    }

    /// Tells other nodes how an attempt has ended, before which this one knew of `before` failures.
    pub(super) async fn tell(self, outcome: Outcome, before: u32) {
        let Some(shared) = &self.lockout.shared else { return };
        let (name, remembered) = (self.subject.name(), self.lockout.policy.remembered());
        match outcome {
            Outcome::Success if before > 0 => shared.clear(&name, remembered).await,
            Outcome::Failure => shared.add(&name, before.saturating_add(1), remembered).await,
            Outcome::Success | Outcome::SuccessHere | Outcome::None => {}
        }
    }
}
