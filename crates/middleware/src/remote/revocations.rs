//! What the issuer has revoked.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use countersign_token::Seconds;
use tokio::sync::watch;
use tokio::time::Instant;

use super::entries::{Entries, Presented};
use super::reader::read;
use super::task::Task;
use super::{ClientCredentials, Endpoint, RevocationFeed};
use crate::{Caller, Reason};

/// What becomes of requests while it is not known what is revoked: the issuer is away, or was never reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenStale {
    /// Tokens are taken unless they are known to be revoked: the issuer's absence changes nothing. A token that was revoked
    /// meanwhile lives until it expires, or the issuer is back.
    Serve,
    /// Requests with a token are a 503 once what is known is older than this (seconds), and before anything is known.
    Refuse {
        /// From the last answer of the issuer on; at least 3.
        max_staleness: Seconds,
    },
}

/// What an issuer has revoked: sessions that were logged out, users, single tokens. Cheap to clone; the task that follows the
/// issuer ends with the last clone.
///
/// The task always has a request open at the issuer, which answers as soon as something is revoked there: within a second it is
/// refused here. After an absence it goes on where it was; where the issuer's database was restored it reads everything again,
/// and keeps what it knew. Entries are forgotten five minutes after the tokens that they speak of have expired, and there are
/// two million at most: beyond, what is known counts as stale.
///
/// A token with `sid` is judged by its session. One without, as SimpleJWT's are, dies with whatever ends all that its user has;
/// the user is known by the primary key, so that for tokens that name users by another column (`USER_ID_FIELD`) nothing is known
/// of that.
///
/// ```no_run
/// use countersign::Authenticator;
/// use countersign::remote::{ClientCredentials, Endpoint, Revocations};
///
/// # fn start() -> Result<(), Box<dyn std::error::Error>> {
/// let endpoint = Endpoint::new("https://accounts.example/api/revocations/")?;
/// let revocations = Revocations::follow(endpoint, ClientCredentials::new("h3Kf0aXb9ZqX1VdR", "its secret"));
/// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?.with_revocations(revocations);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Revocations(Arc<Handle>);

#[derive(Debug)]
struct Handle {
    state: Arc<State>,
    when_stale: WhenStale,
    _task: Task,
}

/// What the task and the handles share.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) entries: RwLock<Entries>,
    /// When the issuer has last said that this is all; `None`: never.
    pub(super) fresh_at: watch::Sender<Option<Instant>>,
}

impl Revocations {
    /// Follows the feed at `endpoint`, `/api/revocations/` of a Countersign server; for choices there is [`RevocationFeed`].
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    #[must_use]
    pub fn follow(endpoint: Endpoint, credentials: ClientCredentials) -> Self {
        RevocationFeed::new(endpoint, credentials).follow()
    }

    pub(super) fn of(feed: RevocationFeed) -> Self {
        let (state, when_stale) = (Arc::new(State::default()), feed.when_stale);
        let task = Task::start(read(Arc::clone(&state), feed));
        Self(Arc::new(Handle { state, when_stale, _task: task }))
    }

    /// Waits until everything is known that was revoked before; for as long as the issuer has not answered yet.
    ///
    /// A program that answers requests before that may take a token that is revoked, unless it says [`WhenStale::Refuse`].
    pub async fn loaded(&self) {
        let mut fresh_at = self.0.state.fresh_at.subscribe();
        // The sender is this handle's.
        let _ = fresh_at.wait_for(Option::is_some).await;
    }

    /// For how long the issuer has not answered; `None`: it never has. While all is well, less than 11 seconds.
    #[must_use]
    pub fn staleness(&self) -> Option<Duration> {
        self.0.state.fresh_at.borrow().map(|at| at.elapsed())
    }

    /// How many entries are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.state.entries.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Nothing is revoked, as far as is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// # Errors
    /// [`Reason::TokenRevoked`], or [`Reason::Unavailable`] where that is not known.
    pub(crate) fn check(&self, caller: &Caller, jti_claim: &str) -> Result<(), Reason> {
        let claims = caller.claims();
        let session = match claims.get("sid") {
            None => None,
            // What is no text names no session, as with the server.
            Some(claim) => Some(claim.as_str().ok_or(Reason::TokenRevoked)?),
        };
        let (user, jti, iat) = (caller.user_id(), claims.str(jti_claim), claims.timestamp("iat"));
        let token = Presented { session, user, jti, iat };
        if self.0.state.entries.read().unwrap_or_else(PoisonError::into_inner).refuse(token) {
            return Err(Reason::TokenRevoked);
        }
        if self.is_too_stale() { Err(Reason::Unavailable) } else { Ok(()) }
    }

    fn is_too_stale(&self) -> bool {
        match self.0.when_stale {
            WhenStale::Serve => false,
            WhenStale::Refuse { max_staleness } => {
                self.staleness().is_none_or(|staleness| staleness > Duration::from_secs(max_staleness.get()))
            }
        }
    }
}
