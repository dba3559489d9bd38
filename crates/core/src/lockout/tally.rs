//! The failures of one account: from one network, or from anywhere.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use countersign_token::Seconds;
use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;
use unicode_normalization::UnicodeNormalization;

use super::{Account, Failures, LockedOut, LockoutPolicy, SubjectName};
use crate::ledger::Entry;
use crate::{Moment, Network, UserId};

/// Failures are forgotten when there was no further one for so long; by then whoever guesses has made a handful of guesses.
const REMEMBERED: Seconds = Seconds::new(24 * 60 * 60);
/// No username is longer (`auth_user.username`, in characters): what comes after that tells no two accounts apart.
const MAX_NAME: usize = 150;
const MICROS_PER_SECOND: u64 = 1_000_000;

/// What failures are counted of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Subject {
    account: AccountKey,
    from: From,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum From {
    Network(Option<Network>),
    Anywhere,
}

/// An account, whether there is one or not: a digest, so that the length of a name costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct AccountKey([u8; 32]);

impl AccountKey {
    pub(super) fn of(account: Account<'_>) -> Self {
        match account {
            Account::Named(given) => Self::named(given),
            // No name begins with a byte that is nowhere in UTF-8.
            Account::Of(UserId::Integer(key)) => Self::digest(&[&[0xff], key.to_be_bytes().as_slice()].concat()),
            Account::Of(UserId::Uuid(key)) => Self::digest(&[&[0xff], key.as_bytes().as_slice()].concat()),
        }
    }

    /// Spellings that a person would take for one name are one: NFKC, whatever the case.
    fn named(given: &str) -> Self {
        let name: String = given.chars().take(MAX_NAME).nfkc().flat_map(char::to_lowercase).collect();
        Self::digest(name.as_bytes())
    }

    fn digest(text: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, text).as_ref());
        Self(bytes)
    }
}

impl Subject {
    pub(super) fn from_network(account: AccountKey, network: Option<Network>) -> Self {
        Self { account, from: From::Network(network) }
    }

    pub(super) fn from_anywhere(account: AccountKey) -> Self {
        Self { account, from: From::Anywhere }
    }

    /// What other nodes call it.
    pub(super) fn name(&self) -> SubjectName {
        let from = match self.from {
            From::Network(Some(network)) => format!("network {network}"),
            From::Network(None) => "network".to_owned(),
            From::Anywhere => "anywhere".to_owned(),
        };
        SubjectName(AccountKey::digest(&[&self.account.0, from.as_bytes()].concat()).0)
    }
}

impl LockoutPolicy {
    /// How long failures are remembered after the last one.
    pub(super) fn remembered(self) -> Seconds {
        REMEMBERED.max(self.cooloff)
    }
}

/// Failures, and the attempts whose outcome is not known yet: together they are never more than the rule allows.
#[derive(Debug, Default)]
pub(super) struct Tally {
    failures: u32,
    in_flight: u32,
    /// When the last one was.
    last: Option<Moment>,
    /// No attempt before.
    open_at: Option<Moment>,
    /// Failures are forgotten then.
    over_at: Option<Moment>,
    /// Tells those who wait for an outcome.
    settled: Option<Arc<Notify>>,
}

/// Whether an attempt may be made.
pub(super) enum Turn {
    /// Now; it is in flight until it is settled.
    Now,
    /// When the outcome of one that is in flight is known.
    AfterAnother(OwnedNotified),
    /// Not now.
    Refused(LockedOut),
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// No password was checked.
    None,
    Failure,
    /// The right password.
    Success,
    /// The right password, which says nothing of the failures from elsewhere.
    SuccessHere,
}

impl Tally {
    /// With `limit` failures the next attempts come one by one, after their wait.
    pub(super) fn enter(&mut self, limit: u32, now: Moment) -> Turn {
        if self.over_at.is_some_and(|over| over <= now) {
            self.forget();
        }
        if let Some(retry_after) = self.open_at.and_then(|open| whole_seconds(now, open)) {
            return Turn::Refused(LockedOut { retry_after });
        }
        if self.in_flight < limit.saturating_sub(self.failures).max(1) {
            self.enter_regardless();
            return Turn::Now;
        }
        let settled = self.settled.get_or_insert_default();
        Turn::AfterAnother(Arc::clone(settled).notified_owned())
    }

    pub(super) fn enter_regardless(&mut self) {
        self.in_flight = self.in_flight.saturating_add(1);
    }

    pub(super) fn settle(&mut self, outcome: Outcome, limit: u32, policy: LockoutPolicy, now: Moment) {
        self.in_flight = self.in_flight.saturating_sub(1);
        match outcome {
            Outcome::None | Outcome::SuccessHere => {}
            Outcome::Success => self.forget(),
            Outcome::Failure => self.have_failed(self.failures.saturating_add(1), now, (limit, policy)),
        }
        if let Some(settled) = self.settled.take() {
            settled.notify_waiters();
        }
    }

    /// Goes by what all nodes have counted, where that is more, and forgets what was forgiven on another one.
    pub(super) fn learn(&mut self, known: &Failures, limit: u32, policy: LockoutPolicy, now: Moment) {
        let ago = |age: u64| Moment::from_micros(now.micros().saturating_sub_unsigned(age));
        if known.cleared.is_some_and(|age| self.last.is_some_and(|last| last <= ago(age))) {
            self.forget();
        }
        let Some(last) = known.last.map(ago).filter(|_| known.count > 0 && known.count >= self.failures) else {
            return;
        };
        self.have_failed(known.count, self.last.map_or(last, |own| own.max(last)), (limit, policy));
    }

    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    fn forget(&mut self) {
        (self.failures, self.last, self.open_at, self.over_at) = (0, None, None, None);
    }

    /// So often, and then the last time.
    fn have_failed(&mut self, failures: u32, last: Moment, (limit, policy): (u32, LockoutPolicy)) {
        self.failures = failures;
        self.last = Some(last);
        self.over_at = Some(last.saturating_add(policy.remembered()));
        if let Some(beyond) = failures.checked_sub(limit) {
            let wait = 1_u64.checked_shl(beyond).map_or(policy.cooloff, Seconds::new);
            self.open_at = Some(last.saturating_add(wait.min(policy.cooloff)));
        }
    }
}

impl Entry for Tally {
    fn is_over(&self, now: Moment) -> bool {
        self.in_flight == 0 && self.over_at.is_none_or(|over| over <= now)
    }

    /// One whose outcome is awaited stays.
    fn weight(&self) -> Option<u64> {
        (self.in_flight == 0).then(|| u64::from(self.failures))
    }

    fn size(&self) -> usize {
        1
    }
}

/// From `now` to `then`, rounded up; `None`: it is past.
fn whole_seconds(now: Moment, then: Moment) -> Option<Seconds> {
    let micros = u64::try_from(then.micros().saturating_sub(now.micros())).ok().filter(|micros| *micros > 0)?;
    Some(Seconds::new(micros.div_ceil(MICROS_PER_SECOND)))
}
