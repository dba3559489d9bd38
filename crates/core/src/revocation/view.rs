//! What is revoked right now, in memory.

use countersign_token::{Jti, Timestamp};

use super::name::Name;
use crate::session::SessionId;

/// The sessions and tokens that are revoked while tokens of theirs may still be alive.
///
/// Reading takes no lock. An entry is kept until the tokens that it speaks of have expired.
#[derive(Debug)]
pub struct RevocationView {
    sessions: papaya::HashMap<Name, Timestamp>,
    tokens: papaya::HashMap<Name, Timestamp>,
}

impl Default for RevocationView {
    fn default() -> Self {
        Self { sessions: growing_at_once(), tokens: growing_at_once() }
    }
}

impl RevocationView {
    /// The session is over.
    #[must_use]
    pub fn session_is_over(&self, session: &SessionId) -> bool {
        self.sessions.pin().contains_key(&Name::from(session))
    }

    /// The token was revoked by itself.
    #[must_use]
    pub fn token_is_revoked(&self, jti: &Jti) -> bool {
        self.tokens.pin().contains_key(&Name::from(jti))
    }

    /// Every token of the session is refused from now on.
    pub fn end_session(&self, session: &SessionId, until: Timestamp) {
        keep_longest(&self.sessions, session.into(), until);
    }

    /// The token is refused from now on.
    pub fn revoke_token(&self, jti: &Jti, until: Timestamp) {
        keep_longest(&self.tokens, jti.into(), until);
    }

    /// Entries held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sessions.len() + self.tokens.len()
    }

    /// Nothing is revoked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Drops the entries whose tokens have all expired.
    pub fn forget_expired(&self, now: Timestamp) {
        self.sessions.pin().retain(|_, until| *until > now);
        self.tokens.pin().retain(|_, until| *until > now);
    }
}

/// A million entries at the start are loaded several times as fast as where a table grows bit by bit. While one grows readers go on,
/// and whoever revokes waits (some 30 ms beside a million).
fn growing_at_once() -> papaya::HashMap<Name, Timestamp> {
    papaya::HashMap::builder().resize_mode(papaya::ResizeMode::Blocking).build()
}

/// An entry never gets a shorter life than it has.
fn keep_longest(map: &papaya::HashMap<Name, Timestamp>, name: Name, until: Timestamp) {
    map.pin().update_or_insert(name, |known| (*known).max(until), until);
}
