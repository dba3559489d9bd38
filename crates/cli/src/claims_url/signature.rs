//! How the program that gives claims knows that it is us who ask.

use aws_lc_rs::hmac;
use countersign_token::Timestamp;

/// Its value: `t=<Unix seconds>,v1=<64 hexadecimal digits>`.
pub(super) const HEADER: &str = "countersign-signature";

/// Signs with HMAC-SHA-256.
pub(super) struct Signer(hmac::Key);

impl Signer {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The header's value for `body`: the signature is that of `<t>.<body>`, so that an old request cannot be sent again as a
    /// new one.
    pub(super) fn sign(&self, at: Timestamp, body: &[u8]) -> String {
        let at = at.unix();
        let mut context = hmac::Context::with_key(&self.0);
        context.update(at.to_string().as_bytes());
        context.update(b".");
        context.update(body);
        let mut value = format!("t={at},v1=");
        for byte in context.sign().as_ref() {
            value.extend([byte >> 4, byte & 15].into_iter().filter_map(|half| char::from_digit(half.into(), 16)));
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `hmac.new(b"secret", b'1700000000.{"a":1}', "sha256").hexdigest()` in Python.
    #[test]
    fn a_signature_is_what_python_makes_of_time_and_body() {
        let header = Signer::new(b"secret").sign(Timestamp::from_unix(1_700_000_000), b"{\"a\":1}");
        assert_eq!(header, "t=1700000000,v1=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686");
    }
}
