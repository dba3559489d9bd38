//! The requests of one key: DRF's `history`.

use std::collections::VecDeque;

use countersign_token::Seconds;

use super::{Admission, Past, Rate};
use crate::Moment;
use crate::ledger::Entry;

/// Up to this many requests each one's moment is kept. Where a rate allows more, those within this part of the period are kept
/// together, at the moment of the last of them: a log is bounded, and allows a little less, never more.
const PARTS: u32 = 128;
const MICROS_PER_SECOND: i64 = 1_000_000;

/// A sliding log: the requests of the last period, oldest first.
#[derive(Debug, Default)]
pub(super) struct SlidingLog {
    runs: VecDeque<Run>,
    requests: u32,
    /// The share of the rate that is used, in thousandths.
    used: u64,
    /// When the last of them drops off.
    over: Option<Moment>,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    at: Moment,
    requests: u32,
}

impl SlidingLog {
    pub(super) fn admit(&mut self, rate: Rate, now: Moment) -> Admission {
        self.forget(now.saturating_sub(rate.period));
        self.step_back(now);
        if self.requests >= rate.requests {
            return Admission::Throttled { wait: self.wait(rate, now) };
        }
        self.insert(rate, now);
        self.over = Some(now.saturating_add(rate.period));
        self.note_use(rate);
        Admission::Admitted
    }

    fn note_use(&mut self, rate: Rate) {
        self.used = u64::from(self.requests) * 1_000 / u64::from(rate.requests.max(1));
    }

    /// The newest one does not count.
    pub(super) fn take_back(&mut self) {
        let Some(newest) = self.runs.back_mut() else { return };
        newest.requests = newest.requests.saturating_sub(1);
        if newest.requests == 0 {
            self.runs.pop_back();
        }
        self.requests = self.requests.saturating_sub(1);
    }

    /// One that has counted these.
    pub(super) fn of(requests: &[Past], rate: Rate, now: Moment) -> Self {
        let before = |age: u64| Moment::from_micros(now.micros().saturating_sub_unsigned(age));
        let runs: VecDeque<_> =
            requests.iter().map(|past| Run { at: before(past.age), requests: past.requests }).collect();
        let over = runs.back().map(|newest| newest.at.saturating_add(rate.period));
        let mut log = Self {
            requests: runs.iter().fold(0, |sum: u32, run| sum.saturating_add(run.requests)),
            runs,
            used: 0,
            over,
        };
        log.note_use(rate);
        log
    }

    /// What it counts, oldest first.
    pub(super) fn past(&self, now: Moment) -> Vec<Past> {
        let age = |at: Moment| u64::try_from(now.micros().saturating_sub(at.micros())).unwrap_or_default();
        self.runs.iter().map(|run| Past { age: age(run.at), requests: run.requests }).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Requests at `until` and before have passed the period.
    pub(super) fn forget(&mut self, until: Moment) {
        while let Some(oldest) = self.runs.front().copied().filter(|run| run.at <= until) {
            self.requests = self.requests.saturating_sub(oldest.requests);
            self.runs.pop_front();
        }
    }

    /// A clock that was set back would have what it counted before stand for longer than the period.
    fn step_back(&mut self, now: Moment) {
        for run in self.runs.iter_mut().rev().take_while(|run| run.at > now) {
            run.at = now;
        }
    }

    fn insert(&mut self, rate: Rate, now: Moment) {
        self.requests += 1;
        let part = period_micros(rate.period) / i64::from(PARTS);
        let in_same_part = |run: &&mut Run| run.at.micros().div_euclid(part) == now.micros().div_euclid(part);
        let newest = self.runs.back_mut().filter(|_| rate.requests > PARTS).filter(in_same_part);
        if let Some(newest) = newest {
            (newest.at, newest.requests) = (now, newest.requests + 1);
        } else {
            self.runs.push_back(Run { at: now, requests: 1 });
        }
    }

    /// `SimpleRateThrottle.wait` of a refused request: until the oldest drops off, if that is enough.
    fn wait(&self, rate: Rate, now: Moment) -> Option<Seconds> {
        if self.requests > rate.requests {
            return None;
        }
        let since = self.runs.front().map_or(0, |oldest| now.micros().saturating_sub(oldest.at.micros()));
        let micros = period_micros(rate.period).saturating_sub(since);
        Some(Seconds::new(micros.unsigned_abs().div_ceil(MICROS_PER_SECOND.unsigned_abs()).max(1)))
    }
}

impl Entry for SlidingLog {
    fn is_over(&self, now: Moment) -> bool {
        self.over.is_none_or(|over| over <= now)
    }

    /// Whoever is throttled is forgotten last.
    fn weight(&self) -> Option<u64> {
        Some(self.used)
    }

    /// In units of some 150 bytes.
    fn size(&self) -> usize {
        2 + self.runs.capacity() / 8
    }
}

fn period_micros(period: Seconds) -> i64 {
    i64::try_from(period.get()).unwrap_or(i64::MAX).saturating_mul(MICROS_PER_SECOND)
}
