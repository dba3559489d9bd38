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
    type Error = String;

    /// `sqlite://PATH` or `sqlite:PATH`; a password in another kind of address is not repeated.
    fn try_from(url: String) -> Result<Self, Self::Error> {
        if let Some(name) = url.strip_prefix("sqlite:///").filter(|rest| !rest.is_empty() && !rest.contains(['/', '?']))
        {
            return Err(format!(
                "/{name} is an absolute path here, unlike for dj-database-url and SQLAlchemy; for a file in this folder write \
                 sqlite://{name}"
            ));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        let is_file = |path: &&str| !path.is_empty() && !path.contains(['?', '\0']) && *path != ":memory:";
        path.filter(is_file).map(|path| Self(path.into())).ok_or_else(|| {
            let not_yet = if url.starts_with("postgres") { "PostgreSQL is not supported yet: " } else { "" };
            format!("{not_yet}the database must be a file, such as sqlite://countersign.db or sqlite:///var/lib/countersign.db")
        })
    }
}
