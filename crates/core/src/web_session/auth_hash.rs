//! Django's session auth hash: a session that has another password's hash is over.

use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::salted_hmac::salted_hmac;
use super::{SecretKey, SecretKeys};
use crate::accounts::PasswordHash;

const SALT: &str = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash";

/// How a session's hash stands to the user's password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthHash {
    /// It is that of the password, under the current key.
    Current,
    /// It is that of the password, under a key before: to be renewed.
    Fallback,
    /// The password was changed, or the key is another.
    Other,
}

/// Django's `get_session_auth_hash`: 64 lower-case hex digits.
#[must_use]
pub fn session_auth_hash(password: &PasswordHash, secret: &SecretKey) -> String {
    let tag = salted_hmac(&[SALT], password.expose(), secret);
    let digits = tag.as_ref().iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// Compares, in constant time, a session's hash with that of the password column.
#[must_use]
pub fn verify_session_auth_hash(keys: &SecretKeys, password: &PasswordHash, given: &str) -> AuthHash {
    let fits = |key| {
        let wanted = session_auth_hash(password, key);
        verify_slices_are_equal(wanted.as_bytes(), given.as_bytes()).is_ok()
    };
    if fits(keys.current()) {
        AuthHash::Current
    } else if keys.fallbacks().iter().any(fits) {
        AuthHash::Fallback
    } else {
        AuthHash::Other
    }
}
