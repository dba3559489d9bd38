//! `[django]`

use countersign_store_sqlite::UseOfBlacklistTables;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Tables that a Django on the same database made, and goes on using.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Django {
    /// Read and write the two tables of SimpleJWT's `token_blacklist` application: what a Django beside this server blacklists is
    /// refused here, and the other way round. `auto` is where they are there, `on` stops the start where they are not, `off`
    /// leaves them alone.
    pub(crate) blacklist_tables: BlacklistTables,
    /// Keep refresh tokens in those tables as they are, as SimpleJWT does. Without this their column `token` holds `sha256:` and
    /// a digest: whoever reads the database can use none of them.
    pub(crate) store_raw_tokens: bool,
}

/// When the tables are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BlacklistTables {
    #[default]
    Auto,
    On,
    Off,
}

impl From<BlacklistTables> for UseOfBlacklistTables {
    fn from(setting: BlacklistTables) -> Self {
        match setting {
            BlacklistTables::Auto => Self::Auto,
            BlacklistTables::On => Self::On,
            BlacklistTables::Off => Self::Off,
        }
    }
}
