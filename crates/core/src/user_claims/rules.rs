//! What may not be a claim about a user.

use countersign_token::Claims;
use serde_json::Value;

use super::ClaimSource;

/// Claims that tokens have for something else; so is the one that names the user.
pub const RESERVED_CLAIMS: [&str; 10] =
    ["token_type", "exp", "iat", "nbf", "jti", "sid", "iss", "aud", "sub", "refresh_exp"];

/// What Django hides in its error pages, by parts of the name (`SafeExceptionReporterFilter.hidden_settings`).
const SECRETIVE: [&str; 6] = ["api", "token", "key", "secret", "pass", "signature"];

/// Why a claim may not be; each says what mends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// It has no name.
    #[error("a claim needs a name")]
    Unnamed,
    /// Tokens have it for something else.
    #[error(
        "tokens have this claim for something else; give it another name ({} and jwt.user_id_claim are taken)",
        RESERVED_CLAIMS.join(", ")
    )]
    Reserved,
    /// Its name, or one inside its constant, is that of a secret: everybody who holds a token can read it.
    #[error(
        "a token is no place for a secret, everybody who holds it can read it; remove it, or if it is none, give it a \
         name without {}", SECRETIVE.join(", ")
    )]
    Secret,
    /// Its constant is not read back as it was written.
    #[error("no token can carry this; nest it less deeply")]
    Unreadable,
}

pub(super) fn check(name: &str, source: &ClaimSource, user_id_claim: &str) -> Result<(), ClaimError> {
    check_name(name, user_id_claim)?;
    match source {
        ClaimSource::Constant(value) if names_a_secret(value) => Err(ClaimError::Secret),
        ClaimSource::Constant(value) if !comes_back(name, value) => Err(ClaimError::Unreadable),
        ClaimSource::Constant(_) | ClaimSource::Attribute(_) | ClaimSource::Field(_) => Ok(()),
    }
}

pub(super) fn check_name(name: &str, user_id_claim: &str) -> Result<(), ClaimError> {
    if name.is_empty() {
        Err(ClaimError::Unnamed)
    } else if RESERVED_CLAIMS.contains(&name) || name == user_id_claim {
        Err(ClaimError::Reserved)
    } else if is_secretive(name) {
        Err(ClaimError::Secret)
    } else {
        Ok(())
    }
}

fn is_secretive(name: &str) -> bool {
    let name = name.to_lowercase();
    SECRETIVE.iter().any(|part| name.contains(part))
}

fn names_a_secret(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(name, inside)| is_secretive(name) || names_a_secret(inside)),
        Value::Array(items) => items.iter().any(names_a_secret),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// A verifier reads what was written.
fn comes_back(name: &str, value: &Value) -> bool {
    let mut claims = Claims::default();
    claims.insert(name, value.clone());
    Claims::parse(&claims.to_json_bytes()).is_ok_and(|read| read == claims)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::UserAttribute;

    #[test]
    fn what_a_token_needs_itself_is_reserved() {
        let source = ClaimSource::Attribute(UserAttribute::Username);
        for name in RESERVED_CLAIMS.into_iter().chain(["uid"]) {
            assert_eq!(check(name, &source, "uid"), Err(ClaimError::Reserved), "{name}");
        }
        assert_eq!(check("", &source, "uid"), Err(ClaimError::Unnamed));
        assert_eq!(check("user_id", &source, "uid"), Ok(()));
    }

    #[test]
    fn what_smells_of_a_secret_is_refused_at_any_depth() {
        for name in ["password", "PassWord", "api", "my_token_x", "KEY", "SECRET", "passphrase", "Signature"] {
            assert_eq!(check(name, &ClaimSource::Constant(json!(1)), "user_id"), Err(ClaimError::Secret), "{name}");
            let inside = ClaimSource::Constant(json!([{ "a": { name: 1 } }]));
            assert_eq!(check("tenant", &inside, "user_id"), Err(ClaimError::Secret), "{name}");
        }
        assert_eq!(check("tenant", &ClaimSource::Constant(json!({ "name": "secret" })), "user_id"), Ok(()));
    }

    #[test]
    fn what_a_verifier_would_not_read_is_refused() {
        let nested = |depth| (0..depth).fold(json!(1.5), |inside, _| json!([inside]));
        assert_eq!(check("deep", &ClaimSource::Constant(nested(31)), "user_id"), Ok(()));
        assert_eq!(check("deep", &ClaimSource::Constant(nested(32)), "user_id"), Err(ClaimError::Unreadable));
    }
}
