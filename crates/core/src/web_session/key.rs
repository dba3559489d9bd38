//! The name of a session row, which is the cookie.

use std::fmt;

use zeroize::Zeroizing;

use crate::Randomness;
use crate::randomness::random_text;

/// Django's `VALID_KEY_CHARS`.
const CHARACTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH: usize = 32;
/// Django's own bounds: at least eight characters, and what the column holds.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=40;

/// The `session_key` of a row of `django_session`, and the value of the cookie `sessionid`: whoever has it is logged in, so it is
/// never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct WebSessionKey(Zeroizing<String>);

impl WebSessionKey {
    /// A new one: 32 characters, 165 bits.
    #[must_use]
    pub fn random(randomness: &dyn Randomness) -> Self {
        Self(Zeroizing::new(random_text(randomness, CHARACTERS, LENGTH)))
    }

    /// The value of a cookie; `None` for what cannot be a key.
    #[must_use]
    pub fn parse(cookie: &str) -> Option<Self> {
        let is_key = LENGTHS.contains(&cookie.len()) && cookie.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_key.then(|| Self(Zeroizing::new(cookie.to_owned())))
    }

    /// The key itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for WebSessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebSessionKey(…)")
    }
}
