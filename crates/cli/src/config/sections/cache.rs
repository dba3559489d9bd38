//! `[cache]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::CacheUrl;

/// What several servers share beside the database, so that they count together and tell each other at once what they have revoked. It
/// may be away or emptied at any time: then each server counts by itself, and reads what was revoked from the database.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Cache {
    /// A Valkey or Redis server (6 or newer) that all servers of the deployment use: `redis://:PASSWORD@cache.example.com:6379/0`, or
    /// `rediss://` with TLS. Throttle rates and `[lockout]` count over all servers then, and a revocation is known on the others within
    /// milliseconds where the database does not pass it on: several servers on one SQLite file, or PostgreSQL behind a pooler in
    /// transaction mode. Without it each server counts by itself.
    pub(crate) url: Option<CacheUrl>,
}
