//! The chain of refresh tokens of one session, and what a presented token is in it.
//!
//! This is the state machine that `tests/model/` checks and that the stores' guarded `UPDATE`s are. A store runs the
//! `UPDATE` first, which succeeds exactly where [`Chain::judge`] says [`Verdict::Current`]; a caller that loses is judged
//! by the row as it stands then.

use countersign_token::{Jti, Seconds, Timestamp};

use crate::Moment;
use crate::store::Outstanding;

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

/// The same, where another program shares the table of outstanding tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharedVerdict {
    /// What it is without that program.
    Own(Verdict),
    /// The other program refuses it, or what it would get: it is refused, and ends nothing.
    Blacklisted,
    /// The other program rotated the session's current token, and this one came of it: it takes the current one's place.
    RotatedBeside,
}

impl Chain {
    /// The session was ended or has outlived its absolute end.
    #[must_use]
    pub fn is_over(&self, now: Moment) -> bool {
        self.ended || self.expires_at.is_some_and(|end| end <= now.timestamp())
    }

    /// What `presented` is at `now`.
    #[must_use]
    pub fn judge(&self, presented: &Jti, now: Moment, rule: ReuseRule) -> Verdict {
        if self.is_over(now) {
            return Verdict::Over;
        }
        if self.current == *presented {
            return Verdict::Current;
        }
        let is_previous = self.previous.as_ref() == Some(presented);
        let in_time = self.rotated_at.is_some_and(|at| now < at.saturating_add(rule.interval));
        // Who came first and lost has a `now` before `rotated_at`: that is in time, unless there is no interval.
        if is_previous && in_time && rule.interval.get() > 0 { Verdict::Repeat } else { Verdict::Replay }
    }

    /// What a presented token is by `verdict` and by the rows of a Django beside us: its own, and the one of the session's current
    /// token. Without rows the verdict stands.
    ///
    /// What was issued after the current token and is blacklisted was rotated or taken back there; what was issued before, and
    /// is blacklisted, was spent here, and comes back as it would without a Django.
    #[must_use]
    pub fn beside(
        &self,
        verdict: Verdict,
        presented: Option<&Outstanding>,
        current: Option<&Outstanding>,
    ) -> SharedVerdict {
        let refused = |row: Option<&Outstanding>| row.is_some_and(|row| row.is_blacklisted);
        let is_later = |row: &Outstanding| current.is_some_and(|current| current.number < row.number);
        match (verdict, presented) {
            (Verdict::Current, _) if refused(presented) => SharedVerdict::Blacklisted,
            (Verdict::Repeat, _) if refused(current) => SharedVerdict::Blacklisted,
            (Verdict::Replay, Some(row)) if !row.is_blacklisted => SharedVerdict::RotatedBeside,
            (Verdict::Replay, Some(row)) if is_later(row) => SharedVerdict::Blacklisted,
            (verdict, _) => SharedVerdict::Own(verdict),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_an_interval_the_previous_token_is_a_replay_whatever_the_clocks_say() {
        let [current, previous] = [1, 2].map(|byte| Jti::from_random([byte; 16]));
        let rotated_at = Some(Moment::from_micros(5));
        let chain = Chain {
            generation: 1,
            current,
            previous: Some(previous.clone()),
            rotated_at,
            expires_at: None,
            ended: false,
        };
        let judge =
            |now, interval| chain.judge(&previous, Moment::from_micros(now), ReuseRule { interval, detection: true });
        for now in [4, 5, 6] {
            assert_eq!(judge(now, Seconds::new(0)), Verdict::Replay, "{now}");
            assert_eq!(judge(now, Seconds::new(1)), Verdict::Repeat, "{now}");
        }
    }
}
