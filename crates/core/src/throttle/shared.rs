//! Requests that several nodes count together.
//!
//! The logs are kept where all nodes reach them. Each node mirrors those that it uses: when they are lost or out of reach the mirror
//! goes on counting, and what it knows is brought back afterwards, so that a loss resets nobody.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::log::SlidingLog;
use super::{Admission, Rate, ThrottleCache, ThrottleKey};
use crate::Moment;
use crate::ledger::{Entry, Ledger};

/// In units of some 150 bytes, as of [`LocalThrottleCache`](super::LocalThrottleCache).
const ROOM: usize = 250_000;

/// Where nodes keep the logs that they share: Valkey or Redis.
#[async_trait]
pub trait SharedLogs: fmt::Debug + Send + Sync {
    /// Counts a request in the log of `key` if `rate` allows it, atomically, by a clock that all nodes share. `None`: it cannot be
    /// asked now.
    async fn admit(&self, key: &ThrottleKey, rate: Rate, known: Known) -> Option<Counted>;

    /// Counts the newest request of `key` no longer, if its log still is the one of this name.
    async fn take_back(&self, key: &ThrottleKey, log: LogName);
}

/// Tells a log from another one under the same key, which was made because the first one was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogName(pub u64);

/// Requests that were counted, so long ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// Microseconds.
    pub age: u64,
    /// How many.
    pub requests: u32,
}

/// What a node knows of a log before it asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// That nothing is in it.
    Nothing,
    /// What was in this one.
    Log(LogName),
    /// What must be in it at least: the larger of the two counts.
    AtLeast(Vec<Past>),
}

/// What came of a request in a shared log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// Nothing: the log that the node knew is lost.
    Lost,
    /// It was judged.
    Judged {
        /// By this log.
        log: LogName,
        /// How.
        admission: Admission,
        /// What is in the log now, oldest first.
        requests: Vec<Past>,
    },
}

/// Counts requests together with other nodes: all of them admit as many as one would.
#[derive(Debug)]
pub struct SharedThrottleCache {
    mirrors: Ledger<ThrottleKey, Mirror>,
    shared: Arc<dyn SharedLogs>,
}

/// A shared log as this node saw it last, and what it has counted alone since.
#[derive(Debug, Default)]
struct Mirror {
    log: SlidingLog,
    /// `None`: something was counted here that no shared log has.
    of: Option<LogName>,
}

impl SharedThrottleCache {
    /// By the logs in `shared`.
    #[must_use]
    pub fn new(shared: Arc<dyn SharedLogs>) -> Self {
        Self { mirrors: Ledger::new(ROOM), shared }
    }

    async fn ask(&self, key: &ThrottleKey, rate: Rate, now: Moment) -> Option<Counted> {
        let known = self.mirrors.with(key, now, |mirror| mirror.known(rate, now));
        let counted = self.shared.admit(key, rate, known).await?;
        if counted != Counted::Lost {
            return Some(counted);
        }
        let known = self.mirrors.with(key, now, |mirror| Known::AtLeast(mirror.log.past(now)));
        self.shared.admit(key, rate, known).await
    }
}

#[async_trait]
impl ThrottleCache for SharedThrottleCache {
    async fn admit(&self, key: &ThrottleKey, rate: Rate, now: Moment) -> Admission {
        let counted = self.ask(key, rate, now).await;
        self.mirrors.with(key, now, |mirror| match counted {
            Some(Counted::Judged { log, admission, requests }) => {
                *mirror = Mirror { log: SlidingLog::of(&requests, rate, now), of: Some(log) };
                admission
            }
            Some(Counted::Lost) | None => {
                mirror.of = None;
                mirror.log.admit(rate, now)
            }
        })
    }

    async fn take_back(&self, key: &ThrottleKey, now: Moment) {
        let of = self.mirrors.with(key, now, |mirror| {
            mirror.log.take_back();
            mirror.of
        });
        if let Some(log) = of {
            self.shared.take_back(key, log).await;
        }
    }
}

impl Mirror {
    fn known(&mut self, rate: Rate, now: Moment) -> Known {
        self.log.forget(now.saturating_sub(rate.period));
        match self.of {
            _ if self.log.is_empty() => Known::Nothing,
            Some(log) => Known::Log(log),
            None => Known::AtLeast(self.log.past(now)),
        }
    }
}

impl Entry for Mirror {
    fn is_over(&self, now: Moment) -> bool {
        self.log.is_over(now)
    }

    fn weight(&self) -> Option<u64> {
        self.log.weight()
    }

    fn size(&self) -> usize {
        self.log.size()
    }
}
