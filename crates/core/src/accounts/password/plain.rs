//! A password as its owner typed it.

use std::fmt;

use zeroize::Zeroizing;

/// A password in the clear: never shown, wiped from memory when dropped.
///
/// It is hashed as its UTF-8 bytes, all of them and unchanged, as Django does: there is no normalisation, so a letter
/// and its decomposed form are different passwords.
#[derive(Clone)]
pub struct PlainPassword(Zeroizing<String>);

impl PlainPassword {
    /// Takes what was typed.
    #[must_use]
    pub fn new(typed: impl Into<String>) -> Self {
        Self(Zeroizing::new(typed.into()))
    }

    /// The password itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PlainPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainPassword(..)")
    }
}
