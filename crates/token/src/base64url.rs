//! Base64url without padding (RFC 7515 §2), one spelling per value.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn append(bytes: &[u8], to: &mut String) {
    URL_SAFE_NO_PAD.encode_string(bytes, to);
}

/// Characters that so many bytes become.
pub(crate) fn encoded_len(bytes: usize) -> usize {
    bytes.saturating_mul(4).div_ceil(3)
}

/// `None` for padding, whitespace, `+` and `/`, and for set bits after the last byte.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn every_value_has_one_spelling() {
        assert_eq!(encode([0xfb, 0xff]), "-_8");
        assert_eq!(decode("-_8"), Some(vec![0xfb, 0xff]));
        for other in ["-_9", "-_8=", "+/8", "-_8\n", " -_8", "-_8A=", "-", "-_8%3D", "\u{feff}-_8"] {
            assert_eq!(decode(other), None, "{other:?}");
        }
    }
}
