//! `[metrics]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Figures of the running server, for Prometheus.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Metrics {
    /// Whether `GET /metrics` tells them to whoever asks; keep it from the public at the proxy. There is how long ago the
    /// revocations were read, how many are known, and the number of the newest.
    pub(crate) enabled: bool,
}
