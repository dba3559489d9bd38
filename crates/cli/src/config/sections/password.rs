//! `[password]`

use countersign_core::accounts::Algorithm;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// How passwords are checked and stored.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Password {
    /// How passwords are stored: the first one makes new hashes, and all of them are read. A hash of an algorithm that is not
    /// named here is refused, so name all that the database holds. The names of Django's classes do as well, with and without
    /// their path.
    ///
    /// Not set, it is `["argon2", "pbkdf2_sha256", "pbkdf2_sha1", "bcrypt_sha256", "scrypt"]`, with `pbkdf2_sha256` first in a
    /// database that a Django made: not every Django reads Argon2. As in Django, `bcrypt` (which takes 72 bytes of a password)
    /// and `md5` (which is broken) are read only where they are named.
    #[schemars(extend("django" = "PASSWORD_HASHERS"), example = &["argon2", "pbkdf2_sha256"])]
    pub(crate) hashers: Option<Vec<HasherName>>,
    /// The cost of `pbkdf2_sha256` and `pbkdf2_sha1`, 1 to 10,000,000; the default is Django 5.2's, and Django 6.0 has 1,200,000.
    /// A hash of another cost is made anew at its owner's next login: two servers on one database should agree in every cost.
    #[schemars(extend("django" = "PBKDF2PasswordHasher.iterations"))]
    pub(crate) pbkdf2_iterations: u32,
    /// The passes of `argon2` over its memory, 1 to 16.
    #[schemars(extend("django" = "Argon2PasswordHasher.time_cost"))]
    pub(crate) argon2_time_cost: u32,
    /// The memory of `argon2` in KiB, to 262,144, and 8 for each lane. Not set, it is 19,456, or Django's 102,400 in a database
    /// that a Django made. As many hashes are computed at a time as the machine has cores.
    #[schemars(extend("django" = "Argon2PasswordHasher.memory_cost"), example = 19_456)]
    pub(crate) argon2_memory_cost: Option<u32>,
    /// The lanes of `argon2`, 1 to 16. Not set, it is 1, or Django's 8 in a database that a Django made.
    #[schemars(extend("django" = "Argon2PasswordHasher.parallelism"), example = 1)]
    pub(crate) argon2_parallelism: Option<u32>,
    /// The cost of `bcrypt_sha256` and `bcrypt`, 4 to 16; each round doubles the time.
    #[schemars(extend("django" = "BCryptSHA256PasswordHasher.rounds"))]
    pub(crate) bcrypt_rounds: u32,
    /// The cost N of `scrypt`, a power of two. With r and p: N·r·p to 16,777,216, and 128·r·(N+p+2) to 256 MiB of memory.
    #[schemars(extend("django" = "ScryptPasswordHasher.work_factor"))]
    pub(crate) scrypt_work_factor: u32,
    /// The cost r of `scrypt`.
    #[schemars(extend("django" = "ScryptPasswordHasher.block_size"))]
    pub(crate) scrypt_block_size: u32,
    /// The cost p of `scrypt`.
    #[schemars(extend("django" = "ScryptPasswordHasher.parallelism"))]
    pub(crate) scrypt_parallelism: u32,
    /// What a new password must pass.
    #[schemars(extend("django" = "AUTH_PASSWORD_VALIDATORS"))]
    pub(crate) validators: Vec<ValidatorName>,
    /// The shortest password in characters, where `MinimumLengthValidator` is on.
    pub(crate) min_length: usize,
}

impl Default for Password {
    fn default() -> Self {
        use ValidatorName::{Common, MinimumLength, Numeric, UserAttributeSimilarity};
        Self {
            hashers: None,
            pbkdf2_iterations: 1_000_000,
            argon2_time_cost: 2,
            argon2_memory_cost: None,
            argon2_parallelism: None,
            bcrypt_rounds: 12,
            scrypt_work_factor: 16_384,
            scrypt_block_size: 8,
            scrypt_parallelism: 5,
            validators: vec![UserAttributeSimilarity, MinimumLength, Common, Numeric],
            min_length: 8,
        }
    }
}

/// A hash format, by Django's name of the algorithm; read by that of its class, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HasherName {
    Argon2,
    Pbkdf2Sha256,
    Pbkdf2Sha1,
    BcryptSha256,
    Scrypt,
    Bcrypt,
    Md5,
}

impl HasherName {
    const ALL: [Self; 7] =
        [Self::Argon2, Self::Pbkdf2Sha256, Self::Pbkdf2Sha1, Self::BcryptSha256, Self::Scrypt, Self::Bcrypt, Self::Md5];

    /// Of the module [`MODULE`].
    const fn class(self) -> &'static str {
        match self {
            Self::Argon2 => "Argon2PasswordHasher",
            Self::Pbkdf2Sha256 => "PBKDF2PasswordHasher",
            Self::Pbkdf2Sha1 => "PBKDF2SHA1PasswordHasher",
            Self::BcryptSha256 => "BCryptSHA256PasswordHasher",
            Self::Scrypt => "ScryptPasswordHasher",
            Self::Bcrypt => "BCryptPasswordHasher",
            Self::Md5 => "MD5PasswordHasher",
        }
    }
}

impl From<HasherName> for Algorithm {
    fn from(name: HasherName) -> Self {
        match name {
            HasherName::Argon2 => Self::Argon2,
            HasherName::Pbkdf2Sha256 => Self::Pbkdf2Sha256,
            HasherName::Pbkdf2Sha1 => Self::Pbkdf2Sha1,
            HasherName::BcryptSha256 => Self::BcryptSha256,
            HasherName::Scrypt => Self::Scrypt,
            HasherName::Bcrypt => Self::Bcrypt,
            HasherName::Md5 => Self::Md5,
        }
    }
}

impl<'de> Deserialize<'de> for HasherName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let class = name.strip_prefix(MODULE).unwrap_or(&name);
        let meant = |hasher: &Self| hasher.class() == class || Algorithm::from(*hasher).as_str() == name;
        Self::ALL.into_iter().find(meant).ok_or_else(|| {
            let known = Self::ALL.map(|hasher| format!("`{}`", Algorithm::from(hasher).as_str())).join(", ");
            D::Error::custom(format!("unknown hasher `{name}`, expected {known}, or Django's class of one"))
        })
    }
}

/// Where Django has its hashers.
const MODULE: &str = "django.contrib.auth.hashers.";

/// A password validator, by Django's name without the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub(crate) enum ValidatorName {
    #[serde(rename = "UserAttributeSimilarityValidator")]
    UserAttributeSimilarity,
    #[serde(rename = "MinimumLengthValidator")]
    MinimumLength,
    #[serde(rename = "CommonPasswordValidator")]
    Common,
    #[serde(rename = "NumericPasswordValidator")]
    Numeric,
}
