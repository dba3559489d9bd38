//! The rules of web sessions.

use countersign_token::Seconds;

use super::SecretKeys;

/// What web sessions are signed with, and how long they last.
#[derive(Debug, Clone)]
pub struct WebSessionPolicy {
    /// Signs and verifies (`SECRET_KEY`, `SECRET_KEY_FALLBACKS`).
    pub keys: SecretKeys,
    /// How long a session lasts after the login (seconds; Django's `SESSION_COOKIE_AGE`, 1209600).
    pub age: Seconds,
}

impl WebSessionPolicy {
    /// Two weeks.
    pub const DEFAULT_AGE: Seconds = Seconds::new(14 * 24 * 60 * 60);
}
