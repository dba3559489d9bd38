//! Passwords: what a new one must be, and the hash that is kept of it.

mod common;
mod fingerprint;
mod hasher;
mod plain;
mod salt;
mod similarity;
mod stored;
mod validators;

pub use fingerprint::Fingerprint;
#[cfg(test)]
pub(super) use hasher::work;
pub use hasher::{
    Algorithm, Algorithms, Argon2Cost, BcryptRounds, Checked, CostOutOfRange, Hashers, Pbkdf2Iterations, ScryptCost,
    Unverifiable,
};
pub use plain::PlainPassword;
#[cfg(test)]
pub(super) use salt::random_string;
pub use similarity::{MaxSimilarity, PersonalAttributes, SimilarityOutOfRange};
pub use stored::PasswordHash;
pub use validators::{PASSWORD_MAX_LENGTH, PasswordValidators, Rule, password_field_errors};
