//! Every setting, with its default. The doc comments are what `config --docs` and `init` print: the first sentence says what
//! the setting does.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};

use countersign_core::UserClaims;
use countersign_server::ResponseField;
use countersign_token::Algorithm;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::claims::ClaimSetting;
use super::duration::Duration;
use super::layers::Origins;
use super::preset::Preset;
use super::{DatabaseUrl, Secret, Tls, response_fields};

/// The settings file.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) tls: Tls,
    pub(crate) database: Database,
    /// Where endpoints are mounted: a list of paths for an endpoint, in place of its default ones.
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

/// Where the server listens.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Server {
    /// Address and port to listen on; `0.0.0.0:8000` is every address of the machine.
    #[serde(deserialize_with = "listen")]
    #[schemars(with = "String", extend("format" = "address"))]
    pub(crate) listen: SocketAddr,
}

impl Default for Server {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8000)) }
    }
}

/// Where the data is.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Database {
    /// The database file; `sqlite:///var/lib/countersign.db`, with three slashes, is an absolute path. The variable
    /// `DATABASE_URL` sets it, too.
    #[schemars(extend("django" = "DATABASES"))]
    pub(crate) url: DatabaseUrl,
}

/// Tokens: SimpleJWT's settings under their own names, and ours.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "settings that SimpleJWT has as booleans")]
pub(crate) struct Jwt {
    /// Take SimpleJWT's own defaults for what nothing else sets: an access token lives for 5 minutes, and there is no rotation,
    /// no blacklist after it, no detection of stolen refresh tokens and no end of sessions.
    #[schemars(example = &"simplejwt")]
    pub(crate) preset: Option<Preset>,
    /// How long an access token is good. Keep it short: it opens the API to whoever holds it.
    #[schemars(extend("django" = "SIMPLE_JWT.ACCESS_TOKEN_LIFETIME"))]
    pub(crate) access_token_lifetime: Duration,
    /// How long a refresh token is good: for this long a user may stay away and come back without a password.
    #[schemars(extend("django" = "SIMPLE_JWT.REFRESH_TOKEN_LIFETIME"))]
    pub(crate) refresh_token_lifetime: Duration,
    /// A refresh gives a new refresh token, too.
    #[schemars(extend("django" = "SIMPLE_JWT.ROTATE_REFRESH_TOKENS"))]
    pub(crate) rotate_refresh_tokens: bool,
    /// A refresh token that was traded for a new one is refused from then on. Without this there is no detection of stolen
    /// refresh tokens.
    #[schemars(extend("django" = "SIMPLE_JWT.BLACKLIST_AFTER_ROTATION"))]
    pub(crate) blacklist_after_rotation: bool,
    /// How far clocks may be apart where `exp`, `nbf` and `iat` are checked.
    #[schemars(extend("django" = "SIMPLE_JWT.LEEWAY"))]
    pub(crate) leeway: Duration,
    /// How far ahead the `iat` of a token may be: with several servers no token is refused because one of their clocks is
    /// ahead.
    pub(crate) iat_tolerance: Duration,
    /// For how long after a refresh the old refresh token still gets the same new one: two browser tabs, or an answer that was
    /// lost, log nobody out. `0s` is never.
    pub(crate) reuse_interval: Duration,
    /// A refresh token that is used again later than that ends its session, because it may be stolen (RFC 9700 §4.14.2).
    pub(crate) reuse_detection: bool,
    /// How long a session may last, however often it is refreshed; not shorter than `refresh_token_lifetime`. `0s` is without
    /// end.
    pub(crate) session_lifetime: Duration,
    /// For how long a user is remembered without asking the database. `0s` asks every time.
    pub(crate) user_cache_age: Duration,
    /// What signs tokens. Not set, it is `HS256` where there is a `SECRET_KEY` or a signing key, else `ES256`.
    #[serde(deserialize_with = "algorithm", serialize_with = "algorithm_name")]
    #[schemars(schema_with = "algorithm_schema", extend("django" = "SIMPLE_JWT.ALGORITHM"), example = &"ES256")]
    pub(crate) algorithm: Option<Algorithm>,
    /// What tokens are signed with: random text for `HS…`, a private key in PEM for the others. Not set, it is `SECRET_KEY`,
    /// or a key that the server makes and keeps.
    #[schemars(extend("django" = "SIMPLE_JWT.SIGNING_KEY"))]
    pub(crate) signing_key: Option<Secret>,
    /// The public half of the signing key in PEM. It is not needed; one that does not belong to the signing key is refused.
    #[schemars(extend("django" = "SIMPLE_JWT.VERIFYING_KEY"))]
    pub(crate) verifying_key: Option<String>,
    /// Take an `HS…` secret that is shorter than its hash (RFC 7518 §3.2), such as an old Django's `SECRET_KEY`.
    pub(crate) allow_weak_key: bool,
    /// Whom tokens are for, as one name or several: written into `aud`, and demanded of every token.
    #[schemars(extend("django" = "SIMPLE_JWT.AUDIENCE"), example = &"https://api.example.com")]
    pub(crate) audience: OneOrSeveral,
    /// Who issues tokens: written into `iss`, and demanded of every token.
    #[schemars(extend("django" = "SIMPLE_JWT.ISSUER"), example = &"https://auth.example.com")]
    pub(crate) issuer: Option<String>,
    /// The claim that says whose a token is.
    #[schemars(extend("django" = "SIMPLE_JWT.USER_ID_CLAIM"))]
    pub(crate) user_id_claim: String,
    /// What tokens say about their user, claim by claim, such as `name = "username"`. A claim is set to a user attribute
    /// (`username`, `email`, `first_name`, `last_name`, `is_active`, `is_staff`, `is_superuser`, `last_login`, `date_joined`),
    /// to `groups` or `permissions`, which are lists of names, or to `{ value = … }`, the same for everybody. Claims are set at
    /// login and kept by every refresh. Whoever holds a token can read them: secrets are refused.
    pub(crate) claims: BTreeMap<String, ClaimSetting>,
    /// What answers that carry tokens have beside them, in this order.
    #[schemars(schema_with = "response_fields::schema", example = &["access_expires_in", "user"])]
    #[serde(deserialize_with = "response_fields::named", serialize_with = "response_fields::names")]
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
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
#[serde(untagged)]
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

/// The keys that the server makes and keeps.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Keys {
    /// What the private keys in the database are encrypted with: 32 random bytes in base64 (`openssl rand -base64 32`). Not
    /// set, it is the file `countersign.key` beside the database, which the first start makes.
    pub(crate) encryption_key: Option<Secret>,
}

/// How passwords are checked and stored.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Password {
    /// How passwords are stored: the first one makes new hashes, and all of them are read.
    #[schemars(extend("django" = "PASSWORD_HASHERS"))]
    pub(crate) hashers: Vec<HasherName>,
    /// The cost of `pbkdf2_sha256`; the default is Django 5.2's.
    pub(crate) pbkdf2_iterations: u32,
    /// What a new password must pass.
    #[schemars(extend("django" = "AUTH_PASSWORD_VALIDATORS"))]
    pub(crate) validators: Vec<ValidatorName>,
    /// The shortest password in characters, where `MinimumLengthValidator` is on.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HasherName {
    Argon2,
    Pbkdf2Sha256,
}

/// A password validator, by Django's name without the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
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

/// What the server writes on standard error.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Log {
    /// What is logged: `error`, `warn`, `info`, `debug` or `trace`, for a module alone as in `info,countersign_core=debug`.
    #[schemars(extend("django" = "LOGGING"))]
    pub(crate) level: String,
    /// `text` is for people, `json` for machines.
    pub(crate) format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text }
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
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

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "so serde calls it")]
fn algorithm_name<S: Serializer>(algorithm: &Option<Algorithm>, serializer: S) -> Result<S::Ok, S::Error> {
    algorithm.map(Algorithm::as_str).serialize(serializer)
}

fn algorithm_schema(_: &mut SchemaGenerator) -> Schema {
    let names = Algorithm::ALL.map(Algorithm::as_str);
    json_schema!({ "type": "string", "enum": names })
}
