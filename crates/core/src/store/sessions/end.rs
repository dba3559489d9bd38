//! Ending sessions.

use countersign_token::{Seconds, Timestamp};

use crate::Moment;
use crate::session::SessionId;

/// How far an end of sessions reaches.
#[derive(Debug, Clone, Copy)]
pub enum Reach<'a> {
    /// Every session; and the user's mark is set first, so that tokens without a session die with them.
    Everything,
    /// The same, but this session, whose tokens are judged by it alone and live on.
    EverythingBut(&'a SessionId),
    /// Every session; no mark is set, and tokens without a session live on.
    Sessions,
}

/// When and until when a session ends.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Now.
    pub at: Moment,
    /// Access tokens minted now, anywhere, live no longer than this; the event stays in memory until then, or until the
    /// session's own mark of the kind if that is later.
    pub access_until: Timestamp,
}

impl Ending {
    /// The same ending when its turn to be written comes at `now`: what waited for the database happens then, not when it
    /// was asked for, and tokens that were minted meanwhile are within it.
    #[must_use]
    pub fn when_written(&self, now: Moment) -> Self {
        let at = now.max(self.at);
        let waited = at.timestamp().unix().saturating_sub(self.at.timestamp().unix());
        let waited = Seconds::new(waited.unsigned_abs());
        Self { at, access_until: self.access_until.saturating_add(waited) }
    }
}

/// What came of [`Sessions::end_session`](super::Sessions::end_session).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It is over now.
    Now,
    /// It was over before.
    Before,
    /// There is no such session.
    Unknown,
}
