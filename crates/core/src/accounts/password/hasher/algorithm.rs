//! Which algorithm an encoded hash is of.

use super::argon2::Argon2Hash;
use super::pbkdf2::Pbkdf2Hash;
use crate::accounts::password::PasswordHash;

/// The password hashing algorithms that are spoken here, under Django's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Algorithm {
    /// Argon2id (RFC 9106); `Argon2PasswordHasher`.
    #[default]
    Argon2,
    /// PBKDF2 with HMAC-SHA-256 (RFC 8018); `PBKDF2PasswordHasher`, the one that every Django reads.
    Pbkdf2Sha256,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Argon2, Self::Pbkdf2Sha256];

    /// The first field of an encoded hash.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Argon2 => "argon2",
            Self::Pbkdf2Sha256 => "pbkdf2_sha256",
        }
    }

    /// Reads the name that [`Algorithm::as_str`] gives.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

/// Why no password can be checked against a column. To the client all of them look like a wrong password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unverifiable {
    /// Made so on purpose (it begins with `!`), or empty.
    #[error("the account has no usable password")]
    Unusable,
    /// The first field names no algorithm that is spoken here.
    #[error("the password hash is of an unknown algorithm")]
    UnknownAlgorithm,
    /// The algorithm is known, the rest is not in its format.
    #[error("the password hash is malformed")]
    Malformed,
    /// The hash asks for more memory or time than is granted.
    #[error("the password hash costs more than the caps allow")]
    TooCostly,
    /// The memory that the hash asks for, which is within the caps, cannot be had at present.
    #[error("there is no memory for the password hash")]
    OutOfMemory,
}

/// A hash, taken apart.
#[derive(Debug)]
pub(in crate::accounts::password) enum Encoded<'a> {
    Argon2(Argon2Hash),
    Pbkdf2(Pbkdf2Hash<'a>),
}

impl<'a> Encoded<'a> {
    pub(in crate::accounts::password) fn parse(stored: &'a PasswordHash) -> Result<Self, Unverifiable> {
        if !stored.is_usable() || stored.expose().is_empty() {
            return Err(Unverifiable::Unusable);
        }
        let (name, rest) = stored.expose().split_once('$').ok_or(Unverifiable::UnknownAlgorithm)?;
        match Algorithm::parse(name).ok_or(Unverifiable::UnknownAlgorithm)? {
            Algorithm::Argon2 => Argon2Hash::parse(rest).map(Self::Argon2),
            Algorithm::Pbkdf2Sha256 => Pbkdf2Hash::parse(rest).map(Self::Pbkdf2),
        }
    }

    pub(in crate::accounts::password) const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Argon2(_) => Algorithm::Argon2,
            Self::Pbkdf2(_) => Algorithm::Pbkdf2Sha256,
        }
    }
}

/// A number as every implementation writes it: digits, no sign, no leading zero.
pub(super) fn canonical_number(digits: &str) -> Result<u64, Unverifiable> {
    let canonical = digits.bytes().all(|b| b.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    if canonical { digits.parse().map_err(|_| Unverifiable::Malformed) } else { Err(Unverifiable::Malformed) }
}
