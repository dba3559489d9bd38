//! The chain of refresh tokens of one session, and what a presented token is in it.
//!
//! This is the state machine that `tests/model/` checks and that the stores' guarded `UPDATE`s are. A store runs the
//! `UPDATE` first, which succeeds exactly where [`Chain::judge`] says [`Verdict::Current`]; a caller that loses is judged
//! by the row as it stands then.

use countersign_token::{Jti, Seconds, Timestamp};

use crate::Moment;

/// The columns of a session row that decide about a refresh.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Chain {
    /// How often the session was rotated; order goes by this, never by a clock.
    pub generation: u64,
    /// The one token that may rotate.
    pub current: Jti,
    /// The token that `current` replaced.
    pub previous: Option<Jti>,
    /// When `current` replaced `previous`.
    pub rotated_at: Option<Moment>,
    /// The session's absolute end (whole Unix seconds); `None`: no end.
    pub expires_at: Option<Timestamp>,
    /// The session was ended: logout, theft, deactivation, password change.
    pub ended: bool,
}

/// What happens to a token that was rotated away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReuseRule {
    /// For this long after a rotation the token before the current one still gets its successor (seconds; default 30).
    pub interval: Seconds,
    /// A replay past the interval ends the session (default true). Off: the replay is refused and the session lives.
    pub detection: bool,
}

/// What a presented refresh token is to its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The current token of a live session: it may rotate.
    Current,
    /// The token before, asked for again in time: it gets the same successor.
    Repeat,
    /// A token that was spent and came back: theft.
    Replay,
    /// The session was ended or has outlived its absolute end.
    Over,
}

impl Chain {
    /// What `presented` is at `now`.
    #[must_use]
    pub fn judge(&self, presented: &Jti, now: Moment, rule: ReuseRule) -> Verdict {
        if self.ended || self.expires_at.is_some_and(|end| end <= now.timestamp()) {
            return Verdict::Over;
        }
        if self.current == *presented {
            return Verdict::Current;
        }
        let is_previous = self.previous.as_ref() == Some(presented);
        let in_time = self.rotated_at.is_some_and(|at| now < at.saturating_add(rule.interval));
        if is_previous && in_time { Verdict::Repeat } else { Verdict::Replay }
    }
}
