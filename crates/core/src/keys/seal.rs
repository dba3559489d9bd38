//! Private keys at rest: AES-256-GCM under a key that is not in the database.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::Randomness;

/// Seals and opens private keys (`keys.encryption_key`, or the file `countersign.key`): 32 random bytes.
pub struct SealingKey(LessSafeKey);

impl SealingKey {
    /// Length of the key in bytes.
    pub const LEN: usize = 32;

    /// From the 32 bytes.
    ///
    /// # Errors
    /// Any other length.
    pub fn new(bytes: &[u8]) -> Result<Self, SealError> {
        UnboundKey::new(&AES_256_GCM, bytes).map(|key| Self(LessSafeKey::new(key))).map_err(|_| SealError::KeyLength)
    }

    /// Seals `plain`; `context` (the key's name and algorithm) must be the same at opening, so that no sealed key can be put
    /// in another's place. The result is nonce, ciphertext, tag.
    ///
    /// # Errors
    /// `plain` is longer than AES-GCM allows.
    pub fn seal(&self, plain: &[u8], context: &str, randomness: &dyn Randomness) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0_u8; NONCE_LEN];
        randomness.fill(&mut nonce);
        let mut text = plain.to_vec();
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut text)
            .map_err(|_| SealError::DoesNotOpen)?;
        Ok([nonce.as_slice(), &text].concat())
    }

    /// Opens what [`SealingKey::seal`] sealed.
    ///
    /// # Errors
    /// Another key, another context, or a changed byte.
    pub fn open(&self, sealed: &[u8], context: &str) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or(SealError::DoesNotOpen)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::DoesNotOpen)?;
        let mut text = Zeroizing::new(text.to_vec());
        let plain = self.0.open_in_place(nonce, Aad::from(context), &mut text).map_err(|_| SealError::DoesNotOpen)?;
        Ok(Zeroizing::new(plain.to_vec()))
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

/// A key could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The sealing key is not 32 bytes.
    #[error("the key that seals signing keys must be 32 bytes")]
    KeyLength,
    /// Sealed under another key, for another name, or changed.
    #[error("the sealed signing key does not open with this key")]
    DoesNotOpen,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Counting;
    impl Randomness for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    #[test]
    fn a_sealed_key_opens_only_with_its_key_its_context_and_its_bytes() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        let sealed = key.seal(b"private", "kid ES256", &Counting).unwrap();
        assert_eq!(key.open(&sealed, "kid ES256").unwrap().as_slice(), b"private");
        assert!(!sealed.windows(7).any(|window| window == b"private"));
        assert!(key.open(&sealed, "other ES256").is_err());
        assert!(SealingKey::new(&[2; 32]).unwrap().open(&sealed, "kid ES256").is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(&changed, "kid ES256").is_err(), "byte {at}");
        }
        assert!(key.open(&sealed[..5], "kid ES256").is_err());
    }
}
