//! One of a token's texts between the dots, read as far as it can be.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use super::finding::Finding;
use super::strict::{self, MAX_DEPTH};

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What a text holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// A JSON object, as it should.
    Object(Map<String, Value>),
    /// Other JSON.
    Json(Value),
    /// No JSON.
    Bytes(Vec<u8>),
    /// Nothing that could be decoded.
    Nothing,
}

/// Decodes `text`, the token's `name`; whatever is wrong with it goes to `problems`.
pub(super) fn decoded(text: &str, name: &str, problems: &mut Vec<Finding>) -> Option<Vec<u8>> {
    if let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) {
        return Some(bytes);
    }
    let Ok(bytes) = LENIENT.decode(text.trim_end_matches('=').replace('+', "-").replace('/', "_")) else {
        let said = format!("the {name} is not base64url: a part of it may be missing");
        problems.push(Finding::new("not_base64url", said, "RFC 7515 §2"));
        return None;
    };
    let why = match () {
        () if text.contains(['+', '/']) => "`+` or `/` stand in it, where base64url has `-` and `_`",
        () if text.contains('=') => "`=` stands at its end",
        () => "its last character has stray bits",
    };
    let said = format!("the {name} is not canonical base64url: {why}");
    problems.push(Finding::new("not_canonical", said, "RFC 7515 §2"));
    Some(bytes)
}

/// Reads `text`, the token's `name`, which should be a JSON object.
pub(super) fn content(text: &str, name: &str, problems: &mut Vec<Finding>) -> Content {
    let Some(bytes) = decoded(text, name, problems) else { return Content::Nothing };
    let (value, notes) = match strict::read(&bytes) {
        Ok(read) => read,
        Err(cause) => {
            problems.push(Finding::new("not_json", format!("the {name} is no JSON: {cause}"), "RFC 7519 §7.2"));
            return Content::Bytes(bytes);
        }
    };
    for twice in notes.duplicates {
        let said = format!("{twice:?} stands twice in the {name}: two readers could read two tokens");
        problems.push(Finding::new("duplicate_member", said, "RFC 7519 §4, RFC 8725 §2.4"));
    }
    if notes.depth > MAX_DEPTH {
        let said = format!("the {name} nests {} deep, and {MAX_DEPTH} is the most", notes.depth);
        problems.push(Finding::new("too_deep", said, "Countersign's bound"));
    }
    match value {
        Value::Object(members) => Content::Object(members),
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            problems.push(Finding::new("not_an_object", format!("the {name} is no JSON object"), "RFC 7519 §7.2"));
            Content::Json(other)
        }
    }
}
