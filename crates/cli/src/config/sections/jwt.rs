//! `[jwt]`

use std::collections::BTreeMap;

use countersign_server::ResponseField;
use countersign_token::Algorithm;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::claims::ClaimSetting;
use crate::config::duration::Duration;
use crate::config::one_or_several::OneOrSeveral;
use crate::config::preset::Preset;
use crate::config::{Secret, algorithm, named};

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
    /// A login is noted in its user's `last_login`, as Django's own login does.
    #[schemars(extend("django" = "SIMPLE_JWT.UPDATE_LAST_LOGIN"))]
    pub(crate) update_last_login: bool,
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
    #[serde(deserialize_with = "algorithm::named", serialize_with = "algorithm::name")]
    #[schemars(schema_with = "algorithm::schema", extend("django" = "SIMPLE_JWT.ALGORITHM"), example = &"ES256")]
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
    /// The words before a token in its header, as one or several, in exactly this case. The first is what a refusal asks for.
    #[schemars(extend("django" = "SIMPLE_JWT.AUTH_HEADER_TYPES"))]
    pub(crate) auth_header_types: OneOrSeveral,
    /// The header that carries a token: its name, such as `X-Access-Token`, or Django's form of it, `HTTP_X_ACCESS_TOKEN`.
    #[schemars(extend("django" = "SIMPLE_JWT.AUTH_HEADER_NAME"))]
    pub(crate) auth_header_name: String,
    /// What tokens say about their user, claim by claim, such as `name = "username"`. A claim is set to a user attribute
    /// (`username`, `email`, `first_name`, `last_name`, `is_active`, `is_staff`, `is_superuser`, `last_login`, `date_joined`),
    /// to `groups` or `permissions`, which are lists of names, or to `{ value = … }`, the same for everybody. Claims are set at
    /// login and kept by every refresh. Whoever holds a token can read them: secrets are refused. A
    /// variable sets all of them: `COUNTERSIGN_JWT__CLAIMS='{ name = "username" }'`.
    pub(crate) claims: BTreeMap<String, ClaimSetting>,
    /// What answers that carry tokens have beside them, in this order.
    #[schemars(schema_with = "named::schema::<ResponseField>", example = &["access_expires_in", "user"])]
    #[serde(deserialize_with = "named::list", serialize_with = "named::names")]
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
            update_last_login: false,
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
            auth_header_types: OneOrSeveral::Several(vec!["Bearer".to_owned()]),
            auth_header_name: "Authorization".to_owned(),
            claims: BTreeMap::new(),
            response_fields: Vec::new(),
        }
    }
}
