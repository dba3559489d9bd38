//! HMAC secrets.

use aws_lc_rs::hmac;

use super::{KeyError, suite::Suite};
use crate::Algorithm;

/// How long a secret must be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// As long as its hash (RFC 7518 §3.2).
    Full,
    /// Anything but empty, for a Django `SECRET_KEY` that is already in use.
    Any,
}

pub(super) fn hmac_key(algorithm: Algorithm, secret: &[u8], strength: Strength) -> Result<hmac::Key, KeyError> {
    let Suite::Hmac(hash) = Suite::of(algorithm) else { return Err(KeyError::WrongKind) };
    if secret.is_empty() {
        return Err(KeyError::EmptySecret);
    }
    if is_key_file(secret) {
        return Err(KeyError::KeyFileAsSecret);
    }
    if strength == Strength::Full && secret.len() < hash.tag_len() {
        return Err(KeyError::WeakSecret(hash.tag_len()));
    }
    Ok(hmac::Key::new(hash, secret))
}

/// PEM anywhere in the text, or a public key as OpenSSH writes it.
fn is_key_file(secret: &[u8]) -> bool {
    const PEM: &[u8] = b"-----BEGIN ";
    const OPENSSH: [&[u8]; 3] = [b"ssh-rsa ", b"ssh-ed25519 ", b"ecdsa-sha2-"];
    secret.windows(PEM.len()).any(|window| window == PEM)
        || OPENSSH.iter().any(|start| secret.trim_ascii_start().starts_with(start))
}
