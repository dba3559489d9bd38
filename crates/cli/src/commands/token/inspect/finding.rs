//! What is to be said about a token.

use serde::Serialize;

/// One thing, and where it is written that it matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// For programs.
    pub(super) code: &'static str,
    /// For people: what, and why.
    pub(super) message: String,
    /// The rule; empty where there is none.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) source: &'static str,
}

impl Finding {
    pub(super) fn new(code: &'static str, message: impl Into<String>, source: &'static str) -> Self {
        Self { code, message: message.into(), source }
    }
}
