//! Random text as Django makes it.

use crate::randomness::{LETTERS_AND_DIGITS, Randomness, random_text};

/// Characters of a salt: as many as 128 bits take.
const SALT_LENGTH: usize = 22;
/// Django's `BasePasswordHasher.salt_entropy` (bits).
const MIN_ENTROPY: f64 = 128.0;

/// Letters and digits, each as likely as any other; Django's `get_random_string`.
pub(in crate::accounts) fn random_string(randomness: &dyn Randomness, length: usize) -> String {
    random_text(randomness, LETTERS_AND_DIGITS, length)
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
