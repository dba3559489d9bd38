//! `[password]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How passwords are checked and stored.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Password {
    /// How passwords are stored: the first one makes new hashes, and all of them are read.
    #[schemars(extend("django" = "PASSWORD_HASHERS"))]
    pub(crate) hashers: Vec<HasherName>,
    /// The cost of `pbkdf2_sha256`; the default is Django 5.2's.
    pub(crate) pbkdf2_iterations: u32,
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
            hashers: vec![HasherName::Argon2, HasherName::Pbkdf2Sha256],
            pbkdf2_iterations: 1_000_000,
            validators: vec![UserAttributeSimilarity, MinimumLength, Common, Numeric],
            min_length: 8,
        }
    }
}

/// A hash format, by Django's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HasherName {
    Argon2,
    Pbkdf2Sha256,
}

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
