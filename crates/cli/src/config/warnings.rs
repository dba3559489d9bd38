//! Settings that work, and that somebody will regret.

use countersign_token::Algorithm;

use super::duration::Duration;
use super::layers::{Origins, SECRET_KEY};
use super::secret::SET;
use super::{Config, Secret};

/// A setting that is worth a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Which, such as `jwt.leeway`.
    pub(crate) key: String,
    /// Its value; that of a secret is not shown.
    pub(crate) value: String,
    /// Where it came from.
    pub(crate) origin: String,
    /// Why it is one, and what to do.
    pub(crate) mend: String,
}

const DAY: Duration = Duration::seconds(24 * 60 * 60);

/// Every warning.
pub(crate) fn warnings(config: &Config, origins: &Origins) -> Vec<Problem> {
    [access_outlives_refresh, long_access, weak_secret].iter().filter_map(|rule| rule(config, origins)).collect()
}

fn access_outlives_refresh(config: &Config, origins: &Origins) -> Option<Problem> {
    let (access, refresh) = (config.jwt.access_token_lifetime, config.jwt.refresh_token_lifetime);
    let mend = format!(
        "an access token should be short-lived and a refresh token long-lived (jwt.refresh_token_lifetime = {refresh}); \
         give the access token minutes"
    );
    (access >= refresh).then(|| problem(origins, "jwt.access_token_lifetime", access.to_string(), mend))
}

fn long_access(config: &Config, origins: &Origins) -> Option<Problem> {
    let access = config.jwt.access_token_lifetime;
    let mend = "a stolen access token opens the API for that long; give it minutes, and let clients refresh".to_owned();
    (access > DAY).then(|| problem(origins, "jwt.access_token_lifetime", access.to_string(), mend))
}

fn weak_secret(config: &Config, origins: &Origins) -> Option<Problem> {
    let jwt = &config.jwt;
    let (key, secret) = match (&jwt.signing_key, &config.secret_key) {
        (Some(secret), _) => ("jwt.signing_key", secret),
        (None, Some(secret)) => (SECRET_KEY, secret),
        (None, None) => return None,
    };
    let least = least_length(jwt.algorithm.unwrap_or(Algorithm::Hs256))?;
    let is_weak = jwt.allow_weak_key && Secret::expose(secret).len() < least;
    let mend = format!(
        "it is shorter than {least} bytes and can be guessed from any token (RFC 7518 §3.2); \
         jwt.allow_weak_key lets it pass: replace it by {least} random bytes or more"
    );
    is_weak.then(|| problem(origins, key, SET.to_owned(), mend))
}

/// The length of the hash in bytes, for HMAC.
fn least_length(algorithm: Algorithm) -> Option<usize> {
    match algorithm {
        Algorithm::Hs256 => Some(32),
        Algorithm::Hs384 => Some(48),
        Algorithm::Hs512 => Some(64),
        Algorithm::Rs256
        | Algorithm::Rs384
        | Algorithm::Rs512
        | Algorithm::Ps256
        | Algorithm::Ps384
        | Algorithm::Ps512
        | Algorithm::Es256
        | Algorithm::Es384
        | Algorithm::Es512
        | Algorithm::EdDsa => None,
    }
}

fn problem(origins: &Origins, key: &str, value: String, mend: String) -> Problem {
    Problem { key: key.to_owned(), value, origin: origins.of(key), mend }
}
