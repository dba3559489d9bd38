//! The protected header: what is read of it, and how ours is written.

use serde_json::{Map, Value};

use crate::{Algorithm, DecodeError, base64url, json};

/// The parts of a header that decide anything. `jku`, `x5u`, `jwk`, `x5c` and `typ` are not read at all (RFC 8725 §3.10).
pub(crate) struct Header {
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: Option<String>,
}

impl Header {
    pub(crate) fn parse(segment: &str) -> Result<(Self, Map<String, Value>), DecodeError> {
        let bytes = base64url::decode(segment).ok_or(DecodeError::Malformed)?;
        let members = json::parse_object(&bytes).ok_or(DecodeError::Malformed)?;
        // We understand no extension, so that a critical one, or an empty list of them, is refused (RFC 7515 §4.1.11).
        // With `b64: false` the signature would cover other bytes; anything but `true` there is refused (RFC 7797).
        if members.contains_key("crit") || members.get("b64").is_some_and(|b64| *b64 != Value::Bool(true)) {
            return Err(DecodeError::UnsupportedHeader);
        }
        let kid = match members.get("kid") {
            None => None,
            Some(Value::String(kid)) => Some(kid.clone()),
            Some(_) => return Err(DecodeError::Malformed),
        };
        let name = members.get("alg").and_then(Value::as_str).ok_or(DecodeError::UnknownAlgorithm)?;
        let algorithm = name.parse().map_err(|_| DecodeError::UnknownAlgorithm)?;
        Ok((Self { algorithm, kid }, members))
    }
}

/// The encoded header of a key's tokens: its members sorted by name, as PyJWT writes them.
pub(crate) fn encode(algorithm: Algorithm, kid: Option<&str>) -> String {
    let mut members = Map::new();
    members.insert("alg".to_owned(), algorithm.as_str().into());
    if let Some(kid) = kid {
        members.insert("kid".to_owned(), kid.into());
    }
    members.insert("typ".to_owned(), "JWT".into());
    base64url::encode(json::to_python_bytes(&members))
}
