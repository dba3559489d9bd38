//! The session's name: the `sid` claim of its tokens.

use std::fmt;

use crate::Randomness;

/// Names one session, in the `sid` claim of its tokens and in `/api/sessions/`: 32 lower-case hex digits, 128 random bits.
///
/// It is no secret: a token is believed for its signature, never for knowing a session's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(String);

impl SessionId {
    /// A new name.
    #[must_use]
    pub fn random(randomness: &dyn Randomness) -> Self {
        Self(crate::randomness::hex::<16>(randomness))
    }

    /// Reads the form that [`SessionId::random`] gives; anything else names no session.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed = text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        well_formed.then(|| Self(text.to_owned()))
    }

    /// As in the claim.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
