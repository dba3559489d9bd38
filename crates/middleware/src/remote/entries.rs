//! What is revoked, in memory.

use std::collections::HashMap;

use countersign_token::{Seconds, Timestamp};
use serde::Deserialize;

/// No more is kept.
const MOST: usize = 2_000_000;
/// An entry is kept this much longer than it must be: a verifier may grant a leeway, and a clock may be behind.
const KEPT_LONGER: Seconds = Seconds::new(300);

/// A piece of the feed, as the issuer tells it.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub(super) epoch: String,
    pub(super) next: u64,
    pub(super) events: Vec<Event>,
}

/// One revocation. A kind that is not known says nothing.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    kind: String,
    session: Option<Box<str>>,
    user: Option<Box<str>>,
    jti: Option<Box<str>>,
    before: Option<i64>,
    until: i64,
}

/// What a token says of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Presented<'t> {
    /// `sid`.
    pub(super) session: Option<&'t str>,
    pub(super) user: &'t str,
    pub(super) jti: Option<&'t str>,
    pub(super) iat: Option<Timestamp>,
}

/// Everything that is revoked while tokens that it speaks of may be alive (Unix seconds).
#[derive(Debug, Default)]
pub(super) struct Entries {
    sessions: HashMap<Box<str>, i64>,
    tokens: HashMap<Box<str>, i64>,
    users: HashMap<Box<str>, Mark>,
}

/// Tokens of a user without a session die that were issued at this second or before.
#[derive(Debug, Clone, Copy)]
struct Mark {
    before: i64,
    until: i64,
}

/// There is no room: what was revoked is not known any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

impl Entries {
    /// The token is refused: it was revoked, or its session was, or all that its user had.
    pub(super) fn refuse(&self, token: Presented<'_>) -> bool {
        let is_revoked = token.jti.is_some_and(|jti| self.tokens.contains_key(jti));
        is_revoked
            || match token.session {
                Some(session) => self.sessions.contains_key(session),
                // At the mark's second or before; and one that does not say when it was issued.
                None => {
                    self.users.get(token.user).is_some_and(|mark| token.iat.is_none_or(|iat| iat.unix() <= mark.before))
                }
            }
    }

    /// No entry gets a shorter life than it has.
    pub(super) fn apply(&mut self, events: Vec<Event>) -> Result<(), Full> {
        if self.len() + events.len() > MOST {
            return Err(Full);
        }
        for event in events {
            let until = event.until;
            match (event.kind.as_str(), event.session, event.user, event.jti) {
                ("session", Some(session), _, _) => keep_longest(&mut self.sessions, session, until),
                ("jti", _, _, Some(jti)) => keep_longest(&mut self.tokens, jti, until),
                ("user", _, Some(user), _) => {
                    let new = Mark { before: event.before.unwrap_or(i64::MAX), until };
                    let mark = self.users.entry(user).or_insert(new);
                    *mark = Mark { before: mark.before.max(new.before), until: mark.until.max(new.until) };
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Drops what speaks of tokens that have all expired.
    pub(super) fn forget_expired(&mut self, now: Timestamp) {
        let oldest = now.saturating_sub(KEPT_LONGER).unix();
        self.sessions.retain(|_, until| *until > oldest);
        self.tokens.retain(|_, until| *until > oldest);
        self.users.retain(|_, mark| mark.until > oldest);
    }

    pub(super) fn len(&self) -> usize {
        self.sessions.len() + self.tokens.len() + self.users.len()
    }
}

fn keep_longest(map: &mut HashMap<Box<str>, i64>, key: Box<str>, until: i64) {
    let kept = map.entry(key).or_insert(until);
    *kept = until.max(*kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(events: &str) -> Entries {
        let mut entries = Entries::default();
        entries.apply(serde_json::from_str(events).unwrap()).unwrap();
        entries
    }

    fn of_user(iat: Option<i64>, session: Option<&str>) -> Presented<'_> {
        Presented { session, user: "7", jti: Some("j"), iat: iat.map(Timestamp::from_unix) }
    }

    #[test]
    fn a_mark_is_for_tokens_without_a_session_that_are_not_younger() {
        let marked = of(r#"[{"seq":1,"kind":"user","user":"7","before":100,"until":200}]"#);
        for (iat, session, refused) in
            [(Some(100), None, true), (Some(101), None, false), (None, None, true), (Some(1), Some("s"), false)]
        {
            assert_eq!(marked.refuse(of_user(iat, session)), refused, "{iat:?} {session:?}");
        }
        let of_old = of(r#"[{"seq":1,"kind":"user","user":"7","until":200}]"#);
        assert!(of_old.refuse(of_user(Some(i64::MAX), None)) && !of_old.refuse(of_user(Some(1), Some("s"))));
    }

    #[test]
    fn a_mark_never_moves_back_and_an_entry_never_lives_shorter() {
        let mut entries = of(
            r#"[{"kind":"user","user":"7","before":100,"until":500},{"kind":"user","user":"7","before":50,"until":400},
                {"kind":"session","session":"s","until":500},{"kind":"session","session":"s","until":400},
                {"kind":"kid","kid":"k","until":900},{"kind":"session","until":900}]"#,
        );
        assert_eq!(entries.len(), 2);
        entries.forget_expired(Timestamp::from_unix(799));
        assert!(entries.refuse(of_user(Some(99), None)) && entries.refuse(of_user(None, Some("s"))));
        entries.forget_expired(Timestamp::from_unix(800));
        assert_eq!(entries.len(), 0);
    }
}
