//! Where the data is.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The file of the embedded database.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct DatabaseUrl(PathBuf);

impl DatabaseUrl {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Default for DatabaseUrl {
    fn default() -> Self {
        Self(PathBuf::from("countersign.db"))
    }
}

impl From<DatabaseUrl> for String {
    fn from(url: DatabaseUrl) -> Self {
        format!("sqlite://{}", url.0.display())
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = &'static str;

    /// `sqlite://PATH` or `sqlite:PATH`; a password in another kind of address is not repeated.
    fn try_from(url: String) -> Result<Self, Self::Error> {
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        match path {
            Some(path) if !path.is_empty() && !path.contains(['?', '\0']) && path != ":memory:" => {
                Ok(Self(path.into()))
            }
            _ => {
                Err("the database must be a file, such as sqlite://countersign.db or sqlite:///var/lib/countersign.db")
            }
        }
    }
}
