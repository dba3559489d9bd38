//! Settings that do not go together.

use countersign_server::route_names;

use super::Config;
use super::duration::Duration;
use super::layers::{ConfigError, EMPTY_SECRET};

/// Claims that every token has for something else.
const OUR_CLAIMS: [&str; 8] = ["token_type", "exp", "iat", "nbf", "jti", "sid", "iss", "aud"];

pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let refuse = |key: &str, value: String, mend: String| {
        Err(ConfigError::Combination { key: key.to_owned(), value, origin: config.origins.of(key), mend })
    };
    let jwt = &config.jwt;
    for (key, lifetime) in [
        ("jwt.access_token_lifetime", jwt.access_token_lifetime),
        ("jwt.refresh_token_lifetime", jwt.refresh_token_lifetime),
    ] {
        if lifetime == Duration::seconds(0) {
            return refuse(key, lifetime.to_string(), "a token must live; give at least 1s".to_owned());
        }
    }
    let endless = jwt.session_lifetime == Duration::seconds(0);
    if !endless && jwt.session_lifetime < jwt.refresh_token_lifetime {
        let refresh = jwt.refresh_token_lifetime;
        let mend = format!(
            "a session must outlive its refresh tokens (jwt.refresh_token_lifetime = {refresh}); give at least {refresh}, or 0 for no end"
        );
        return refuse("jwt.session_lifetime", jwt.session_lifetime.to_string(), mend);
    }
    if jwt.signing_key.as_ref().is_some_and(|secret| secret.expose().is_empty()) {
        return refuse("jwt.signing_key", "\"\"".to_owned(), EMPTY_SECRET.to_owned());
    }
    let claim = jwt.user_id_claim.as_str();
    if claim.is_empty() || OUR_CLAIMS.contains(&claim) {
        let mend = format!("give a claim of its own, such as \"user_id\"; taken are {}", OUR_CLAIMS.join(", "));
        return refuse("jwt.user_id_claim", claim.to_owned(), mend);
    }
    if config.password.hashers.is_empty() {
        return refuse("password.hashers", "[]".to_owned(), "name at least one, such as \"argon2\"".to_owned());
    }
    if let Some((key, value, mend)) = config.tls.contradiction() {
        return refuse(key, value, mend.to_owned());
    }
    let known = route_names();
    if let Some((unknown, paths)) = config.routes.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        let mend = format!("there is no such endpoint; expected one of {}", known.join(", "));
        return refuse(&format!("routes.{unknown}"), format!("{paths:?}"), mend);
    }
    Ok(())
}
