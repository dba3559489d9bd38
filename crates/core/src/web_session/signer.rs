//! Django's `Signer` and `TimestampSigner`.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_token::Timestamp;

use super::base62;
use super::salted_hmac::salted_hmac;
use super::{SecretKey, SecretKeys};

const SEPARATOR: char = ':';

/// Signs text, in one name space for each salt.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'a> {
    keys: &'a SecretKeys,
    salt: &'a str,
}

/// The text was not signed with any of the keys under this salt, or was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match")]
pub struct BadSignature;

impl<'a> Signer<'a> {
    /// A signer under `salt`.
    #[must_use]
    pub fn new(keys: &'a SecretKeys, salt: &'a str) -> Self {
        Self { keys, salt }
    }

    /// `value`, a colon, and the signature of the current key.
    #[must_use]
    pub fn sign(&self, value: &str) -> String {
        format!("{value}{SEPARATOR}{}", self.signature(value, self.keys.current()))
    }

    /// What was signed, with the current key or one before it. Takes the same time wherever the signature is wrong.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn unsign<'s>(&self, signed: &'s str) -> Result<&'s str, BadSignature> {
        let (value, given) = signed.rsplit_once(SEPARATOR).ok_or(BadSignature)?;
        let fits = |key| verify_slices_are_equal(self.signature(value, key).as_bytes(), given.as_bytes()).is_ok();
        if self.keys.all().any(fits) { Ok(value) } else { Err(BadSignature) }
    }

    /// The same with the time in it (Django's `TimestampSigner`).
    #[must_use]
    pub fn sign_at(&self, value: &str, at: Timestamp) -> String {
        self.sign(&format!("{value}{SEPARATOR}{}", base62::encode(at.unix())))
    }

    /// What was signed, and when.
    ///
    /// # Errors
    /// [`BadSignature`], also where there is no time in it.
    pub fn unsign_at<'s>(&self, signed: &'s str) -> Result<(&'s str, Timestamp), BadSignature> {
        let (value, at) = self.unsign(signed)?.rsplit_once(SEPARATOR).ok_or(BadSignature)?;
        let at = base62::decode(at).ok_or(BadSignature)?;
        Ok((value, Timestamp::from_unix(at)))
    }

    fn signature(&self, value: &str, key: &SecretKey) -> String {
        URL_SAFE_NO_PAD.encode(salted_hmac(&[self.salt, "signer"], value, key))
    }
}
