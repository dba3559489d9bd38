//! Settings that are allowed, and that somebody may not have meant.

use std::fmt;

use countersign_token::{KeyError, SigningKey};

use super::Config;
use super::duration::Duration;
use super::secret::SET;
use crate::key_source::DEFAULT_SECRET;

/// An access token cannot be taken back by those who verify it themselves: beyond this it lives long.
const LONG_ACCESS: Duration = Duration::seconds(24 * 60 * 60);

/// A setting to think over: which, with what value, from where, and what mends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Warning {
    /// The setting.
    pub(crate) key: &'static str,
    /// Its value; never a secret.
    pub(crate) value: String,
    /// Where it comes from.
    pub(crate) origin: String,
    /// What is wrong with it, and what mends it.
    pub(crate) mend: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, value, origin, mend } = self;
        write!(f, "{key} = {value} ({origin}): {mend}")
    }
}

/// What to think over in these settings.
pub(crate) fn warnings(config: &Config) -> Vec<Warning> {
    [short_refresh, long_access, unguarded_rotation, weak_secret].into_iter().filter_map(|look| look(config)).collect()
}

fn short_refresh(config: &Config) -> Option<Warning> {
    let (access, refresh) = (config.jwt.access_token_lifetime, config.jwt.refresh_token_lifetime);
    let mend = format!(
        "a refresh token (jwt.refresh_token_lifetime = {refresh}) is of no use before its access token expires; \
         let access tokens live for minutes"
    );
    (access >= refresh).then(|| warning(config, "jwt.access_token_lifetime", access.to_string(), mend))
}

fn long_access(config: &Config) -> Option<Warning> {
    let access = config.jwt.access_token_lifetime;
    let mend =
        "whoever verifies tokens without asking here takes a stolen one for that long; give at most 1d, better minutes";
    (access > LONG_ACCESS).then(|| warning(config, "jwt.access_token_lifetime", access.to_string(), mend.to_owned()))
}

fn unguarded_rotation(config: &Config) -> Option<Warning> {
    let jwt = &config.jwt;
    let mend = "every refresh leaves one more refresh token alive to its expiry, and theft is not noticed; set it to true, \
                or jwt.rotate_refresh_tokens = false";
    let unguarded = jwt.rotate_refresh_tokens && !jwt.blacklist_after_rotation;
    unguarded.then(|| warning(config, "jwt.blacklist_after_rotation", "false".to_owned(), mend.to_owned()))
}

fn weak_secret(config: &Config) -> Option<Warning> {
    let jwt = &config.jwt;
    let (key, secret) = match (&jwt.signing_key, &config.secret_key) {
        (Some(secret), _) => ("jwt.signing_key", secret),
        (None, Some(secret)) => ("SECRET_KEY", secret),
        (None, None) => return None,
    };
    let checked = SigningKey::from_secret(jwt.algorithm.unwrap_or(DEFAULT_SECRET), secret.expose().as_bytes());
    let Err(KeyError::WeakSecret(least)) = checked else { return None };
    let mend = format!(
        "it is shorter than {least} bytes (RFC 7518 §3.2) and taken for jwt.allow_weak_key: who guesses it signs tokens; change it for \
         random text (`openssl rand -base64 48`)"
    );
    jwt.allow_weak_key.then(|| warning(config, key, SET.to_owned(), mend))
}

fn warning(config: &Config, key: &'static str, value: String, mend: String) -> Warning {
    Warning { key, value, origin: config.origins.of(key), mend }
}
