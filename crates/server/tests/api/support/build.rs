//! The rules that an application under test runs by.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::accounts::{
    Algorithm as HashAlgorithm, Argon2Cost, Hashers, PasswordValidators, Pbkdf2Iterations, PoolLimits,
};
use countersign_core::keys::{ForeignKeys, JwksSource, JwksUnavailable, Keys};
use countersign_core::lockout::LockoutPolicy;
use countersign_core::web_session::{SecretKey, SecretKeys, WebSessionPolicy};
use countersign_core::{ClaimSource, SessionPolicy, UserClaims, UserTable};
use countersign_server::{
    BearerHeader, ResponseField, RestFramework, Route, RouteNameError, Routes, Settings, ThrottleClass, Translations,
    TrustedOrigin, TrustedProxies, WebSettings,
};
use countersign_token::bearer::HeaderTypes;
use countersign_token::{Algorithm, KeySet, SigningKey, TokenPolicy};

use super::app::{START, TestApp};
use super::database::{Made, new_database};
use super::machine::{TestClock, seconds};

/// Django's, of the vectors.
const SECRET_KEY: &str = "django-insecure-test-key-0123456789abcdefghijklmnopqrstuvwxyz";
const SECRET: &[u8] = b"a secret of more than thirty-two bytes";

/// Those of a new deployment, until they are changed; but anybody may log in as often as they like.
#[derive(Clone)]
pub(crate) struct Build {
    pub(super) policy: SessionPolicy,
    pub(super) tokens: TokenPolicy,
    pub(super) key: SigningKey,
    pub(super) foreign_key: Option<SigningKey>,
    pub(super) cache_age: u64,
    pub(super) hashers: Hashers,
    pub(super) pool: PoolLimits,
    pub(super) validators: PasswordValidators,
    pub(super) rest_framework: RestFramework,
    pub(super) lockout: LockoutPolicy,
    pub(super) trusted_proxies: TrustedProxies,
    pub(super) routes: BTreeMap<String, Route>,
    pub(super) response_fields: Vec<ResponseField>,
    pub(super) localized: bool,
    pub(super) metrics: bool,
    pub(super) web_sessions: WebSessionPolicy,
    pub(super) web: WebSettings,
    pub(super) bearer: BearerHeader,
    pub(super) user_table: Arc<UserTable>,
    /// What a Django has made before.
    pub(super) django: Made,
}

impl Default for Build {
    fn default() -> Self {
        Self {
            policy: SessionPolicy::default(),
            tokens: TokenPolicy::default(),
            key: SigningKey::from_secret(Algorithm::Hs256, SECRET).unwrap(),
            foreign_key: None,
            cache_age: 5,
            hashers: cheap_hashers(),
            pool: PoolLimits { waiting: 10_000, ..PoolLimits::for_cores(NonZeroUsize::new(2).unwrap()) },
            validators: PasswordValidators::default(),
            rest_framework: RestFramework { throttle_classes: Vec::new(), ..RestFramework::default() },
            lockout: LockoutPolicy { failures: 0, ..LockoutPolicy::default() },
            trusted_proxies: TrustedProxies::default(),
            routes: BTreeMap::new(),
            response_fields: Vec::new(),
            localized: false,
            metrics: false,
            web_sessions: WebSessionPolicy {
                keys: SecretKeys::new(SecretKey::new(SECRET_KEY).unwrap(), Vec::new()),
                age: WebSessionPolicy::DEFAULT_AGE,
            },
            web: WebSettings::default(),
            bearer: BearerHeader::default(),
            user_table: Arc::new(UserTable::default()),
            django: Made::default(),
        }
    }
}

impl Build {
    pub(crate) async fn start(self) -> TestApp {
        self.try_start().await.unwrap()
    }

    /// Why it does not start.
    pub(crate) async fn refusal(self) -> Option<RouteNameError> {
        self.try_start().await.err()
    }

    async fn try_start(self) -> Result<TestApp, RouteNameError> {
        let database = new_database(&self.user_table, self.django).await;
        TestApp::assemble(self, Arc::new(TestClock::at(START)), database).await
    }

    pub(super) fn settings(&self) -> Settings {
        Settings {
            rest_framework: self.rest_framework.clone(),
            routes: Routes::new(self.routes.clone()),
            response_fields: self.response_fields.clone(),
            translations: self.localized.then(|| Translations::embedded().unwrap()),
            trusted_proxies: self.trusted_proxies.clone(),
            web: self.web.clone(),
            bearer: self.bearer.clone(),
            metrics: self.metrics,
        }
    }

    /// With `GET /metrics`.
    pub(crate) fn metrics(self) -> Self {
        Self { metrics: true, ..self }
    }

    /// Beside a Django that has SimpleJWT's `token_blacklist` installed.
    pub(crate) fn blacklist_tables(mut self) -> Self {
        self.django.blacklist_tables = true;
        self
    }

    /// On the database of a Django that has made the tables of the user model of `custom_user.py`, which is described so.
    pub(crate) fn on_custom_user(mut self, users: UserTable) -> Self {
        (self.django.custom_user, self.user_table) = (true, Arc::new(users));
        self
    }

    /// With other rules for sessions and their users.
    pub(crate) fn policy(mut self, change: impl FnOnce(&mut SessionPolicy)) -> Self {
        change(&mut self.policy);
        self
    }

    /// With tokens in the header of that name, after one of those words.
    pub(crate) fn bearer(mut self, name: &str, types: &[&str]) -> Self {
        let name = BearerHeader::name_of(name).unwrap();
        self.bearer = BearerHeader { name, types: HeaderTypes::new(types.iter().copied()).unwrap() };
        self
    }

    pub(crate) fn rotation_off(mut self) -> Self {
        self.policy.rotate_refresh_tokens = false;
        self
    }

    pub(crate) fn blacklist_off(mut self) -> Self {
        self.policy.blacklist_after_rotation = false;
        self
    }

    pub(crate) fn detection_off(mut self) -> Self {
        self.policy.reuse.detection = false;
        self
    }

    pub(crate) fn reuse_interval(mut self, span: u64) -> Self {
        self.policy.reuse.interval = seconds(span);
        self
    }

    pub(crate) fn session_lifetime(mut self, span: u64) -> Self {
        self.policy.session_lifetime = Some(span).filter(|span| *span > 0).map(seconds);
        self
    }

    pub(crate) fn idle_timeout(mut self, span: u64) -> Self {
        self.policy.idle_timeout = Some(span).filter(|span| *span > 0).map(seconds);
        self
    }

    pub(crate) fn tokens(mut self, rules: TokenPolicy) -> Self {
        self.tokens = rules;
        self
    }

    pub(crate) fn user_cache_age(mut self, span: u64) -> Self {
        self.cache_age = span;
        self
    }

    pub(crate) fn key(mut self, key: SigningKey) -> Self {
        self.key = key;
        self
    }

    /// Another issuer's key, whose tokens are taken.
    pub(crate) fn foreign_key(mut self, key: &SigningKey) -> Self {
        self.foreign_key = Some(key.clone());
        self
    }

    /// The keys that the application verifies with.
    pub(super) fn keys(&self, clock: &Arc<TestClock>) -> Keys {
        let keys = Keys::new(self.key.clone(), Vec::new(), self.tokens.clone()).unwrap();
        let Some(key) = &self.foreign_key else { return keys };
        let published =
            Published(serde_json::to_string(&KeySet::new(vec![key.verifying_key()]).unwrap().to_jwks()).unwrap());
        keys.with_foreign(ForeignKeys::new(Arc::new(published), Arc::<TestClock>::clone(clock), Algorithm::Rs256))
    }

    pub(crate) fn hashers(mut self, hashers: Hashers) -> Self {
        self.hashers = hashers;
        self
    }

    pub(crate) fn pool(mut self, limits: PoolLimits) -> Self {
        self.pool = limits;
        self
    }

    pub(crate) fn validators_off(mut self) -> Self {
        self.validators = PasswordValidators::new(Vec::new());
        self
    }

    pub(crate) fn claims<const N: usize>(mut self, claims: [(&str, ClaimSource); N]) -> Self {
        let claims = claims.map(|(name, source)| (name.to_owned(), source));
        self.policy.claims = UserClaims::new(claims, &self.tokens.user_id_claim).unwrap();
        self
    }

    pub(crate) fn response_fields(mut self, names: &[&str]) -> Self {
        self.response_fields = names.iter().map(|name| ResponseField::named(name).unwrap()).collect();
        self
    }

    pub(crate) fn localized(mut self) -> Self {
        self.localized = true;
        self
    }

    pub(crate) fn mount(mut self, name: &str, paths: &[&str]) -> Self {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        self.routes.entry(name.to_owned()).or_default().paths = Some(paths);
        self
    }

    /// With another secret key, and those before it.
    pub(crate) fn secret_keys(mut self, current: &str, fallbacks: &[&str]) -> Self {
        let key = |text: &str| SecretKey::new(text).unwrap();
        self.web_sessions.keys = SecretKeys::new(key(current), fallbacks.iter().copied().map(key).collect());
        self
    }

    pub(crate) fn trusting(mut self, origin: &str) -> Self {
        self.web.csrf_trusted_origins.push(origin.parse::<TrustedOrigin>().unwrap());
        self
    }

    pub(crate) fn csrf_cookie(mut self, name: &str) -> Self {
        name.clone_into(&mut self.web.csrf_cookie_name);
        self
    }

    pub(crate) fn route(mut self, name: &str, route: Route) -> Self {
        self.routes.insert(name.to_owned(), route);
        self
    }

    /// Counted as in a new deployment, with these classes and rates.
    pub(crate) fn throttles<const N: usize>(mut self, classes: &[ThrottleClass], rates: [(&str, &str); N]) -> Self {
        let rates = rates.map(|(scope, rate)| (scope.to_owned(), rate.parse().unwrap()));
        self.rest_framework.throttle_classes = classes.to_vec();
        self.rest_framework.throttle_rates.extend(rates);
        self
    }

    pub(crate) fn lockout(mut self, failures: u32, cooloff: u64) -> Self {
        self.lockout = LockoutPolicy { failures, cooloff: seconds(cooloff) };
        self
    }

    pub(crate) fn trusted_proxies<const N: usize>(mut self, networks: [&str; N]) -> Self {
        self.trusted_proxies = TrustedProxies::new(networks.map(|network| network.parse().unwrap()).to_vec());
        self
    }

    pub(crate) fn rest_framework(mut self, classes: RestFramework) -> Self {
        self.rest_framework = classes;
        self
    }
}

/// A key set that another issuer publishes.
#[derive(Debug)]
struct Published(String);

#[async_trait]
impl JwksSource for Published {
    async fn fetch(&self) -> Result<String, JwksUnavailable> {
        Ok(self.0.clone())
    }
}

/// One iteration: the point here is never the cost.
fn cheap_hashers() -> Hashers {
    Hashers {
        preferred: HashAlgorithm::Pbkdf2Sha256,
        argon2: Argon2Cost::new(8, 1, 1).unwrap(),
        pbkdf2_iterations: Pbkdf2Iterations::new(1).unwrap(),
        ..Hashers::default()
    }
}
