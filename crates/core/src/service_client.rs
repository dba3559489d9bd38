//! What a program proves itself with (RFC 6749 §2.3.1).

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use zeroize::Zeroizing;

use crate::{LETTERS_AND_DIGITS, Randomness, random_text};

/// Letters and digits in a secret: 256 unpredictable bits. Neither it nor a name begins with a hyphen, which a command line would
/// take for an option.
const SECRET_LENGTH: usize = 43;
/// Letters and digits in a name.
const ID_LENGTH: usize = 16;
/// No name is longer (bytes).
const LONGEST_ID: usize = 64;

/// Names one program.
///
/// ```
/// use countersign_core::ClientId;
///
/// assert!(ClientId::parse("h3Kf0a-b_9").is_some());
/// assert!(ClientId::parse("").is_none() && ClientId::parse("a b").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(String);

impl ClientId {
    /// A new name.
    #[must_use]
    pub fn random(randomness: &dyn Randomness) -> Self {
        Self(random_text(randomness, LETTERS_AND_DIGITS, ID_LENGTH))
    }

    /// Reads a name; `None`: nobody is called that.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let is_id = (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(is_good);
        is_id.then(|| Self(text.to_owned()))
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A program's secret. `Debug` shows nothing of it.
///
/// ```
/// use countersign_core::ClientSecret;
///
/// let secret = ClientSecret::new("opensesame");
/// assert!(secret.hash().is_of(&ClientSecret::new("opensesame")) && !secret.hash().is_of(&ClientSecret::new("")));
/// assert_eq!(format!("{secret:?}"), "ClientSecret(_)");
/// ```
pub struct ClientSecret(Zeroizing<String>);

impl ClientSecret {
    /// A new secret of 256 unpredictable bits.
    #[must_use]
    pub fn random(randomness: &dyn Randomness) -> Self {
        Self(Zeroizing::new(random_text(randomness, LETTERS_AND_DIGITS, SECRET_LENGTH)))
    }

    /// One that somebody presents.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// What is kept of it. The secret is not to be guessed, so that a fast hash serves.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        let mut hash = [0_u8; 32];
        hash.copy_from_slice(digest(&SHA256, self.0.as_bytes()).as_ref());
        SecretHash(hash)
    }

    /// The secret itself, to be shown once.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(_)")
    }
}

/// SHA-256 of a [`ClientSecret`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// As it was kept; `None`: those are no 32 bytes.
    #[must_use]
    pub fn from_column(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// As it is kept.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// It is the hash of `presented`. Takes the same time whatever was presented.
    #[must_use]
    pub fn is_of(&self, presented: &ClientSecret) -> bool {
        verify_slices_are_equal(&self.0, &presented.hash().0).is_ok()
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(_)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts.
    #[derive(Debug, Default)]
    struct Counter(std::sync::atomic::AtomicU8);

    impl Randomness for Counter {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill_with(|| self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }
    }

    #[test]
    fn a_command_line_takes_neither_a_name_nor_a_secret_for_an_option() {
        let counter = Counter::default();
        for _ in 0..256 {
            let (id, secret) = (ClientId::random(&counter), ClientSecret::random(&counter));
            assert!([id.as_str(), secret.expose()].iter().all(|text| text.bytes().all(|b| b.is_ascii_alphanumeric())));
            assert_eq!((ClientId::parse(id.as_str()), secret.expose().len()), (Some(id), SECRET_LENGTH));
        }
    }
}
