//! What becomes of requests while nobody knows what was revoked elsewhere.

use std::time::Duration;

use countersign_token::Seconds;

/// How old the view may be, and what happens when it is older (`[revocation]`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StalenessPolicy {
    /// How long the feed may not have been read (seconds; `max_staleness`; default 30).
    pub max_staleness: Seconds,
    /// What happens then (`when_stale`; default [`WhenStale::Serve`]).
    pub when_stale: WhenStale,
}

/// What happens to access tokens while it is not known whether they were revoked elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenStale {
    /// They are taken for what they were when the feed was read last.
    Serve,
    /// Whoever comes with one is asked to come again.
    Refuse,
}

impl StalenessPolicy {
    /// Tokens are refused when the feed was read `lag` ago (`None`: never).
    #[must_use]
    pub fn refuses(&self, lag: Option<Duration>) -> bool {
        self.when_stale == WhenStale::Refuse
            && lag.is_none_or(|lag| lag > Duration::from_secs(self.max_staleness.get()))
    }
}

impl Default for StalenessPolicy {
    /// Half a minute is what a database takes that fails over to its standby; a node that cuts itself off sooner makes an outage
    /// of it.
    fn default() -> Self {
        Self { max_staleness: Seconds::new(30), when_stale: WhenStale::Serve }
    }
}
