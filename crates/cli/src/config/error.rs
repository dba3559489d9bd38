//! Why settings are refused.

use std::path::PathBuf;

/// Why the settings are refused: which, with what value, from where, and what mends it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {cause}; --config must name a settings file that can be read (`countersign init` writes one)")]
    File { path: PathBuf, cause: std::io::Error },
    /// The file does not say what a settings file may say. Without a section it may be any that is meant.
    #[error("{path}: {message}")]
    Text { section: Option<String>, message: String, path: PathBuf },
    /// A variable or flag does not. Without a key it may be any that is meant.
    #[error("{source_name}: {message}")]
    Value { key: String, source_name: String, message: String },
    /// The settings are well formed, and do not go together.
    #[error("{key} = {value} ({origin}): {mend}")]
    Combination { key: String, value: String, origin: String, mend: String },
    /// There is more than that.
    #[error("{first}\n(and {more} more: `countersign check` shows all)")]
    Several { first: Box<Self>, more: usize },
}

impl ConfigError {
    /// Whether one of this section's settings may not be what somebody set it to.
    pub(crate) fn concerns(&self, section: &str) -> bool {
        let is_in = |key: &str| key.split('.').next() == Some(section);
        match self {
            Self::File { .. } => true,
            Self::Text { section: found, .. } => found.as_deref().is_none_or(is_in),
            Self::Value { key, .. } | Self::Combination { key, .. } => key.is_empty() || is_in(key),
            Self::Several { first, .. } => first.concerns(section),
        }
    }
}
