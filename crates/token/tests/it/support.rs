//! A fixed time, a fixed secret, and tokens as an attacker would write them.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_token::{
    Algorithm, DecodeError, Jti, KeySet, SigningKey, Timestamp, TokenPolicy, Verifier, VerifyingKey,
};

pub(crate) const SECRET: &[u8] = b"a secret of thirty-two bytes, yes";
pub(crate) const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
pub(crate) const CLAIMS: &str = r#"{"token_type":"access","exp":1750000900,"iat":1750000000,"jti":"a","user_id":"7"}"#;
pub(crate) const NOW: Timestamp = Timestamp::from_unix(1_750_000_000);

pub(crate) fn key() -> SigningKey {
    SigningKey::from_secret(Algorithm::Hs256, SECRET).unwrap()
}

pub(crate) fn jti(byte: u8) -> Jti {
    Jti::from_random([byte; 16])
}

pub(crate) fn set(key: &SigningKey) -> KeySet {
    KeySet::new(vec![key.verifying_key()]).unwrap()
}

pub(crate) fn verifier() -> Verifier {
    Verifier::new(set(&key()), TokenPolicy::default())
}

pub(crate) fn b64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token over any header and payload text, signed with `SECRET`.
pub(crate) fn forge(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    forge_with(SECRET, header, payload)
}

pub(crate) fn forge_with(secret: &[u8], header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
    mac(secret, &format!("{}.{}", b64(header), b64(payload)))
}

/// Two segments as they are, and their HMAC.
pub(crate) fn mac(secret: &[u8], segments: &str) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), segments.as_bytes());
    format!("{segments}.{}", b64(tag))
}

/// What the verifier of `SECRET` says about a token.
pub(crate) fn refusal(token: &str) -> Option<DecodeError> {
    verifier().decode(token, NOW).err()
}

/// The same for a genuine token with these claims.
pub(crate) fn refusal_of_claims(payload: impl AsRef<[u8]>) -> Option<DecodeError> {
    refusal(&forge(HEADER, payload))
}

pub(crate) fn verifying(algorithm: Algorithm, pem: &str) -> VerifyingKey {
    VerifyingKey::from_pem(algorithm, pem).unwrap()
}
