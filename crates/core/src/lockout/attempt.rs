//! One attempt at a password, from its admission to its outcome.

use super::tally::{AccountKey, Outcome, Subject, Tally, Turn};
use super::{ANYWHERE, LockedOut, Lockout};
use crate::store::StoreError;
use crate::{Clock, Network, UserId};

/// At whose password, and from where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempted<'a> {
    /// Whose.
    pub(crate) account: Account<'a>,
    /// `None`: not known.
    pub(crate) network: Option<Network>,
}

/// An account, as an attempt names it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Account<'a> {
    /// By a name as it was given.
    Named(&'a str),
    /// By its key, whatever its name is by now.
    Of(UserId),
}

/// Why there is no attempt.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoAttempt {
    #[error(transparent)]
    LockedOut(#[from] LockedOut),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An attempt that may be made: a password may be checked once. One that is dropped without an outcome counts for nothing.
#[derive(Debug)]
#[must_use]
pub(crate) struct Attempt<'a> {
    passes: Vec<Pass<'a>>,
}

/// A place among those of a subject that may be in flight.
#[derive(Debug)]
struct Pass<'a> {
    lockout: &'a Lockout,
    clock: &'a dyn Clock,
    subject: Subject,
    limit: u32,
    outcome: Outcome,
}

impl Lockout {
    /// Waits until the outcomes of other attempts allow this one, or refuse it: of any number of concurrent guesses no more are
    /// checked than one after the other would be, and concurrent logins with the right password all go through.
    ///
    /// `is_known` tells whether the account has logged in from this network before: what fails elsewhere does not lock it out
    /// there.
    pub(crate) async fn attempt<'a>(
        &'a self,
        attempted: Attempted<'_>,
        clock: &'a dyn Clock,
        is_known: impl Future<Output = Result<bool, StoreError>>,
    ) -> Result<Attempt<'a>, NoAttempt> {
        let here = self.policy.failures;
        if here == 0 {
            return Ok(Attempt { passes: Vec::new() });
        }
        let account = AccountKey::of(attempted.account);
        let place = |subject, limit| Place { lockout: self, clock, subject, limit };
        let from_network = place(Subject::from_network(account, attempted.network), here);
        let anywhere = place(Subject::from_anywhere(account), here.saturating_mul(ANYWHERE));
        tokio::join!(from_network.learn(), anywhere.learn());
        let from_here = from_network.enter().await?;
        let from_anywhere = match anywhere.turn() {
            Turn::Now => anywhere.pass(),
            Turn::AfterAnother(_) | Turn::Refused(_) => {
                if is_known.await? {
                    anywhere.enter_regardless()
                } else {
                    anywhere.enter().await?
                }
            }
        };
        Ok(Attempt { passes: vec![from_here, from_anywhere] })
    }
}

impl Attempt<'_> {
    /// The password was right: the failures from this network are forgotten.
    pub(crate) async fn succeeded(self) {
        self.end([Outcome::Success, Outcome::SuccessHere]).await;
    }

    /// It was not, or there is no such account.
    pub(crate) async fn failed(self) {
        self.end([Outcome::Failure; 2]).await;
    }

    /// Here at once, and on other nodes before it is answered.
    async fn end(self, outcomes: [Outcome; 2]) {
        let mut told = Vec::with_capacity(outcomes.len());
        for (mut pass, outcome) in self.passes.into_iter().zip(outcomes) {
            pass.outcome = outcome;
            told.push((pass.place(), outcome, pass.place().failures()));
        }
        for (place, outcome, before) in told {
            place.tell(outcome, before).await;
        }
    }
}

/// Where a pass is asked for.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) lockout: &'a Lockout,
    pub(super) clock: &'a dyn Clock,
    pub(super) subject: Subject,
    pub(super) limit: u32,
}

impl<'a> Place<'a> {
    async fn enter(self) -> Result<Pass<'a>, LockedOut> {
        loop {
            match self.turn() {
                Turn::Now => return Ok(self.pass()),
                Turn::Refused(refused) => return Err(refused),
                Turn::AfterAnother(settled) => settled.await,
            }
        }
    }

    fn turn(self) -> Turn {
        let now = self.clock.now();
        self.lockout.tallies.with(&self.subject, now, |tally| tally.enter(self.limit, now))
    }

    fn failures(self) -> u32 {
        self.lockout.tallies.with(&self.subject, self.clock.now(), |tally| tally.failures())
    }

    fn enter_regardless(self) -> Pass<'a> {
        self.lockout.tallies.with(&self.subject, self.clock.now(), Tally::enter_regardless);
        self.pass()
    }

    fn pass(self) -> Pass<'a> {
        let Self { lockout, clock, subject, limit } = self;
        Pass { lockout, clock, subject, limit, outcome: Outcome::None }
    }
}

impl<'a> Pass<'a> {
    fn place(&self) -> Place<'a> {
        let Self { lockout, clock, subject, limit, .. } = *self;
        Place { lockout, clock, subject, limit }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let (now, policy) = (self.clock.now(), self.lockout.policy);
        self.lockout.tallies.with(&self.subject, now, |tally| tally.settle(self.outcome, self.limit, policy, now));
    }
}
