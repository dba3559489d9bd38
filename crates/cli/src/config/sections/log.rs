//! `[log]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the server writes on standard error.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Log {
    /// What is logged: `error`, `warn`, `info`, `debug` or `trace`, for a module alone as in `info,countersign_core=debug`.
    #[schemars(extend("django" = "LOGGING"))]
    pub(crate) level: String,
    /// `text` is for people, `json` for machines.
    pub(crate) format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text }
    }
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}
