//! Settings that do not go together.

use countersign_server::route_names;

use super::Config;
use super::duration::Duration;
use super::layers::{ConfigError, Origins};

/// Claims that every token has for something else.
const OUR_CLAIMS: [&str; 8] = ["token_type", "exp", "iat", "nbf", "jti", "sid", "iss", "aud"];

/// One rule: the first problem that it finds.
type Rule = fn(&Config, &Origins) -> Option<ConfigError>;

const RULES: [Rule; 5] = [token_lifetimes, session_lifetime, user_id_claim, hashers, route_mounts];

/// Every problem.
pub(super) fn check(config: &Config, origins: &Origins) -> Vec<ConfigError> {
    RULES.iter().filter_map(|rule| rule(config, origins)).collect()
}

fn refuse(origins: &Origins, key: &str, value: String, mend: String) -> ConfigError {
    ConfigError::Combination { key: key.to_owned(), value, origin: origins.of(key), mend }
}

fn token_lifetimes(config: &Config, origins: &Origins) -> Option<ConfigError> {
    let lifetimes = [
        ("jwt.access_token_lifetime", config.jwt.access_token_lifetime),
        ("jwt.refresh_token_lifetime", config.jwt.refresh_token_lifetime),
    ];
    let (key, lifetime) = lifetimes.into_iter().find(|(_, lifetime)| *lifetime == Duration::seconds(0))?;
    Some(refuse(origins, key, lifetime.to_string(), "a token must live; give at least 1s".to_owned()))
}

fn session_lifetime(config: &Config, origins: &Origins) -> Option<ConfigError> {
    let (session, refresh) = (config.jwt.session_lifetime, config.jwt.refresh_token_lifetime);
    if session == Duration::seconds(0) || session >= refresh {
        return None;
    }
    let mend = format!(
        "a session must outlive its refresh tokens (jwt.refresh_token_lifetime = {refresh}); give at least {refresh}, or 0 for no end"
    );
    Some(refuse(origins, "jwt.session_lifetime", session.to_string(), mend))
}

fn user_id_claim(config: &Config, origins: &Origins) -> Option<ConfigError> {
    let claim = config.jwt.user_id_claim.as_str();
    if !claim.is_empty() && !OUR_CLAIMS.contains(&claim) {
        return None;
    }
    let mend = format!("give a claim of its own, such as \"user_id\"; taken are {}", OUR_CLAIMS.join(", "));
    Some(refuse(origins, "jwt.user_id_claim", claim.to_owned(), mend))
}

fn hashers(config: &Config, origins: &Origins) -> Option<ConfigError> {
    if !config.password.hashers.is_empty() {
        return None;
    }
    Some(refuse(origins, "password.hashers", "[]".to_owned(), "name at least one, such as \"argon2\"".to_owned()))
}

fn route_mounts(config: &Config, origins: &Origins) -> Option<ConfigError> {
    let known = route_names();
    let (unknown, paths) = config.routes.iter().find(|(name, _)| !known.contains(&name.as_str()))?;
    let mend = format!("there is no such endpoint; expected one of {}", known.join(", "));
    Some(refuse(origins, &format!("routes.{unknown}"), format!("{paths:?}"), mend))
}
