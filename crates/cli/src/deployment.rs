//! A store, keys and rules as the settings ask for: what commands work with.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use countersign_core::keys::ForeignKeys;
use countersign_core::session::ReuseRule;
use countersign_core::store::{DjangoTables, MigrationState, OwnerRule};
use countersign_core::web_session::WebSessionPolicy;
use countersign_core::{ClaimsHook, Ctx, Parts, SessionPolicy};
use countersign_server::{Routes, Settings, Translations, TrustedProxies, WebSettings};
use countersign_token::{Algorithm, TokenPolicy};

use crate::claims_url::{ClaimsUrl, HowToAsk};
use crate::config::{BlacklistTables, Config};
use crate::database::{Database, OpenStore, Opening, behind, no_database};
use crate::jwk_url::{Address, JwkUrl, trusting_the_machines_authorities};
use crate::key_source;
use crate::keys_beside_django;
use crate::passwords::{DatabaseMaker, hashers, passwords};
use crate::platform::{SystemClock, SystemRandomness};

/// What a command does about a database that is not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IfNew {
    /// Makes it.
    Create,
    /// Refuses, and says how to make it.
    Refuse,
}

/// What a deployment is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To answer clients, browsers among them.
    Serve,
    /// For one command, which opens no session of a browser.
    Command,
}

/// An open deployment.
pub(crate) struct Deployment {
    pub(crate) ctx: Ctx,
    store: OpenStore,
}

impl Deployment {
    /// Refuses what [`Deployment::open`] would, and makes nothing.
    pub(crate) async fn examine(config: &Config, if_new: IfNew) -> anyhow::Result<()> {
        hashers(config, DatabaseMaker::Countersign)?;
        foreign_keys(config)?;
        if database_state(config, if_new).await? == MigrationState::New {
            return key_source::examine(config, None).await.map(drop);
        }
        let store = Database::of(config)?.open(Opening::ToLook, config.django.blacklist_tables).await?;
        let found = keys_beside_django::fitting(config, &store).await;
        store.close().await;
        found.map(drop)
    }

    /// Opens the database and the keys for a command.
    pub(crate) async fn open(config: &Config, if_new: IfNew) -> anyhow::Result<Self> {
        Self::open_for(Purpose::Command, config, if_new).await
    }

    /// Opens the database and the keys for a server, and makes what is not there.
    pub(crate) async fn open_to_serve(config: &Config) -> anyhow::Result<Self> {
        Self::open_for(Purpose::Serve, config, IfNew::Create).await
    }

    /// Settings that cannot be are refused before anything is made.
    async fn open_for(purpose: Purpose, config: &Config, if_new: IfNew) -> anyhow::Result<Self> {
        hashers(config, DatabaseMaker::Countersign)?;
        let (foreign, claims_hook) = (foreign_keys(config)?, claims_hook(config)?);
        if database_state(config, if_new).await? == MigrationState::New {
            key_source::examine(config, None).await?;
        }
        let store = open_store(config, if_new).await?;
        let passwords = match passwords(config, DatabaseMaker::of(store.django_tables())) {
            Ok(passwords) => passwords,
            Err(cause) => {
                store.close().await;
                return Err(cause);
            }
        };
        if let Err(refusal) = keys_beside_django::demand_no_unasked_key(config, &store).await {
            store.close().await;
            return Err(refusal);
        }
        let shared = store.shared();
        let keys = match key_source::keys(config, &*shared, token_policy(config)).await {
            Ok(keys) => keys,
            Err(cause) => {
                store.close().await;
                return Err(cause);
            }
        };
        let keys = match foreign {
            Some(foreign) => keys.with_foreign(foreign),
            None => keys,
        };
        let secret_keys = match key_source::secret_keys(config, &*shared, purpose).await {
            Ok(keys) => keys,
            Err(cause) => {
                store.close().await;
                return Err(cause);
            }
        };
        let parts = Parts {
            keys,
            web_sessions: WebSessionPolicy { keys: secret_keys, age: config.sessions.cookie_age.0 },
            store: shared,
            user_table: Arc::new(config.django.table.clone()),
            policy: session_policy(config),
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandomness),
            passwords,
            lockout: (&config.lockout).into(),
            user_cache_age: config.jwt.user_cache_age.0,
        };
        let ctx = Ctx::new(parts).with_claims_hook(claims_hook).with_staleness((&config.revocation).into());
        if let Err(cause) = ctx.follower.set_the_clock().await {
            store.close().await;
            return Err(cause).context("the database's time cannot be read");
        }
        Ok(Self { ctx, store })
    }

    /// What closes the database once everything is done.
    pub(crate) fn store(&self) -> OpenStore {
        self.store.clone()
    }

    /// Which of Django's tables there are.
    pub(crate) fn django_tables(&self) -> DjangoTables {
        self.store.django_tables()
    }

    /// Closes the database.
    pub(crate) async fn close(self) {
        self.store.close().await;
    }
}

/// The settings of the HTTP face, but for the translations, which only a running server needs.
pub(crate) fn http_settings(config: &Config) -> Settings {
    let routes = config.routes.iter().map(|(name, route)| (name.clone(), route.clone().into()));
    Settings {
        rest_framework: (&config.rest_framework).into(),
        web: WebSettings {
            session_cookie_name: config.sessions.cookie_name.clone(),
            csrf_cookie_name: config.csrf.cookie_name.clone(),
            csrf_cookie_age: config.csrf.cookie_age.0,
            csrf_trusted_origins: config.csrf.trusted_origins.clone(),
        },
        routes: Routes::new(routes.collect()),
        response_fields: config.jwt.response_fields.clone(),
        translations: None,
        trusted_proxies: TrustedProxies::new(config.server.trusted_proxies.clone()),
        bearer: config.bearer_header.clone(),
        metrics: config.metrics.enabled,
    }
}

/// The settings of the HTTP face of a server that answers.
pub(crate) fn served_settings(config: &Config) -> anyhow::Result<Settings> {
    let translations = config.server.localize.then(Translations::embedded).transpose()?;
    Ok(Settings { translations, ..http_settings(config) })
}

/// Opens the database alone.
pub(crate) async fn open_store(config: &Config, if_new: IfNew) -> anyhow::Result<OpenStore> {
    let database = Database::of(config)?;
    if database_state(config, if_new).await? == MigrationState::New {
        demand_no_blacklist_tables(config, &database)?;
        database.migrate().await?;
    }
    database.open(Opening::ToUse, config.django.blacklist_tables).await
}

/// A new database has Django's tables, but not those of an application that only some projects have.
fn demand_no_blacklist_tables(config: &Config, database: &Database) -> anyhow::Result<()> {
    if config.django.blacklist_tables != BlacklistTables::On {
        return Ok(());
    }
    bail!(
        "django.blacklist_tables = \"on\": {database} is new and has no table token_blacklist_outstandingtoken; point \
         database.url at the database of the Django project, or set \"auto\""
    )
}

/// New, where that is no reason to refuse, or up to date.
async fn database_state(config: &Config, if_new: IfNew) -> anyhow::Result<MigrationState> {
    let database = Database::of(config)?;
    match database.state().await? {
        MigrationState::New if if_new == IfNew::Refuse || !database.is_made_at_start() => bail!(no_database(&database)),
        MigrationState::Behind => bail!(behind(&database)),
        state @ (MigrationState::New | MigrationState::UpToDate) => Ok(state),
    }
}

/// The keys of another issuer, where the settings name one.
fn foreign_keys(config: &Config) -> anyhow::Result<Option<ForeignKeys>> {
    let Some(address) = config.jwt.jwk_url.as_deref().and_then(Address::parse) else { return Ok(None) };
    let tls = if address.is_https { Some(trusting_the_machines_authorities("jwt.jwk_url")?) } else { None };
    let rsa = config.jwt.algorithm.filter(|algorithm| RSA.contains(algorithm)).unwrap_or(Algorithm::Rs256);
    Ok(Some(ForeignKeys::new(Arc::new(JwkUrl::new(address, tls)), Arc::new(SystemClock), rsa)))
}

/// The program that gives claims, where the settings name one.
fn claims_hook(config: &Config) -> anyhow::Result<Option<Arc<dyn ClaimsHook>>> {
    let jwt = &config.jwt;
    let Some(address) = jwt.claims_url.as_deref().and_then(Address::parse) else { return Ok(None) };
    let tls = if address.is_https { Some(trusting_the_machines_authorities("jwt.claims_url")?) } else { None };
    let secret = jwt.claims_secret.as_ref().map(|secret| secret.expose().as_bytes().to_vec()).unwrap_or_default();
    let how = HowToAsk { secret, timeout: Duration::from_secs(jwt.claims_timeout.0.get()) };
    Ok(Some(Arc::new(ClaimsUrl::new(address, tls, &how, Arc::new(SystemClock)))))
}

/// What an RSA key may be for.
const RSA: [Algorithm; 6] =
    [Algorithm::Rs256, Algorithm::Rs384, Algorithm::Rs512, Algorithm::Ps256, Algorithm::Ps384, Algorithm::Ps512];

fn token_policy(config: &Config) -> TokenPolicy {
    let jwt = &config.jwt;
    TokenPolicy {
        access_lifetime: jwt.access_token_lifetime.0,
        refresh_lifetime: jwt.refresh_token_lifetime.0,
        leeway: jwt.leeway.0,
        iat_tolerance: jwt.iat_tolerance.0,
        audience: jwt.audience.to_vec(),
        issuer: jwt.issuer.clone(),
        sliding_lifetime: jwt.sliding_token_lifetime.0,
        sliding_refresh_lifetime: jwt.sliding_token_refresh_lifetime.0,
        token_type_claim: named(&jwt.token_type_claim),
        jti_claim: named(&jwt.jti_claim),
        user_id_claim: jwt.user_id_claim.clone(),
        sliding_refresh_exp_claim: jwt.sliding_token_refresh_exp_claim.clone(),
        ..TokenPolicy::default()
    }
}

/// A claim that may be left out: `""`, because TOML has no null.
fn named(claim: &str) -> Option<String> {
    Some(claim.to_owned()).filter(|claim| !claim.is_empty())
}

fn session_policy(config: &Config) -> SessionPolicy {
    let jwt = &config.jwt;
    SessionPolicy {
        rotate_refresh_tokens: jwt.rotate_refresh_tokens,
        blacklist_after_rotation: jwt.blacklist_after_rotation,
        reuse: ReuseRule { interval: jwt.reuse_interval.0, detection: jwt.reuse_detection },
        allow_list: jwt.allow_list,
        store_raw_tokens: config.django.store_raw_tokens,
        session_lifetime: Some(jwt.session_lifetime.0).filter(|life| life.get() > 0),
        idle_timeout: Some(config.sessions.idle_timeout.0).filter(|timeout| timeout.get() > 0),
        claims: config.user_claims.clone(),
        update_last_login: jwt.update_last_login,
        auth_token_classes: jwt.auth_token_classes.clone(),
        user_id_field: jwt.user_id_field.into(),
        owners: if jwt.check_user_is_active { OwnerRule::Active } else { OwnerRule::Anyone },
        revoke_token_claim: jwt.check_revoke_token.then(|| jwt.revoke_token_claim.clone()),
        ..SessionPolicy::default()
    }
}
