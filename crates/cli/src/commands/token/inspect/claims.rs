//! What a token's claims say against it, in the order in which the server looks.

use countersign_core::UserId;
use countersign_core::session::SessionId;
use countersign_token::{Claims, Timestamp, TokenType};
use serde_json::Value;

use super::Names;
use super::finding::Finding;
use super::times::{YEAR_10000, date, in_words};

/// How far ahead `iat` may be (`jwt.iat_tolerance`, by default).
const IAT_TOLERANCE: i64 = 10;
/// In milliseconds the dates of this century look like this.
const MILLISECONDS: std::ops::Range<i64> = 946_684_800_000..4_102_444_800_000;

pub(super) fn problems(claims: &Claims, names: &Names, now: Timestamp) -> Vec<Finding> {
    let dates = ["iat", "nbf", "exp"].map(|name| not_a_date(claims, name));
    let texts = ["sub", names.jti.as_str()].map(|name| not_a_text(claims, name));
    let ahead = [ahead(claims, "iat", now, IAT_TOLERANCE), ahead(claims, "nbf", now, 0)];
    let rest = [
        expiry(claims, now),
        no_jti(claims, &names.jti),
        kind(claims, &names.token_type),
        user_id(claims, &names.user_id),
        session(claims),
    ];
    dates.into_iter().chain(ahead).chain(texts).chain(rest).flatten().collect()
}

fn not_a_date(claims: &Claims, name: &'static str) -> Option<Finding> {
    let value = claims.get(name).filter(|_| claims.timestamp(name).is_none())?;
    let said = format!("`{name}` is {value}, and must be a number of seconds since 1970");
    Some(Finding::new("not_a_date", said, "RFC 7519 §2"))
}

fn not_a_text(claims: &Claims, name: &str) -> Option<Finding> {
    let value = claims.get(name).filter(|value| !value.is_string())?;
    Some(Finding::new("not_a_text", format!("`{name}` is {value}, and must be a text"), "RFC 7519 §4.1"))
}

fn ahead(claims: &Claims, name: &'static str, now: Timestamp, slack: i64) -> Option<Finding> {
    let at = claims.timestamp(name).filter(|at| at.unix() > now.unix().saturating_add(slack))?;
    let distance = in_words(at.unix().abs_diff(now.unix()));
    let unit = unit_hint(at);
    let (code, said, source) = if name == "iat" {
        let said = format!("it was issued {distance} in the future: one of the clocks is wrong{unit}");
        ("iat_ahead", said, "PyJWT, as SimpleJWT has it")
    } else {
        ("not_yet_valid", format!("it is not valid for another {distance}{unit}"), "RFC 7519 §4.1.5")
    };
    Some(Finding::new(code, said, source))
}

fn expiry(claims: &Claims, now: Timestamp) -> Option<Finding> {
    if claims.get("exp").is_none() {
        return Some(Finding::new("exp_missing", "it has no `exp` and would never expire", "SimpleJWT, Token.verify"));
    }
    let exp = claims.exp()?;
    if exp.unix() >= YEAR_10000 {
        let said = format!("its `exp` is beyond the year 9999, where calendars end{}", unit_hint(exp));
        return Some(Finding::new("exp_too_late", said, "Python's datetime, as SimpleJWT has it"));
    }
    let date = date(exp).unwrap_or_default();
    let ago = in_words(now.unix().abs_diff(exp.unix()));
    let expired = || Finding::new("expired", format!("it expired {ago} ago, at {date}"), "RFC 7519 §4.1.4");
    (exp <= now).then(expired)
}

fn unit_hint(at: Timestamp) -> &'static str {
    if MILLISECONDS.contains(&at.unix()) { " (these look like milliseconds, and must be seconds)" } else { "" }
}

fn no_jti(claims: &Claims, name: &str) -> Option<Finding> {
    let missing = !name.is_empty() && claims.get(name).is_none();
    let said = || format!("it has no `{name}`, and could not be revoked");
    missing.then(|| Finding::new("jti_missing", said(), "SimpleJWT, Token.verify"))
}

fn kind(claims: &Claims, name: &str) -> Option<Finding> {
    const SOURCE: &str = "SimpleJWT, RFC 8725 §3.11";
    if name.is_empty() {
        return None;
    }
    let Some(kind) = claims.get(name) else {
        return Some(Finding::new("token_type_missing", format!("it has no `{name}`"), SOURCE));
    };
    let said = match kind.as_str() {
        Some(kind) if kind == TokenType::Access.as_str() => return None,
        Some(kind) if kind == TokenType::Refresh.as_str() => {
            "as Bearer: it is a refresh token, which buys access tokens and opens nothing itself".to_owned()
        }
        _ => format!("as Bearer: its `{name}` is {kind}, and an access token is asked for"),
    };
    Some(Finding::new("wrong_type", said, SOURCE))
}

fn user_id(claims: &Claims, name: &str) -> Option<Finding> {
    const SOURCE: &str = "SimpleJWT, USER_ID_CLAIM";
    match claims.get(name) {
        Some(value) if UserId::from_claim(value).is_some() => None,
        Some(value) => {
            let said = format!("`{name}` is {value}, and a user's id is a whole number, or the text of one");
            Some(Finding::new("user_id_form", said, SOURCE))
        }
        None => {
            let said = format!("it has no `{name}` (unless jwt.user_id_claim names another claim)");
            Some(Finding::new("user_id_missing", said, SOURCE))
        }
    }
}

fn session(claims: &Claims) -> Option<Finding> {
    let session = claims.get("sid").filter(|sid| sid.as_str().and_then(SessionId::parse).is_none())?;
    let said = format!("`sid` is {}, which names no session: it is 32 hex digits", shortened(session));
    Some(Finding::new("sid_form", said, "Countersign's sessions"))
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
