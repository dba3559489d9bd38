//! Settings that are allowed, and that somebody may not have meant.

use std::fmt;

use countersign_server::{ThrottleClass, default_routes};
use countersign_token::{KeyError, SigningKey};

use super::duration::Duration;
use super::secret::SET;
use super::{Config, rate_warnings, route_warnings};
use crate::jwk_url::Address;
use crate::key_source::DEFAULT_SECRET;

/// An access token cannot be taken back by those who verify it themselves: beyond this it lives long.
const LONG_ACCESS: Duration = Duration::seconds(24 * 60 * 60);

/// Something to think over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Warning {
    /// A setting with its value, which is never a secret, and where it comes from; or a variable or file.
    pub(crate) about: String,
    /// What is wrong with it, and what mends it.
    pub(crate) mend: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.about, self.mend)
    }
}

/// What to think over in these settings.
pub(crate) fn warnings(config: &Config) -> Vec<Warning> {
    let rules =
        [short_refresh, long_access, unguarded_rotation, untyped_tokens, weak_secret, plain_http, everybody_a_proxy];
    let found = rules.into_iter().filter_map(|look| look(config));
    config
        .beside
        .iter()
        .cloned()
        .chain(found)
        .chain(slashless_routes(config))
        .chain(rate_warnings::warnings(config))
        .chain(route_warnings::warnings(config))
        .collect()
}

/// What to think over before strangers can reach the server.
pub(crate) fn deploy_warnings(config: &Config) -> Vec<Warning> {
    [unthrottled_guessing, no_lockout, plain_claims_url].into_iter().filter_map(|look| look(config)).collect()
}

fn short_refresh(config: &Config) -> Option<Warning> {
    let (access, refresh) = (config.jwt.access_token_lifetime, config.jwt.refresh_token_lifetime);
    let mend = format!(
        "a refresh token (jwt.refresh_token_lifetime = {refresh}) is of no use before its access token expires; \
         let access tokens live for minutes"
    );
    (access >= refresh).then(|| warning(config, "jwt.access_token_lifetime", &access.to_string(), mend))
}

fn long_access(config: &Config) -> Option<Warning> {
    let access = config.jwt.access_token_lifetime;
    let mend =
        "whoever verifies tokens without asking here takes a stolen one for that long; give at most 1d, better minutes";
    (access > LONG_ACCESS).then(|| warning(config, "jwt.access_token_lifetime", &access.to_string(), mend.to_owned()))
}

fn unguarded_rotation(config: &Config) -> Option<Warning> {
    let jwt = &config.jwt;
    let mend = "every refresh leaves one more refresh token alive to its expiry, and theft is not noticed; set it to true, \
                or jwt.rotate_refresh_tokens = false";
    let unguarded = jwt.rotate_refresh_tokens && !jwt.blacklist_after_rotation;
    unguarded.then(|| warning(config, "jwt.blacklist_after_rotation", "false", mend.to_owned()))
}

fn untyped_tokens(config: &Config) -> Option<Warning> {
    let jwt = &config.jwt;
    let mend = format!(
        "a refresh token opens the API as an access token does, for jwt.refresh_token_lifetime = {}; name a claim, such as \
         \"token_type\"",
        jwt.refresh_token_lifetime
    );
    jwt.token_type_claim.is_empty().then(|| warning(config, "jwt.token_type_claim", "\"\"", mend))
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
    jwt.allow_weak_key.then(|| warning(config, key, SET, mend))
}

/// Passwords and tokens go over the network as they are.
fn plain_http(config: &Config) -> Option<Warning> {
    let (listen, tls) = (config.server.listen, &config.tls);
    let is_plain = tls.cert.is_none() && !tls.self_signed;
    let mend = "it is reached from other machines over http, which shows passwords and tokens to whoever listens in; put a \
                reverse proxy that speaks https in front of it, or set cert and key under [tls]";
    let open = !listen.ip().is_loopback() && is_plain;
    open.then(|| warning(config, "server.listen", &listen.to_string(), mend.to_owned()))
}

/// Whoever connects may say to be anybody.
fn everybody_a_proxy(config: &Config) -> Option<Warning> {
    let proxy = config.server.trusted_proxies.iter().find(|proxy| proxy.is_everybody())?;
    let mend =
        "anybody may name any address as their own, and is throttled and locked out as that; name your proxies alone";
    Some(warning(config, "server.trusted_proxies", &proxy.to_string(), mend.to_owned()))
}

fn unthrottled_guessing(config: &Config) -> Option<Warning> {
    let classes = &config.rest_framework.default_throttle_classes;
    let mend = "passwords may be guessed as fast as the server can check them; name \"ScopedRateThrottle\" for the rate of login";
    let unthrottled = !classes.contains(&ThrottleClass::ScopedRate);
    let shown: Vec<_> = classes.iter().map(|class| class.as_str()).collect();
    unthrottled
        .then(|| warning(config, "rest_framework.default_throttle_classes", &format!("{shown:?}"), mend.to_owned()))
}

fn no_lockout(config: &Config) -> Option<Warning> {
    let mend = "the password of one account may be guessed from many addresses at once; give 5";
    (config.lockout.failures == 0).then(|| warning(config, "lockout.failures", "0", mend.to_owned()))
}

/// The question is signed, the answer is not.
fn plain_claims_url(config: &Config) -> Option<Warning> {
    let given = config.jwt.claims_url.as_deref()?;
    let address = Address::parse(given).filter(|address| !address.is_https && !address.is_loopback())?;
    let mend = format!(
        "names, addresses and groups go to {} over http, and whoever is on the way can answer with any claim; give an https \
         address",
        address.host
    );
    Some(warning(config, "jwt.claims_url", given, mend))
}

/// Django's clients ask with the slash at the end, and are sent there if they forget it.
fn slashless_routes(config: &Config) -> Vec<Warning> {
    let slashed = default_routes().into_iter().filter(|(_, paths)| paths.iter().all(|path| path.ends_with('/')));
    let names: Vec<_> = slashed.map(|(name, _)| name).collect();
    let routes = config.routes.iter().filter(|(name, _)| names.contains(&name.as_str()));
    let paths = routes.filter_map(|(name, route)| Some((name, route.paths()?)));
    let slashless = paths.flat_map(|(name, paths)| {
        let lonely = |path: &&String| !path.ends_with('/') && !paths.contains(&format!("{path}/"));
        paths.iter().filter(lonely).map(move |path| (name, path))
    });
    let warned = slashless.map(|(name, path)| {
        let mend = format!("{path}/ is not found; write \"{path}/\", and {path} is sent there, as in Django");
        warning(config, &format!("routes.{name}"), path, mend)
    });
    warned.collect()
}

pub(super) fn warning(config: &Config, key: &str, value: &str, mend: String) -> Warning {
    Warning { about: format!("{key} = {value} ({})", config.origins.of(key)), mend }
}
