//! The password hashing algorithms, and sets of them.

/// The password hashing algorithms of Django, under its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Algorithm {
    /// Argon2id (RFC 9106); `Argon2PasswordHasher`.
    #[default]
    Argon2,
    /// PBKDF2 with HMAC-SHA-256 (RFC 8018); `PBKDF2PasswordHasher`, the one that every Django reads.
    Pbkdf2Sha256,
    /// PBKDF2 with HMAC-SHA-1; `PBKDF2SHA1PasswordHasher`.
    Pbkdf2Sha1,
    /// bcrypt of the SHA-256 of the password; `BCryptSHA256PasswordHasher`.
    BcryptSha256,
    /// scrypt (RFC 7914); `ScryptPasswordHasher`.
    Scrypt,
    /// bcrypt of the password itself, which may have 72 bytes; `BCryptPasswordHasher`. Django reads it only where it is asked to.
    Bcrypt,
    /// MD5 with a salt, which is broken in no time; `MD5PasswordHasher`. Django reads it only where it is asked to.
    Md5,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Argon2, Self::Pbkdf2Sha256, Self::Pbkdf2Sha1, Self::BcryptSha256, Self::Scrypt, Self::Bcrypt, Self::Md5];

    /// The first field of an encoded hash.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Argon2 => "argon2",
            Self::Pbkdf2Sha256 => "pbkdf2_sha256",
            Self::Pbkdf2Sha1 => "pbkdf2_sha1",
            Self::BcryptSha256 => "bcrypt_sha256",
            Self::Scrypt => "scrypt",
            Self::Bcrypt => "bcrypt",
            Self::Md5 => "md5",
        }
    }

    /// Reads the name that [`Algorithm::as_str`] gives.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

/// Some of the algorithms: those that a list names, in any order. The default is those of Django's own `PASSWORD_HASHERS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithms(u8);

impl Algorithms {
    /// Whether it is one of them.
    #[must_use]
    pub const fn contains(self, algorithm: Algorithm) -> bool {
        self.0 & Self::bit(algorithm) != 0
    }

    const fn bit(algorithm: Algorithm) -> u8 {
        1 << algorithm as u8
    }
}

impl FromIterator<Algorithm> for Algorithms {
    fn from_iter<I: IntoIterator<Item = Algorithm>>(named: I) -> Self {
        Self(named.into_iter().fold(0, |set, algorithm| set | Self::bit(algorithm)))
    }
}

impl Default for Algorithms {
    fn default() -> Self {
        use Algorithm::{Argon2, BcryptSha256, Pbkdf2Sha1, Pbkdf2Sha256, Scrypt};
        [Argon2, Pbkdf2Sha256, Pbkdf2Sha1, BcryptSha256, Scrypt].into_iter().collect()
    }
}
