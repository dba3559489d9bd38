//! Settings that do not go together.

use countersign_server::route_names;

use super::Config;
use super::duration::Duration;
use super::layers::{ConfigError, Origins};

pub(super) fn check(config: &Config, origins: &Origins) -> Result<(), ConfigError> {
    let refuse = |key: &'static str, value: String, mend: String| {
        Err(ConfigError::Combination { key, value, origin: origins.of(key), mend })
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
    if config.password.hashers.is_empty() {
        return refuse("password.hashers", "[]".to_owned(), "name at least one, such as \"argon2\"".to_owned());
    }
    let known = route_names();
    if let Some(unknown) = config.routes.keys().find(|name| !known.contains(&name.as_str())) {
        let mend = format!("there is no endpoint {unknown:?}; expected one of {}", known.join(", "));
        return refuse("routes", unknown.clone(), mend);
    }
    Ok(())
}
