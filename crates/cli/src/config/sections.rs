//! Every setting, with its default.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};

use countersign_core::UserClaims;
use countersign_server::ResponseField;
use countersign_token::Algorithm;
use serde::Deserialize;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use super::claims::ClaimSetting;
use super::duration::Duration;
use super::layers::Origins;
use super::preset::Preset;
use super::{DatabaseUrl, Secret, Tls, response_fields};

/// The settings file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) tls: Tls,
    pub(crate) database: Database,
    /// Paths of endpoints by name, in place of their default ones.
    pub(crate) routes: BTreeMap<String, Vec<String>>,
    pub(crate) jwt: Jwt,
    pub(crate) keys: Keys,
    pub(crate) password: Password,
    pub(crate) log: Log,
    /// `SECRET_KEY`: from the environment alone, as Django deployments keep it.
    #[serde(skip)]
    pub(crate) secret_key: Option<Secret>,
    /// What `[jwt.claims]` comes to.
    #[serde(skip)]
    pub(crate) user_claims: UserClaims,
    /// Where each setting came from.
    #[serde(skip)]
    pub(crate) origins: Origins,
}

/// `[server]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Server {
    /// Address and port (default `127.0.0.1:8000`).
    #[serde(deserialize_with = "listen")]
    pub(crate) listen: SocketAddr,
}

impl Default for Server {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8000)) }
    }
}

/// `[database]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Database {
    /// `DATABASE_URL` (default `sqlite://countersign.db`).
    pub(crate) url: DatabaseUrl,
}

/// `[jwt]`: SimpleJWT's settings under their own names, and ours.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "settings that SimpleJWT has as booleans")]
pub(crate) struct Jwt {
    /// `"simplejwt"`: `SimpleJWT`'s own defaults, for what nothing else sets (default none).
    pub(crate) preset: Option<Preset>,
    /// `ACCESS_TOKEN_LIFETIME` (default 15m).
    pub(crate) access_token_lifetime: Duration,
    /// `REFRESH_TOKEN_LIFETIME` (default 1d).
    pub(crate) refresh_token_lifetime: Duration,
    /// `ROTATE_REFRESH_TOKENS` (default true).
    pub(crate) rotate_refresh_tokens: bool,
    /// `BLACKLIST_AFTER_ROTATION` (default true).
    pub(crate) blacklist_after_rotation: bool,
    /// `LEEWAY` (default 0).
    pub(crate) leeway: Duration,
    /// A token of a node whose clock is ahead by this much is not refused (default 10s).
    pub(crate) iat_tolerance: Duration,
    /// For this long after a rotation the old token still gets the same successor (default 30s; 0 = never).
    pub(crate) reuse_interval: Duration,
    /// A replay past the interval ends the session (default true).
    pub(crate) reuse_detection: bool,
    /// A chain of rotations never outlives this (default 30d; 0 = no end).
    pub(crate) session_lifetime: Duration,
    /// How long a user is remembered without a query (default 5s; 0 = not at all).
    pub(crate) user_cache_age: Duration,
    /// `ALGORITHM`; without it HS256 where there is a `SECRET_KEY` or a signing key, else ES256.
    #[serde(deserialize_with = "algorithm")]
    pub(crate) algorithm: Option<Algorithm>,
    /// `SIGNING_KEY`: a secret for HS*, PEM for the others (default: `SECRET_KEY`, or a key of our own).
    pub(crate) signing_key: Option<Secret>,
    /// `VERIFYING_KEY`: the public half of the signing key, PEM; not needed.
    pub(crate) verifying_key: Option<String>,
    /// Take an HMAC secret shorter than its hash (default false).
    pub(crate) allow_weak_key: bool,
    /// `AUDIENCE`: one or several.
    pub(crate) audience: OneOrSeveral,
    /// `ISSUER`.
    pub(crate) issuer: Option<String>,
    /// `USER_ID_CLAIM` (default `user_id`).
    pub(crate) user_id_claim: String,
    /// `[jwt.claims]`: claims about the user by name, set at login (default none): the name of a user attribute, `groups`,
    /// `permissions`, or `{ value = … }`, the same for everybody.
    pub(crate) claims: BTreeMap<String, ClaimSetting>,
    /// What answers with tokens have beside them, in this order (default none): `access_expires_in`, `refresh_expires_in`,
    /// `access_expires_at`, `refresh_expires_at`, `user`, `token_type`.
    #[serde(deserialize_with = "response_fields::named")]
    pub(crate) response_fields: Vec<ResponseField>,
}

impl Default for Jwt {
    fn default() -> Self {
        Self {
            preset: None,
            access_token_lifetime: Duration::seconds(15 * 60),
            refresh_token_lifetime: Duration::seconds(24 * 60 * 60),
            rotate_refresh_tokens: true,
            blacklist_after_rotation: true,
            leeway: Duration::seconds(0),
            iat_tolerance: Duration::seconds(10),
            reuse_interval: Duration::seconds(30),
            reuse_detection: true,
            session_lifetime: Duration::seconds(30 * 24 * 60 * 60),
            user_cache_age: Duration::seconds(5),
            algorithm: None,
            signing_key: None,
            verifying_key: None,
            allow_weak_key: false,
            audience: OneOrSeveral::default(),
            issuer: None,
            user_id_claim: "user_id".to_owned(),
            claims: BTreeMap::new(),
            response_fields: Vec::new(),
        }
    }
}

/// A string, or a list of them.
#[derive(Debug, Clone, Default)]
pub(crate) enum OneOrSeveral {
    #[default]
    None,
    One(String),
    Several(Vec<String>),
}

impl OneOrSeveral {
    pub(crate) fn to_vec(&self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::One(one) => vec![one.clone()],
            Self::Several(several) => several.clone(),
        }
    }
}

impl<'de> Deserialize<'de> for OneOrSeveral {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seen;
        impl<'de> Visitor<'de> for Seen {
            type Value = OneOrSeveral;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string, or a list of strings")
            }

            fn visit_str<E: de::Error>(self, one: &str) -> Result<OneOrSeveral, E> {
                Ok(OneOrSeveral::One(one.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, several: A) -> Result<OneOrSeveral, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(several)).map(OneOrSeveral::Several)
            }
        }
        deserializer.deserialize_any(Seen)
    }
}

/// `[keys]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Keys {
    /// What seals the private keys in the database: 32 bytes in base64 (default: the file `countersign.key` beside the
    /// database, made on first start).
    pub(crate) encryption_key: Option<Secret>,
}

/// `[password]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Password {
    /// `PASSWORD_HASHERS`: the first one makes new hashes (default `["argon2", "pbkdf2_sha256"]`); all are read.
    pub(crate) hashers: Vec<HasherName>,
    /// The cost of `pbkdf2_sha256` (default 1,000,000 iterations, as Django 5.2).
    pub(crate) pbkdf2_iterations: u32,
    /// `AUTH_PASSWORD_VALIDATORS` (default Django's four).
    pub(crate) validators: Vec<ValidatorName>,
    /// The shortest password in characters (default 8).
    pub(crate) min_length: usize,
}

impl Default for Password {
    fn default() -> Self {
        use ValidatorName::{Common, MinimumLength, Numeric, UserAttributeSimilarity};
        Self {
            hashers: vec![HasherName::Argon2, HasherName::Pbkdf2Sha256],
            pbkdf2_iterations: 1_000_000,
            validators: vec![UserAttributeSimilarity, MinimumLength, Common, Numeric],
            min_length: 8,
        }
    }
}

/// A hash format, by Django's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HasherName {
    Argon2,
    Pbkdf2Sha256,
}

/// A password validator, by Django's name without the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum ValidatorName {
    #[serde(rename = "UserAttributeSimilarityValidator")]
    UserAttributeSimilarity,
    #[serde(rename = "MinimumLengthValidator")]
    MinimumLength,
    #[serde(rename = "CommonPasswordValidator")]
    Common,
    #[serde(rename = "NumericPasswordValidator")]
    Numeric,
}

/// `[log]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Log {
    /// What is logged, in `tracing`'s filter syntax (default `info`).
    pub(crate) level: String,
    /// `text` for people, `json` for machines (default `text`).
    pub(crate) format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text }
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

fn listen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| de::Error::custom(format!("{text:?} is no address and port, such as 127.0.0.1:8000")))
}

fn algorithm<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Algorithm>, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map(Some).map_err(|_| {
        let known = Algorithm::ALL.iter().map(|algorithm| algorithm.as_str()).collect::<Vec<_>>().join(", ");
        de::Error::custom(format!("unknown algorithm {name:?}, expected one of {known}"))
    })
}
