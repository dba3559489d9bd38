//! `md5$salt$hash`: MD5 as Django's `MD5PasswordHasher` keeps it. It protects nothing: it is read so that it can be replaced.

use aws_lc_rs::constant_time;
use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::algorithm::Algorithm;
use super::encoded::{Unverifiable, hexadecimal};
#[cfg(test)]
use super::work;
use crate::accounts::password::salt;

/// Encodes a new hash.
pub(super) fn encode(password: &[u8], salt: &str) -> String {
    format!("{}${salt}${}", Algorithm::Md5.as_str(), derive(password, salt).as_str())
}

/// A hash, taken apart.
pub(in crate::accounts::password) struct Md5Hash<'a> {
    salt: &'a str,
    digits: &'a str,
}

impl<'a> Md5Hash<'a> {
    /// Reads what follows `md5$`. The salt is any text without a `$`.
    pub(super) fn parse(rest: &'a str) -> Result<Self, Unverifiable> {
        let (salt, digits) = rest.split_once('$').ok_or(Unverifiable::Malformed)?;
        let is_digit = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        let whole = !salt.is_empty() && digits.len() == DIGITS && digits.bytes().all(is_digit);
        if whole { Ok(Self { salt, digits }) } else { Err(Unverifiable::Malformed) }
    }

    /// Whether it is the hash of the password.
    pub(super) fn fits(&self, password: &[u8]) -> bool {
        let digits = derive(password, self.salt);
        constant_time::verify_slices_are_equal(digits.as_bytes(), self.digits.as_bytes()).is_ok()
    }

    /// Has a weak salt; Django's `must_update`.
    pub(super) fn is_outdated(&self) -> bool {
        salt::is_weak(self.salt.chars().count())
    }
}

impl std::fmt::Debug for Md5Hash<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Md5Hash(..)")
    }
}

fn derive(password: &[u8], salt: &str) -> Zeroizing<String> {
    #[cfg(test)]
    work::note(Algorithm::Md5, 0);
    let digest = Md5::new().chain_update(salt).chain_update(password).finalize();
    hexadecimal(&digest)
}

const DIGITS: usize = 32;
