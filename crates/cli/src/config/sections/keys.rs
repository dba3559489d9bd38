//! `[keys]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::Secret;

/// The keys that the server makes and keeps.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Keys {
    /// What the private keys in the database are encrypted with: 32 random bytes in base64 (`openssl rand -base64 32`). Not
    /// set, it is the file `countersign.key` beside the database, which the first start makes; a database on a server wants it set.
    pub(crate) encryption_key: Option<Secret>,
}
