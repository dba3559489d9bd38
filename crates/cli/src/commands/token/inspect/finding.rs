//! What is to be said about a token.

use serde::Serialize;

/// One thing, and where it is written that it matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::commands::token) struct Finding {
    /// For programs.
    pub(in crate::commands::token) code: &'static str,
    /// For people: what, and why.
    pub(in crate::commands::token) message: String,
    /// The rule; empty where there is none.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(in crate::commands::token) source: &'static str,
}

impl Finding {
    pub(in crate::commands::token) fn new(
        code: &'static str,
        message: impl Into<String>,
        source: &'static str,
    ) -> Self {
        Self { code, message: message.into(), source }
    }
}
