//! `jwt.preset`: several settings under one name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::layers::Origins;

/// A name for several settings, for those that nothing else sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub(crate) enum Preset {
    /// What `SimpleJWT` does without settings.
    #[serde(rename = "simplejwt")]
    SimpleJwt,
}

impl Preset {
    fn settings(self) -> [(&'static str, &'static str, Value); 10] {
        match self {
            Self::SimpleJwt => [
                ("jwt", "access_token_lifetime", "5m".into()),
                ("jwt", "refresh_token_lifetime", "1d".into()),
                ("jwt", "rotate_refresh_tokens", false.into()),
                ("jwt", "blacklist_after_rotation", false.into()),
                ("jwt", "iat_tolerance", 0.into()),
                ("jwt", "reuse_interval", 0.into()),
                ("jwt", "reuse_detection", false.into()),
                ("jwt", "session_lifetime", 0.into()),
                ("rest_framework", "default_throttle_classes", Value::Array(Vec::new())),
                ("lockout", "failures", 0.into()),
            ],
        }
    }

    fn origin(self) -> &'static str {
        match self {
            Self::SimpleJwt => "preset simplejwt",
        }
    }

    /// Sets what the file, the environment and the flags leave open.
    pub(super) fn fill(self, settings: &mut Table, origins: &mut Origins) {
        for (section, key, value) in self.settings() {
            let table = settings.entry(section).or_insert_with(|| Value::Table(Table::new()));
            let Value::Table(table) = table else { continue };
            if !table.contains_key(key) {
                table.insert(key.to_owned(), value);
                origins.note(&format!("{section}.{key}"), self.origin());
            }
        }
    }
}
