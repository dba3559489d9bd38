//! Claims that another program gives.

use std::collections::BTreeSet;
use std::fmt;

use async_trait::async_trait;
use serde_json::{Map, Value, json};

use super::rules;
use crate::{ClaimError, ClaimSource, User};

/// Asks another program, at each login, what else the tokens of a user say (`jwt.claims_url`).
#[async_trait]
pub trait ClaimsHook: fmt::Debug + Send + Sync {
    /// What it answers to `question`, a JSON object; nothing of it is believed yet.
    async fn ask(&self, question: &Value) -> Result<Map<String, Value>, HookError>;
}

/// Why there is no answer to go by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HookError {
    /// The program does not want this user to log in.
    #[error("the claims hook refuses the user")]
    Refused,
    /// It did not answer, or not as it should; the text holds nothing of the answer.
    #[error("the claims hook failed: {0}")]
    Failed(String),
}

/// What a hook is told of a user who logs in. Neither the password nor its hash is in it.
pub(crate) fn question(user: &User, groups: &BTreeSet<String>, claims: &Map<String, Value>) -> Value {
    json!({
        "event": "login",
        "user": {
            "id": user.id.to_json(),
            "username": user.username,
            "email": user.email,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "is_staff": user.is_staff,
            "is_superuser": user.is_superuser,
            "groups": groups,
        },
        "claims": claims,
    })
}

/// Puts what a hook answered over `claims`, if every claim may be; `taken` are the names that tokens have for something else.
pub(crate) fn merge(
    claims: &mut Map<String, Value>,
    answer: Map<String, Value>,
    taken: &[&str],
) -> Result<(), HookError> {
    for (name, value) in answer {
        let source = ClaimSource::Constant(value);
        let checked =
            if taken.contains(&name.as_str()) { Err(ClaimError::Reserved) } else { rules::check(&name, &source, "") };
        checked.map_err(|cause| HookError::Failed(format!("it answered with the claim {name:?}: {cause}")))?;
        if let ClaimSource::Constant(value) = source {
            claims.insert(name, value);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RESERVED_CLAIMS;

    fn object(value: Value) -> Map<String, Value> {
        let Value::Object(members) = value else { panic!("{value} is no object") };
        members
    }

    #[test]
    fn what_a_hook_answers_stands_over_what_was_there() {
        let mut claims = object(json!({ "name": "alice", "plan": "free" }));
        merge(&mut claims, object(json!({ "plan": "gold", "seats": [1, null] })), &[]).unwrap();
        assert_eq!(Value::Object(claims), json!({ "name": "alice", "plan": "gold", "seats": [1, null] }));
    }

    #[test]
    fn a_hook_sets_no_claim_that_tokens_have_for_something_else() {
        for name in RESERVED_CLAIMS.into_iter().chain(["uid", "password", "api_key", ""]) {
            let mut claims = Map::new();
            let refused = merge(&mut claims, object(json!({ name: 1 })), &["uid"]);
            assert!(matches!(refused, Err(HookError::Failed(_))) && claims.is_empty(), "{name}");
        }
        let nested = merge(&mut Map::new(), object(json!({ "a": [{ "secret": "s3cr3t" }] })), &[]);
        assert!(!nested.unwrap_err().to_string().contains("s3cr3t"));
    }
}
