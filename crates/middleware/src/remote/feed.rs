//! How revocations are asked for.

use std::sync::Arc;
use std::time::Duration;

use countersign_token::Seconds;

use super::revocations::{Revocations, WhenStale};
use super::{ClientCredentials, Endpoint};
use crate::{Clock, SystemClock};

/// How long a request waits for news (seconds).
const WAIT: u64 = 10;

/// The revocation feed of an issuer, about to be followed: [`Revocations::follow`], with choices.
///
/// ```no_run
/// use countersign::remote::{ClientCredentials, Endpoint, RevocationFeed, WhenStale};
/// use countersign::token::Seconds;
///
/// # fn start() -> Result<(), Box<dyn std::error::Error>> {
/// let endpoint = Endpoint::new("https://accounts.example/api/revocations/")?;
/// let revocations = RevocationFeed::new(endpoint, ClientCredentials::new("h3Kf0aXb9ZqX1VdR", "its secret"))
///     .when_stale(WhenStale::Refuse { max_staleness: Seconds::new(30) })
///     .follow();
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct RevocationFeed {
    pub(super) endpoint: Endpoint,
    pub(super) credentials: ClientCredentials,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) when_stale: WhenStale,
}

impl RevocationFeed {
    /// The feed at `endpoint`, `/api/revocations/` of a Countersign server, which knows this program by its credentials.
    #[must_use]
    pub fn new(endpoint: Endpoint, credentials: ClientCredentials) -> Self {
        Self { endpoint, credentials, clock: Arc::new(SystemClock), when_stale: WhenStale::Serve }
    }

    /// What becomes of requests while it is not known what is revoked (default [`WhenStale::Serve`]).
    #[must_use]
    pub fn when_stale(self, when_stale: WhenStale) -> Self {
        Self { when_stale, ..self }
    }

    /// Takes the time at which a revocation can be forgotten from this clock (default [`SystemClock`](crate::SystemClock)).
    #[must_use]
    pub fn with_clock(self, clock: impl Clock) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Begins to follow it.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    #[must_use]
    pub fn follow(self) -> Revocations {
        Revocations::of(self)
    }

    /// How long a request waits: an answer comes well before what is known counts as stale.
    pub(super) fn wait(&self) -> Duration {
        let bound = |max: Seconds| (max.get() / 3).clamp(1, WAIT);
        Duration::from_secs(match self.when_stale {
            WhenStale::Serve => WAIT,
            WhenStale::Refuse { max_staleness } => bound(max_staleness),
        })
    }
}
