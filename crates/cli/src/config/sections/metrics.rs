//! `[metrics]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Figures of the running server, for Prometheus.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Metrics {
    /// Whether `GET /metrics` tells them to whoever asks; keep it from the public at the proxy. There is how long ago the
    /// revocations were read, how many are known, the number of the newest, and how far the database's clock is from this
    /// machine's.
    pub(crate) enabled: bool,
}
