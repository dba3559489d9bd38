//! Random text as Django makes it.

use crate::Randomness;

const CHARACTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/// The largest multiple of 62 in a byte; bytes from here on would favour the first characters.
const FAIR: u8 = 248;
/// Characters of a salt: as many as 128 bits take.
const SALT_LENGTH: usize = 22;
/// Django's `BasePasswordHasher.salt_entropy` (bits).
const MIN_ENTROPY: f64 = 128.0;

/// Letters and digits, each as likely as any other; Django's `get_random_string`.
pub(in crate::accounts) fn random_string(randomness: &dyn Randomness, length: usize) -> String {
    let mut text = String::with_capacity(length);
    let mut bytes = [0_u8; 64];
    while text.len() < length {
        randomness.fill(&mut bytes);
        let fair = bytes.iter().filter(|&&byte| byte < FAIR);
        let characters = fair.filter_map(|byte| CHARACTERS.get(usize::from(byte % 62)));
        text.extend(characters.take(length - text.len()).map(|&c| char::from(c)));
    }
    text
}

/// A new salt of 131 bits; Django's `BasePasswordHasher.salt`.
pub(super) fn fresh(randomness: &dyn Randomness) -> String {
    random_string(randomness, SALT_LENGTH)
}

/// A salt of `length` characters holds less than 128 bits; Django's `must_update_salt`.
pub(super) fn is_weak(length: usize) -> bool {
    let characters = u32::try_from(length).unwrap_or(u32::MAX);
    f64::from(characters) * 62_f64.log2() < MIN_ENTROPY
}
