//! Django's `SECRET_KEY` and `SECRET_KEY_FALLBACKS`.

use std::fmt;

use zeroize::Zeroizing;

use crate::Randomness;
use crate::randomness::{LETTERS_AND_DIGITS, random_text};

/// Characters of a key that we make: 381 bits.
const MADE_LENGTH: usize = 64;

/// One secret key: never shown, wiped when dropped.
#[derive(Clone)]
pub struct SecretKey(Zeroizing<String>);

/// What signs sessions, and what else is taken for a signature.
#[derive(Debug, Clone)]
pub struct SecretKeys {
    current: SecretKey,
    fallbacks: Vec<SecretKey>,
}

/// A secret key has no characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret key must not be empty")]
pub struct EmptySecret;

impl SecretKey {
    /// From the text of the setting.
    ///
    /// # Errors
    /// It is empty.
    pub fn new(text: impl Into<String>) -> Result<Self, EmptySecret> {
        let text = Zeroizing::new(text.into());
        if text.is_empty() { Err(EmptySecret) } else { Ok(Self(text)) }
    }

    /// A new one: 64 letters and digits.
    #[must_use]
    pub fn random(randomness: &dyn Randomness) -> Self {
        Self(Zeroizing::new(random_text(randomness, LETTERS_AND_DIGITS, MADE_LENGTH)))
    }

    /// The key itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl SecretKeys {
    /// `current` signs; `fallbacks`, the keys before it, still verify.
    #[must_use]
    pub fn new(current: SecretKey, fallbacks: Vec<SecretKey>) -> Self {
        Self { current, fallbacks }
    }

    /// The key that signs.
    #[must_use]
    pub fn current(&self) -> &SecretKey {
        &self.current
    }

    /// The keys before it.
    #[must_use]
    pub fn fallbacks(&self) -> &[SecretKey] {
        &self.fallbacks
    }

    /// Every key that verifies, the current one first.
    pub(super) fn all(&self) -> impl Iterator<Item = &SecretKey> {
        std::iter::once(&self.current).chain(&self.fallbacks)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}
