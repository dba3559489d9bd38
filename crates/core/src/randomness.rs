//! Where unpredictable bytes come from.

use std::fmt;

/// A source of unpredictable bytes: the operating system's in production, a seeded one in tests.
pub trait Randomness: fmt::Debug + Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// `N` random bytes as twice as many lower-case hex digits: 16 are a `jti` of SimpleJWT's, 20 a token of DRF's.
pub(crate) fn hex<const N: usize>(randomness: &dyn Randomness) -> String {
    let mut bytes = [0_u8; N];
    randomness.fill(&mut bytes);
    let digits = |byte: u8| [byte >> 4, byte & 0xF].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'));
    bytes.into_iter().flat_map(digits).collect()
}
