//! Where unpredictable bytes come from.

use std::fmt;

/// A source of unpredictable bytes: the operating system's in production, a seeded one in tests.
pub trait Randomness: fmt::Debug + Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// The letters and digits that Django draws from; its `RANDOM_STRING_CHARS`.
pub const LETTERS_AND_DIGITS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Text of `length` of these characters, each as likely as any other; Django's `get_random_string`. Of no characters, or of more
/// than 256, there is no text.
#[must_use]
pub fn random_text(randomness: &dyn Randomness, characters: &[u8], length: usize) -> String {
    let mut text = String::with_capacity(length);
    if characters.is_empty() || characters.len() > 256 {
        return text;
    }
    // Bytes from here on would favour the first characters.
    let fair = 256 - 256 % characters.len();
    let mut bytes = [0_u8; 64];
    while text.len() < length {
        randomness.fill(&mut bytes);
        let fair = bytes.iter().map(|&byte| usize::from(byte)).filter(|&byte| byte < fair);
        let drawn = fair.filter_map(|byte| characters.get(byte % characters.len()));
        text.extend(drawn.take(length - text.len()).map(|&c| char::from(c)));
    }
    text
}

/// `N` random bytes as twice as many lower-case hex digits: 16 are a `jti` of SimpleJWT's, 20 a token of DRF's.
pub(crate) fn hex<const N: usize>(randomness: &dyn Randomness) -> String {
    let mut bytes = [0_u8; N];
    randomness.fill(&mut bytes);
    let digits = |byte: u8| [byte >> 4, byte & 0xF].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'));
    bytes.into_iter().flat_map(digits).collect()
}
