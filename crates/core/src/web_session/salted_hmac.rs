//! Django's `salted_hmac` with SHA-256.

use aws_lc_rs::digest::{self, Context};
use aws_lc_rs::hmac;

use super::SecretKey;

/// HMAC-SHA256 of `value` under a key of its own for each `salt`.
pub(crate) fn salted_hmac(salt: &[&str], value: &str, secret: &SecretKey) -> hmac::Tag {
    let mut key = Context::new(&digest::SHA256);
    for part in salt {
        key.update(part.as_bytes());
    }
    key.update(secret.expose().as_bytes());
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.finish().as_ref()), value.as_bytes())
}
