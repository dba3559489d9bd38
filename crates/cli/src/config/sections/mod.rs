//! Every setting, with its default, in one file for each section. The doc comments are what `config --docs` and `init` print:
//! the first sentence says what the setting does.

mod cache;
mod csrf;
mod database;
mod django;
mod jwt;
mod keys;
mod lockout;
mod log;
mod metrics;
mod password;
mod rest_framework;
mod revocation;
mod route;
mod server;
mod sessions;
mod tls;

use std::collections::BTreeMap;

use countersign_core::UserClaims;
use countersign_server::BearerHeader;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Secret;
use super::layers::Origins;
use super::warnings::Warning;
use crate::args::Serve;
use cache::Cache;
use csrf::Csrf;
use database::Database;
use jwt::Jwt;
use keys::Keys;
use lockout::LockoutSettings;
use log::Log;
use metrics::Metrics;
use password::Password;
use rest_framework::RestFrameworkSettings;
use revocation::Revocation;
use server::Server;
use sessions::Sessions;
use tls::Tls;

pub(crate) use django::{BlacklistTables, Django, ExtraFieldSettings, FieldType};
pub(crate) use log::LogFormat;
pub(crate) use password::{HasherName, ValidatorName};
pub(crate) use route::RouteSettings;

/// The settings file.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) tls: Tls,
    pub(crate) database: Database,
    pub(crate) cache: Cache,
    /// Where endpoints are mounted: a list of paths for an endpoint, in place of its default ones. Give them a slash at the
    /// end: a request without it is sent there, as in Django. `[routes.NAME]` says more of one endpoint, in place of its
    /// line under `[routes]`: `paths`, `authentication_classes`, `permission_classes`, `throttle_scope` and `csrf_exempt`.
    pub(crate) routes: BTreeMap<String, RouteSettings>,
    pub(crate) rest_framework: RestFrameworkSettings,
    pub(crate) lockout: LockoutSettings,
    pub(crate) jwt: Jwt,
    pub(crate) keys: Keys,
    pub(crate) password: Password,
    pub(crate) sessions: Sessions,
    pub(crate) revocation: Revocation,
    pub(crate) csrf: Csrf,
    pub(crate) django: Django,
    pub(crate) log: Log,
    pub(crate) metrics: Metrics,
    /// `SECRET_KEY`: from the environment, as Django deployments keep it, or from the secrets beside the settings file.
    #[serde(skip)]
    pub(crate) secret_key: Option<Secret>,
    /// `SECRET_KEY_FALLBACKS`: from there, too.
    #[serde(skip)]
    pub(crate) secret_key_fallbacks: Vec<Secret>,
    /// What `[jwt.claims]` comes to.
    #[serde(skip)]
    pub(crate) user_claims: UserClaims,
    /// What `jwt.auth_header_name` and `jwt.auth_header_types` come to.
    #[serde(skip)]
    pub(crate) bearer_header: BearerHeader,
    /// What to think over in the file and the variables that the settings came from.
    #[serde(skip)]
    pub(crate) beside: Vec<Warning>,
    /// Where a password is that another server's address, which won, has no use for.
    #[serde(skip)]
    pub(crate) unused_password: Option<String>,
    /// Where each setting came from.
    #[serde(skip)]
    pub(crate) origins: Origins,
}

impl Config {
    /// What the flags of `serve` say wins over these settings.
    pub(crate) fn take_flags(&mut self, Serve { listen, tls }: Serve) {
        if let Some(listen) = listen {
            self.server.listen = listen;
            self.origins.note("server.listen", "--listen");
        }
        if tls.self_signed || tls.cert.is_some() {
            self.tls = Tls { cert: tls.cert, key: tls.key, self_signed: tls.self_signed };
        }
    }
}
