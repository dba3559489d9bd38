//! A password column, taken apart.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use super::algorithm::Algorithm;
use super::argon2::Argon2Hash;
use super::bcrypt::BcryptHash;
use super::md5::Md5Hash;
use super::pbkdf2::{Digest, Pbkdf2Hash};
use super::scrypt::ScryptHash;
use crate::accounts::password::PasswordHash;

/// Bytes of a column that are looked at; Django's own holds 128 characters.
const MAX_LENGTH: usize = 1024;

/// Why no password can be checked against a column. To the client all of them look like a wrong password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unverifiable {
    /// Made so on purpose (it begins with `!`), or empty.
    #[error("the account has no usable password")]
    Unusable,
    /// The first field names no algorithm, or one that is not read here.
    #[error("the password hash is of an unknown algorithm, or of one that is not listed")]
    UnknownAlgorithm,
    /// The algorithm is known, the rest is not in its format.
    #[error("the password hash is malformed")]
    Malformed,
    /// The hash asks for more memory or time than is granted, or is longer than any.
    #[error("the password hash costs more than the caps allow")]
    TooCostly,
    /// The memory that the hash asks for, which is within the caps, cannot be had at present.
    #[error("there is no memory for the password hash")]
    OutOfMemory,
    /// Plain bcrypt takes 72 bytes, and more were given. What older libraries did, to drop the rest, would take any tail.
    #[error("the password is longer than bcrypt takes")]
    PasswordTooLong,
}

/// A hash, taken apart.
#[derive(Debug)]
pub(in crate::accounts::password) enum Encoded<'a> {
    Argon2(Argon2Hash),
    Pbkdf2(Pbkdf2Hash<'a>),
    Bcrypt(BcryptHash<'a>),
    Scrypt(ScryptHash<'a>),
    Md5(Md5Hash<'a>),
}

impl<'a> Encoded<'a> {
    pub(in crate::accounts::password) fn parse(stored: &'a PasswordHash) -> Result<Self, Unverifiable> {
        let (algorithm, rest) = split(stored)?;
        match algorithm {
            Algorithm::Argon2 => Argon2Hash::parse(rest).map(Self::Argon2),
            Algorithm::Pbkdf2Sha256 => Pbkdf2Hash::parse(Digest::Sha256, rest).map(Self::Pbkdf2),
            Algorithm::Pbkdf2Sha1 => Pbkdf2Hash::parse(Digest::Sha1, rest).map(Self::Pbkdf2),
            Algorithm::BcryptSha256 | Algorithm::Bcrypt => BcryptHash::parse(algorithm, rest).map(Self::Bcrypt),
            Algorithm::Scrypt => ScryptHash::parse(rest).map(Self::Scrypt),
            Algorithm::Md5 => Md5Hash::parse(rest).map(Self::Md5),
        }
    }

    pub(in crate::accounts::password) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Argon2(_) => Algorithm::Argon2,
            Self::Pbkdf2(hash) => hash.algorithm(),
            Self::Bcrypt(hash) => hash.algorithm(),
            Self::Scrypt(_) => Algorithm::Scrypt,
            Self::Md5(_) => Algorithm::Md5,
        }
    }

    /// Whether it is the hash of the password.
    pub(super) fn fits(&self, password: &[u8]) -> Result<bool, Unverifiable> {
        match self {
            Self::Argon2(hash) => hash.fits(password),
            Self::Pbkdf2(hash) => Ok(hash.fits(password)),
            Self::Bcrypt(hash) => hash.fits(password),
            Self::Scrypt(hash) => hash.fits(password),
            Self::Md5(hash) => Ok(hash.fits(password)),
        }
    }
}

/// The algorithm, and what follows its name and a `$`; Django's `identify_hasher`.
pub(super) fn split(stored: &PasswordHash) -> Result<(Algorithm, &str), Unverifiable> {
    let column = stored.expose();
    if !stored.is_usable() || column.is_empty() {
        return Err(Unverifiable::Unusable);
    }
    let (name, rest) = column.split_once('$').ok_or(Unverifiable::UnknownAlgorithm)?;
    let algorithm = Algorithm::parse(name).ok_or(Unverifiable::UnknownAlgorithm)?;
    if column.len() > MAX_LENGTH { Err(Unverifiable::TooCostly) } else { Ok((algorithm, rest)) }
}

/// A number as every implementation writes it: digits, no sign, no leading zero.
pub(super) fn canonical_number(digits: &str) -> Result<u64, Unverifiable> {
    let canonical = digits.bytes().all(|b| b.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    if canonical { digits.parse().map_err(|_| Unverifiable::Malformed) } else { Err(Unverifiable::Malformed) }
}

/// The same, where more than 32 bits are more than is granted.
pub(super) fn small_number(digits: &str) -> Result<u32, Unverifiable> {
    u32::try_from(canonical_number(digits)?).map_err(|_| Unverifiable::TooCostly)
}

/// Bytes in lower-case hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> Zeroizing<String> {
    let mut digits = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    for byte in bytes {
        // Writing to a text cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}
