//! Settings that do not go together.

use countersign_core::{TokenClass, UserIdField};
use countersign_server::{AuthenticationClass, route_names};

use super::Config;
use super::cache_url;
use super::claim_names::{one_meaning_each, rotation_wants_names};
use super::database;
use super::duration::Duration;
use super::error::ConfigError;
use super::layers::EMPTY_SECRET;
use super::secret::SET;
use super::suggestion::nearest;
use crate::jwk_url::Address;

/// One rule: the first problem that it finds.
type Rule = fn(&Config) -> Option<ConfigError>;

const RULES: [Rule; 25] = [
    database::address,
    database::time_limits,
    cache_url::address,
    token_lifetimes,
    session_lifetime,
    idle_timeout_spares_whoever_is_there,
    idle_timeout_comes_first,
    empty_secret,
    one_meaning_each,
    rotation_wants_names,
    token_classes,
    jwk_url,
    claims_url,
    claims_secret,
    claims_timeout,
    stateless_users,
    hashers,
    tls,
    renderers,
    cooloff,
    route_mounts,
    cookie_names,
    cookie_age,
    max_staleness,
    flush_interval,
];

/// Every problem.
pub(super) fn check(config: &Config) -> Vec<ConfigError> {
    RULES.iter().filter_map(|rule| rule(config)).collect()
}

pub(super) fn refuse(config: &Config, key: &str, value: String, mend: String) -> ConfigError {
    ConfigError::Combination { key: key.to_owned(), value, origin: config.origins.of(key), mend }
}

/// The feed is read every 0.4 s: a shorter bound would be passed all the time.
fn max_staleness(config: &Config) -> Option<ConfigError> {
    let age = config.revocation.max_staleness;
    let mend = "the revocations are read twice in a second; give at least 1s".to_owned();
    (age == Duration::seconds(0)).then(|| refuse(config, "revocation.max_staleness", age.to_string(), mend))
}

fn flush_interval(config: &Config) -> Option<ConfigError> {
    let interval = config.database.flush_interval;
    let mend = "what has expired is always deleted; give at least 1s".to_owned();
    (interval == Duration::seconds(0)).then(|| refuse(config, "database.flush_interval", interval.to_string(), mend))
}

fn token_lifetimes(config: &Config) -> Option<ConfigError> {
    let lifetimes = [
        ("jwt.access_token_lifetime", config.jwt.access_token_lifetime),
        ("jwt.refresh_token_lifetime", config.jwt.refresh_token_lifetime),
        ("jwt.sliding_token_lifetime", config.jwt.sliding_token_lifetime),
        ("jwt.sliding_token_refresh_lifetime", config.jwt.sliding_token_refresh_lifetime),
    ];
    let (key, lifetime) = lifetimes.into_iter().find(|(_, lifetime)| *lifetime == Duration::seconds(0))?;
    Some(refuse(config, key, lifetime.to_string(), "a token must live; give at least 1s".to_owned()))
}

fn session_lifetime(config: &Config) -> Option<ConfigError> {
    let (session, refresh) = (config.jwt.session_lifetime, config.jwt.refresh_token_lifetime);
    if session == Duration::seconds(0) || session >= refresh {
        return None;
    }
    let mend = format!(
        "a session must outlive its refresh tokens (jwt.refresh_token_lifetime = {refresh}); give at least {refresh}, or 0 for no end"
    );
    Some(refuse(config, "jwt.session_lifetime", session.to_string(), mend))
}

/// Access tokens are made without a note of use for as long as a minute, or the reuse interval, after the last one: with that much
/// more none of them outlives its session, and whoever refreshes when one has expired is in time.
fn idle_timeout_spares_whoever_is_there(config: &Config) -> Option<ConfigError> {
    let timeout = config.sessions.idle_timeout;
    let (least, why) = least_idle_timeout(config);
    if timeout == Duration::seconds(0) || timeout >= least {
        return None;
    }
    let mend = format!("{why} must not be logged out; give at least {least}, or 0 for no idle time-out");
    Some(refuse(config, "sessions.idle_timeout", timeout.to_string(), mend))
}

/// And what makes it so long.
fn least_idle_timeout(config: &Config) -> (Duration, String) {
    let jwt = &config.jwt;
    let slides = jwt.auth_token_classes.contains(&TokenClass::SlidingToken);
    let (key, life) = if slides && jwt.sliding_token_lifetime > jwt.access_token_lifetime {
        ("jwt.sliding_token_lifetime", jwt.sliding_token_lifetime)
    } else {
        ("jwt.access_token_lifetime", jwt.access_token_lifetime)
    };
    let minute = Duration::seconds(60);
    let unnoted = jwt.reuse_interval.max(minute);
    let because = if unnoted > minute { "jwt.reuse_interval = " } else { "" };
    let why = format!(
        "whoever uses a token until it expires ({key} = {life}), when the last use was noted up to {because}{unnoted} before,"
    );
    (Duration::seconds(life.0.get().saturating_add(unnoted.0.get())), why)
}

/// A longer one would promise what refresh tokens do not keep.
fn idle_timeout_comes_first(config: &Config) -> Option<ConfigError> {
    let (timeout, refresh) = (config.sessions.idle_timeout, config.jwt.refresh_token_lifetime);
    if timeout <= refresh {
        return None;
    }
    let shorter = if refresh < least_idle_timeout(config).0 { "0".to_owned() } else { format!("at most {refresh}") };
    let mend = format!(
        "a session is over when its refresh token has expired (jwt.refresh_token_lifetime = {refresh}); give {shorter}, or longer refresh tokens"
    );
    Some(refuse(config, "sessions.idle_timeout", timeout.to_string(), mend))
}

fn empty_secret(config: &Config) -> Option<ConfigError> {
    let is_empty = config.jwt.signing_key.as_ref().is_some_and(|secret| secret.expose().is_empty());
    is_empty.then(|| refuse(config, "jwt.signing_key", "\"\"".to_owned(), EMPTY_SECRET.to_owned()))
}

fn stateless_users(config: &Config) -> Option<ConfigError> {
    let own = config.routes.values().filter_map(|route| route.authentication_classes()).flatten();
    let mut classes = config.rest_framework.default_authentication_classes.iter().chain(own);
    let field = UserIdField::from(config.jwt.user_id_field);
    let misfit = field != UserIdField::Id && classes.any(|class| *class == AuthenticationClass::JwtStatelessUser);
    let mend = "JWTStatelessUserAuthentication takes the user's key from the token; set it to \"id\", or use \
                JWTAuthentication";
    misfit.then(|| refuse(config, "jwt.user_id_field", field.as_str().to_owned(), mend.to_owned()))
}

fn jwk_url(config: &Config) -> Option<ConfigError> {
    let url = config.jwt.jwk_url.as_deref().filter(|url| Address::parse(url).is_none())?;
    // A password in it is not repeated.
    let shown = if url.contains('@') { "…" } else { url };
    let mend = "give an address of http or https without a password, such as \"https://other.example.com/.well-known/jwks.json\"";
    Some(refuse(config, "jwt.jwk_url", shown.to_owned(), mend.to_owned()))
}

fn claims_url(config: &Config) -> Option<ConfigError> {
    let url = config.jwt.claims_url.as_deref().filter(|url| Address::parse(url).is_none())?;
    // A password in it is not repeated.
    let shown = if url.contains('@') { "…" } else { url };
    let mend = "give an address of http or https without a password, such as \"https://app.example.com/claims/\"";
    Some(refuse(config, "jwt.claims_url", shown.to_owned(), mend.to_owned()))
}

/// RFC 2104 §3: a key shorter than the hash makes it weaker.
fn claims_secret(config: &Config) -> Option<ConfigError> {
    const LEAST: usize = 32;
    let url = config.jwt.claims_url.as_ref()?;
    let give =
        format!("random text of at least {LEAST} characters (`openssl rand -base64 48`), which that program knows too");
    match &config.jwt.claims_secret {
        None => {
            let mend = format!("it must know that it is we who ask; give jwt.claims_secret, {give}");
            Some(refuse(config, "jwt.claims_url", url.clone(), mend))
        }
        Some(secret) if secret.expose().len() < LEAST => {
            Some(refuse(config, "jwt.claims_secret", SET.to_owned(), format!("it is too short; give {give}")))
        }
        Some(_) => None,
    }
}

fn claims_timeout(config: &Config) -> Option<ConfigError> {
    let (timeout, longest) = (config.jwt.claims_timeout, Duration::seconds(30));
    let is_good = Duration::seconds(1) <= timeout && timeout <= longest;
    let mend = "a login waits so long; give 1s to 30s".to_owned();
    (!is_good).then(|| refuse(config, "jwt.claims_timeout", timeout.to_string(), mend))
}

fn token_classes(config: &Config) -> Option<ConfigError> {
    let mend = "name at least one, such as \"AccessToken\"".to_owned();
    let none = config.jwt.auth_token_classes.is_empty();
    none.then(|| refuse(config, "jwt.auth_token_classes", "[]".to_owned(), mend))
}

fn hashers(config: &Config) -> Option<ConfigError> {
    let none = config.password.hashers.as_ref().is_some_and(Vec::is_empty);
    let mend = "name at least one, such as \"argon2\"".to_owned();
    none.then(|| refuse(config, "password.hashers", "[]".to_owned(), mend))
}

fn tls(config: &Config) -> Option<ConfigError> {
    let (key, value, mend) = config.tls.contradiction()?;
    Some(refuse(config, key, value, mend.to_owned()))
}

/// What a `Set-Cookie` can hold (RFC 6265 §4.1.1), and not one name for both.
fn cookie_names(config: &Config) -> Option<ConfigError> {
    let (session, csrf) = (&config.sessions.cookie_name, &config.csrf.cookie_name);
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
    };
    for (key, name) in [("sessions.cookie_name", session), ("csrf.cookie_name", csrf)] {
        if !is_name(name) {
            let mend = "give a name of letters, digits, - and _".to_owned();
            return Some(refuse(config, key, format!("{name:?}"), mend));
        }
    }
    let mend = "sessions.cookie_name is the same; give each cookie a name of its own".to_owned();
    (session == csrf).then(|| refuse(config, "csrf.cookie_name", format!("{csrf:?}"), mend))
}

fn cookie_age(config: &Config) -> Option<ConfigError> {
    let ages = [("sessions.cookie_age", config.sessions.cookie_age), ("csrf.cookie_age", config.csrf.cookie_age)];
    let (key, age) = ages.into_iter().find(|(_, age)| *age == Duration::seconds(0))?;
    Some(refuse(config, key, age.to_string(), "a cookie must live; give at least 1s".to_owned()))
}

fn renderers(config: &Config) -> Option<ConfigError> {
    if !config.rest_framework.default_renderer_classes.is_empty() {
        return None;
    }
    let mend = "name at least one, such as \"JSONRenderer\"".to_owned();
    Some(refuse(config, "rest_framework.default_renderer_classes", "[]".to_owned(), mend))
}

fn cooloff(config: &Config) -> Option<ConfigError> {
    let lockout = &config.lockout;
    if lockout.failures == 0 || lockout.cooloff != Duration::seconds(0) {
        return None;
    }
    let mend = "waits must last; give at least 1s, or lockout.failures = 0 for none".to_owned();
    Some(refuse(config, "lockout.cooloff", lockout.cooloff.to_string(), mend))
}

fn route_mounts(config: &Config) -> Option<ConfigError> {
    let known = route_names();
    let (unknown, route) = config.routes.iter().find(|(name, _)| !known.contains(&name.as_str()))?;
    let mend = match nearest(unknown, &known) {
        Some(meant) => format!("there is no such endpoint; did you mean `{meant}`?"),
        None => format!("there is no such endpoint; expected one of {}", known.join(", ")),
    };
    Some(refuse(config, &format!("routes.{unknown}"), format!("{:?}", route.paths().unwrap_or_default()), mend))
}
