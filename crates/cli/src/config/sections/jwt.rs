//! `[jwt]`

use std::collections::BTreeMap;

use countersign_core::{TokenClass, UserIdField};
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
    /// no blacklist after it, no detection of stolen refresh tokens, no end of sessions, no throttles and
    /// no lockout.
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
    /// How far ahead the `iat` of a token may be: one that another program made with a clock that is ahead is not refused. Servers
    /// on one PostgreSQL go by its clock.
    pub(crate) iat_tolerance: Duration,
    /// For how long after a refresh the old refresh token still gets the same new one: two browser tabs, or an answer that was
    /// lost, log nobody out. `0s` is never.
    pub(crate) reuse_interval: Duration,
    /// A refresh token that is used again later than that ends its session, because it may be stolen (RFC 9700 §4.14.2).
    pub(crate) reuse_detection: bool,
    /// Refuse a refresh or sliding token that is not on record, however well it is signed. On record are the tokens of this
    /// server's sessions, and those in the tables of a Django's `token_blacklist` (`[django] blacklist_tables`).
    pub(crate) allow_list: bool,
    /// How long a session may last, however often it is refreshed; not shorter than `refresh_token_lifetime`. `0s` is without
    /// end.
    pub(crate) session_lifetime: Duration,
    /// For how long a user is remembered without asking the database. `0s` asks every time. While the database is away, users
    /// who are remembered are served however long ago they were read.
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
    /// Where another issuer publishes its public keys: a token that names one of them is taken, too. They are fetched from
    /// this address alone when a token asks for them, follow no redirect and no proxy, and are believed for five minutes.
    #[schemars(extend("django" = "SIMPLE_JWT.JWK_URL"), example = &"https://other.example.com/.well-known/jwks.json")]
    pub(crate) jwk_url: Option<String>,
    /// Take an `HS…` secret that is shorter than its hash (RFC 7518 §3.2), such as an old Django's `SECRET_KEY`.
    pub(crate) allow_weak_key: bool,
    /// Whom tokens are for, as one name or several: written into `aud`, and demanded of every token.
    #[schemars(extend("django" = "SIMPLE_JWT.AUDIENCE"), example = &"https://api.example.com")]
    pub(crate) audience: OneOrSeveral,
    /// Who issues tokens: written into `iss`, and demanded of every token.
    #[schemars(extend("django" = "SIMPLE_JWT.ISSUER"), example = &"https://auth.example.com")]
    pub(crate) issuer: Option<String>,
    /// What the claim `user_id_claim` holds of a user, as text. The key is never given again; a name or an address may pass to
    /// somebody else, an address that several users have names nobody, and whoever is renamed must log in anew.
    #[schemars(extend("django" = "SIMPLE_JWT.USER_ID_FIELD"))]
    pub(crate) user_id_field: UserIdColumn,
    /// The claim that says whose a token is.
    #[schemars(extend("django" = "SIMPLE_JWT.USER_ID_CLAIM"))]
    pub(crate) user_id_claim: String,
    /// The claim that says what a token is for. `""` is none: then every token is taken for whatever it is shown as, and
    /// there can be no rotation.
    #[schemars(extend("django" = "SIMPLE_JWT.TOKEN_TYPE_CLAIM"))]
    pub(crate) token_type_claim: String,
    /// The claim that holds a token's own name. `""` is none: then a token is as good as its session, and there can be no
    /// rotation.
    #[schemars(extend("django" = "SIMPLE_JWT.JTI_CLAIM"))]
    pub(crate) jti_claim: String,
    /// Tokens of users who are not active are refused. Without this a deactivation still ends the user's sessions, and nobody
    /// who is not active can log in.
    #[schemars(extend("django" = "SIMPLE_JWT.CHECK_USER_IS_ACTIVE"))]
    pub(crate) check_user_is_active: bool,
    /// Tokens are refused once the password column of their user is another one, by whatever program changed it; a hash that is
    /// made anew at a login counts.
    #[schemars(extend("django" = "SIMPLE_JWT.CHECK_REVOKE_TOKEN"))]
    pub(crate) check_revoke_token: bool,
    /// The claim that holds the MD5 of the password column, where `check_revoke_token` is on.
    #[schemars(extend("django" = "SIMPLE_JWT.REVOKE_TOKEN_CLAIM"))]
    pub(crate) revoke_token_claim: String,
    /// What kinds of token a request may come with, tried in this order. `SlidingToken` is for the tokens of
    /// `/api/token/sliding/`; with it alone those of `/api/token/` open nothing.
    #[schemars(schema_with = "named::schema::<TokenClass>", extend("django" = "SIMPLE_JWT.AUTH_TOKEN_CLASSES"))]
    #[serde(deserialize_with = "named::list", serialize_with = "named::names")]
    pub(crate) auth_token_classes: Vec<TokenClass>,
    /// How long a sliding token opens the API; a refresh begins it anew.
    #[schemars(extend("django" = "SIMPLE_JWT.SLIDING_TOKEN_LIFETIME"))]
    pub(crate) sliding_token_lifetime: Duration,
    /// For how long after the login a sliding token may be refreshed.
    #[schemars(extend("django" = "SIMPLE_JWT.SLIDING_TOKEN_REFRESH_LIFETIME"))]
    pub(crate) sliding_token_refresh_lifetime: Duration,
    /// The claim that says until when a sliding token may be refreshed.
    #[schemars(extend("django" = "SIMPLE_JWT.SLIDING_TOKEN_REFRESH_EXP_CLAIM"))]
    pub(crate) sliding_token_refresh_exp_claim: String,
    /// The words before a token in its header, as one or several, in exactly this case. The first is what a refusal asks for.
    #[schemars(extend("django" = "SIMPLE_JWT.AUTH_HEADER_TYPES"))]
    pub(crate) auth_header_types: OneOrSeveral,
    /// The header that carries a token: its name, such as `X-Access-Token`, or Django's form of it, `HTTP_X_ACCESS_TOKEN`.
    #[schemars(extend("django" = "SIMPLE_JWT.AUTH_HEADER_NAME"))]
    pub(crate) auth_header_name: String,
    /// A program that is asked at each login what else tokens say of the user, by a signed `POST` of JSON; what it answers is
    /// put into the tokens, over `claims`, and a login that it does not answer in time, or not as it should, is refused. See
    /// `docs/CLAIMS_HOOK.md`. No redirect and no proxy is followed.
    #[schemars(example = &"https://app.example.com/claims/")]
    pub(crate) claims_url: Option<String>,
    /// How long a login waits for it.
    pub(crate) claims_timeout: Duration,
    /// What signs the questions: random text of at least 32 characters, which that program knows too.
    pub(crate) claims_secret: Option<Secret>,
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
            allow_list: false,
            session_lifetime: Duration::seconds(30 * 24 * 60 * 60),
            user_cache_age: Duration::seconds(5),
            algorithm: None,
            signing_key: None,
            verifying_key: None,
            jwk_url: None,
            allow_weak_key: false,
            audience: OneOrSeveral::default(),
            issuer: None,
            user_id_field: UserIdColumn::Id,
            user_id_claim: "user_id".to_owned(),
            token_type_claim: "token_type".to_owned(),
            jti_claim: "jti".to_owned(),
            check_user_is_active: true,
            check_revoke_token: false,
            revoke_token_claim: "hash_password".to_owned(),
            auth_token_classes: vec![TokenClass::AccessToken],
            sliding_token_lifetime: Duration::seconds(5 * 60),
            sliding_token_refresh_lifetime: Duration::seconds(24 * 60 * 60),
            sliding_token_refresh_exp_claim: "refresh_exp".to_owned(),
            auth_header_types: OneOrSeveral::Several(vec!["Bearer".to_owned()]),
            auth_header_name: "Authorization".to_owned(),
            claims_url: None,
            claims_timeout: Duration::seconds(2),
            claims_secret: None,
            claims: BTreeMap::new(),
            response_fields: Vec::new(),
        }
    }
}

impl Jwt {
    /// The claims that are named by settings, each with its setting; those that there are not are left out.
    pub(crate) fn named_claims(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let named = [
            ("jwt.token_type_claim", Some(&self.token_type_claim)),
            ("jwt.jti_claim", Some(&self.jti_claim)),
            ("jwt.user_id_claim", Some(&self.user_id_claim)),
            ("jwt.sliding_token_refresh_exp_claim", Some(&self.sliding_token_refresh_exp_claim)),
            ("jwt.revoke_token_claim", Some(&self.revoke_token_claim).filter(|_| self.check_revoke_token)),
        ];
        named.into_iter().filter_map(|(key, claim)| Some((key, claim?.as_str())))
    }
}

/// A column of the user table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum UserIdColumn {
    Id,
    Username,
    Email,
}

impl From<UserIdColumn> for UserIdField {
    fn from(column: UserIdColumn) -> Self {
        match column {
            UserIdColumn::Id => Self::Id,
            UserIdColumn::Username => Self::Username,
            UserIdColumn::Email => Self::Email,
        }
    }
}
