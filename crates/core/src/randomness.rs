//! Where unpredictable bytes come from.

use std::fmt;

/// A source of unpredictable bytes: the operating system's in production, a seeded one in tests.
pub trait Randomness: fmt::Debug + Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// 128 random bits as 32 lower-case hex digits, the form of SimpleJWT's `jti`.
pub(crate) fn hex_128(randomness: &dyn Randomness) -> String {
    let mut bytes = [0_u8; 16];
    randomness.fill(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}
