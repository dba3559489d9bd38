//! Every setting, with its default, in one file for each section. The doc comments are what `config --docs` and `init` print:
//! the first sentence says what the setting does.

mod database;
mod jwt;
mod keys;
mod log;
mod password;
mod server;
mod tls;

use std::collections::BTreeMap;

use countersign_core::UserClaims;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Secret;
use super::layers::Origins;
use database::Database;
use jwt::Jwt;
use keys::Keys;
use log::Log;
use password::Password;
use server::Server;
use tls::Tls;

pub(crate) use log::LogFormat;
pub(crate) use password::{HasherName, ValidatorName};

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
