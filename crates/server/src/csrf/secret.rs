//! The secret, and the forms in which it is repeated.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use countersign_core::{LETTERS_AND_DIGITS, Randomness, random_text};

const LENGTH: usize = 32;

/// The secret of one browser: 32 letters and digits.
pub(crate) struct CsrfSecret(String);

/// Text that is neither a secret nor a masked one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadFormat {
    Length,
    Characters,
}

impl CsrfSecret {
    pub(crate) fn random(randomness: &dyn Randomness) -> Self {
        Self(random_text(randomness, LETTERS_AND_DIGITS, LENGTH))
    }

    /// A secret as it is (32 characters), or masked (64).
    pub(crate) fn read(text: &str) -> Result<Self, BadFormat> {
        let count = text.chars().count();
        if count != LENGTH && count != 2 * LENGTH {
            return Err(BadFormat::Length);
        }
        let indices: Option<Vec<_>> = text.bytes().map(index).collect();
        let indices = indices.ok_or(BadFormat::Characters)?;
        let (mask, cipher) = indices.split_at(indices.len() - LENGTH);
        if mask.is_empty() {
            return Ok(Self(text.to_owned()));
        }
        let count = LETTERS_AND_DIGITS.len();
        Ok(Self(cipher.iter().zip(mask).map(|(cipher, mask)| character(cipher + count - mask)).collect()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// A form's token: another one every time, so that a compressed page tells nothing of the secret.
    pub(crate) fn masked(&self, randomness: &dyn Randomness) -> String {
        let mask = random_text(randomness, LETTERS_AND_DIGITS, LENGTH);
        let pairs = self.0.bytes().zip(mask.bytes());
        let cipher: String =
            pairs.filter_map(|(secret, mask)| Some(character(index(secret)? + index(mask)?))).collect();
        mask + &cipher
    }

    /// In constant time.
    pub(crate) fn is(&self, other: &Self) -> bool {
        verify_slices_are_equal(self.0.as_bytes(), other.0.as_bytes()).is_ok()
    }
}

impl fmt::Debug for CsrfSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CsrfSecret(…)")
    }
}

fn index(character: u8) -> Option<usize> {
    LETTERS_AND_DIGITS.iter().position(|&known| known == character)
}

fn character(index: usize) -> char {
    LETTERS_AND_DIGITS.get(index % LETTERS_AND_DIGITS.len()).map_or('a', |&byte| char::from(byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MASKED: &str = "NPSMcoysRA1qcdep0lkaWKQq894d5gSmNgUfgTEZZ9b1oQs4g2CTgvcdwYU4X9Mh";

    #[derive(Debug)]
    struct Dice(u8);

    impl Randomness for Dice {
        fn fill(&self, bytes: &mut [u8]) {
            for (byte, at) in bytes.iter_mut().zip(0_u8..) {
                *byte = self.0.wrapping_add(at.wrapping_mul(37));
            }
        }
    }

    #[test]
    fn a_token_that_django_masked_is_unmasked() {
        // _mask_cipher_secret of Django 5.2.19.
        let secret = "aBcDeFgHiJkLmNoPqRsTuVwXyZ012345";
        assert!(CsrfSecret::read(MASKED).unwrap().is(&CsrfSecret::read(secret).unwrap()));
    }

    #[test]
    fn what_can_be_no_secret_is_told_why() {
        for (text, why) in [
            (String::new(), BadFormat::Length),
            ("a".repeat(33), BadFormat::Length),
            ("a".repeat(65), BadFormat::Length),
            ("é".repeat(32), BadFormat::Characters),
            (format!("{}-", "a".repeat(31)), BadFormat::Characters),
            (format!("{} ", "a".repeat(63)), BadFormat::Characters),
        ] {
            assert_eq!(CsrfSecret::read(&text).unwrap_err(), why, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_masked_secret_comes_back(secret in "[a-zA-Z0-9]{32}", seed in any::<u8>()) {
            let secret = CsrfSecret::read(&secret).unwrap();
            let masked = secret.masked(&Dice(seed));
            prop_assert_eq!(masked.len(), 64);
            prop_assert!(CsrfSecret::read(&masked).unwrap().is(&secret));
        }

        #[test]
        fn foreign_text_never_fails_the_server(text in "\\PC{0,70}") {
            let _ = CsrfSecret::read(&text);
        }
    }
}
