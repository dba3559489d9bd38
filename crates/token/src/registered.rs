//! The registered claims, checked as PyJWT checks them and in its order.

use serde_json::Value;

use crate::{Claims, DecodeError, Timestamp, TokenPolicy};

/// `iat`, `nbf`, `exp`, `iss`, `aud`, then the types of `sub` and `jti`; the first that fails decides. A claim that is
/// missing is no fault here, except for `iss` and `aud` where the policy asks for them.
pub(crate) fn check(claims: &Claims, policy: &TokenPolicy, now: Timestamp) -> Result<(), DecodeError> {
    let slack = policy.leeway.max(policy.iat_tolerance);
    not_after(claims, "iat", now.saturating_add(slack))?;
    not_after(claims, "nbf", now.saturating_add(policy.leeway))?;
    unexpired(claims, now.saturating_sub(policy.leeway))?;
    issuer(claims, policy.issuer.as_deref())?;
    audience(claims, &policy.audience)?;
    text(claims, "sub")?;
    text(claims, "jti")
}

fn not_after(claims: &Claims, name: &'static str, latest: Timestamp) -> Result<(), DecodeError> {
    match date(claims, name)? {
        Some(at) if at > latest => Err(DecodeError::NotYetValid),
        _ => Ok(()),
    }
}

fn unexpired(claims: &Claims, now: Timestamp) -> Result<(), DecodeError> {
    match date(claims, "exp")? {
        Some(exp) if exp >= Timestamp::YEAR_10000 => Err(DecodeError::BadClaim("exp")),
        Some(exp) if exp <= now => Err(DecodeError::Expired),
        _ => Ok(()),
    }
}

fn issuer(claims: &Claims, wanted: Option<&str>) -> Result<(), DecodeError> {
    if wanted.is_none() || claims.str("iss") == wanted { Ok(()) } else { Err(DecodeError::WrongIssuer) }
}

fn audience(claims: &Claims, wanted: &[String]) -> Result<(), DecodeError> {
    if wanted.is_empty() {
        return Ok(());
    }
    let found = match claims.get("aud") {
        Some(one @ Value::String(_)) => std::slice::from_ref(one),
        Some(Value::Array(several)) => several.as_slice(),
        _ => return Err(DecodeError::WrongAudience),
    };
    let texts = found.iter().all(Value::is_string);
    let shared = found.iter().filter_map(Value::as_str).any(|name| wanted.iter().any(|ours| ours == name));
    if texts && shared { Ok(()) } else { Err(DecodeError::WrongAudience) }
}

fn text(claims: &Claims, name: &'static str) -> Result<(), DecodeError> {
    match claims.get(name) {
        None | Some(Value::String(_)) => Ok(()),
        Some(_) => Err(DecodeError::BadClaim(name)),
    }
}

fn date(claims: &Claims, name: &'static str) -> Result<Option<Timestamp>, DecodeError> {
    match (claims.get(name), claims.timestamp(name)) {
        (Some(_), None) => Err(DecodeError::BadClaim(name)),
        (_, at) => Ok(at),
    }
}
