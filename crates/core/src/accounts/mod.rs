//! What makes an account: the rules of names, addresses and passwords, and the hashes that passwords are kept as.
//!
//! The rules are those of `django.contrib.auth`, to the letter: both servers give the same answer for the same input,
//! so a database can be shared, or taken over, with every account intact. What the real thing answers is recorded in
//! `judged/` and compared in the tests.

mod char_field;
mod complaint;
mod email;
mod password;
mod pool;
mod python_text;
#[cfg(test)]
mod tests;
mod username;

pub use complaint::{Complaint, PersonalAttribute};
pub use email::{EMAIL_MAX_LENGTH, email_errors, is_valid_email, normalize_email};
pub use password::{
    Algorithm, Algorithms, Argon2Cost, BcryptRounds, Checked, CostOutOfRange, Fingerprint, Hashers, MaxSimilarity,
    PASSWORD_MAX_LENGTH, PasswordHash, PasswordValidators, Pbkdf2Iterations, PersonalAttributes, PlainPassword, Rule,
    ScryptCost, SimilarityOutOfRange, Unverifiable, password_field_errors,
};
pub use pool::{HashingPool, Overloaded, PoolLimits};
pub use username::{USERNAME_MAX_LENGTH, normalize_username, username_errors};
