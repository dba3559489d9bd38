//! `jwt.preset`: several settings under one name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::layers::Origins;

/// A name for several settings of `[jwt]`, for those that nothing else sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub(crate) enum Preset {
    /// What `SimpleJWT` does without settings.
    #[serde(rename = "simplejwt")]
    SimpleJwt,
}

impl Preset {
    fn settings(self) -> [(&'static str, Value); 8] {
        match self {
            Self::SimpleJwt => [
                ("access_token_lifetime", "5m".into()),
                ("refresh_token_lifetime", "1d".into()),
                ("rotate_refresh_tokens", false.into()),
                ("blacklist_after_rotation", false.into()),
                ("iat_tolerance", 0.into()),
                ("reuse_interval", 0.into()),
                ("reuse_detection", false.into()),
                ("session_lifetime", 0.into()),
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
        let Some(Value::Table(jwt)) = settings.get_mut("jwt") else { return };
        for (key, value) in self.settings() {
            if !jwt.contains_key(key) {
                jwt.insert(key.to_owned(), value);
                origins.note(&format!("jwt.{key}"), self.origin());
            }
        }
    }
}
