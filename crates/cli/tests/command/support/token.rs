//! Tokens, taken apart and put together without the crate that is tested.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

pub(crate) fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn header(token: &str) -> Value {
    segment(token, 0)
}

pub(crate) fn payload(token: &str) -> Value {
    segment(token, 1)
}

pub(crate) fn jti(token: &str) -> String {
    payload(token)["jti"].as_str().unwrap().to_owned()
}

/// A token that nobody has signed.
pub(crate) fn unsigned(claims: &Value) -> String {
    format!("{}.{}.{}", b64(r#"{"alg":"HS256","typ":"JWT"}"#), b64(claims.to_string()), b64([7; 32]))
}

/// A JWS over any bytes.
pub(crate) fn hs256(secret: &[u8], payload: &[u8]) -> String {
    let signed = format!("{}.{}", b64(r#"{"alg":"HS256"}"#), b64(payload));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
    format!("{signed}.{}", b64(tag))
}

fn segment(token: &str, at: usize) -> Value {
    let text = token.split('.').nth(at).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}
