//! SimpleJWT's fingerprint of a password column (`get_md5_hash_password`).

use md5::{Digest, Md5};

use super::PasswordHash;

/// The MD5 of a password column in upper-case hexadecimal digits: it tells that the column changed. It protects nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// As it stands in tokens.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl PasswordHash {
    /// Its fingerprint.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
        let digit = |half: u8| DIGITS.get(usize::from(half)).copied().unwrap_or_default();
        let digest = Md5::digest(self.expose());
        let mut text = [0; 32];
        for (pair, byte) in text.chunks_exact_mut(2).zip(digest) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        Fingerprint(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_simplejwts() {
        for (column, fingerprint) in
            [("", "D41D8CD98F00B204E9800998ECF8427E"), ("pbkdf2_sha256$1$a$b", "D189514B36275B5C49334DB961F35162")]
        {
            assert_eq!(PasswordHash::from_column(column).fingerprint().as_str(), fingerprint);
        }
    }
}
