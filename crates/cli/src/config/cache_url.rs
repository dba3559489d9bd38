//! What servers share beside the database.

use std::borrow::Cow;
use std::fmt;

use countersign_cache_redis::Address;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, Serializer};

use super::Config;
use super::check::refuse;
use super::error::ConfigError;

/// The address of a Valkey or Redis server. A password in it is never shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct CacheUrl(String);

impl CacheUrl {
    /// `None`: it is none, and was refused.
    pub(crate) fn address(&self) -> Option<Address> {
        Address::parse(&self.0).ok()
    }
}

/// As it is shown: without the password, and of what is no address nothing.
impl fmt::Display for CacheUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address() {
            Some(address) => address.fmt(f),
            None => f.write_str("redis://****"),
        }
    }
}

impl fmt::Debug for CacheUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for CacheUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for CacheUrl {
    fn schema_name() -> Cow<'static, str> {
        "CacheUrl".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "password" })
    }
}

/// It must be an address.
pub(super) fn address(config: &Config) -> Option<ConfigError> {
    let url = config.cache.url.as_ref()?;
    let cause = Address::parse(&url.0).err()?;
    let mend = format!("{cause}; such as \"redis://cache.example.com:6379/0\"");
    Some(refuse(config, "cache.url", url.to_string(), mend))
}
