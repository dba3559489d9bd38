//! `[database]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::DatabaseUrl;

/// Where the data is.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Database {
    /// The database file; `sqlite:///var/lib/countersign.db`, with three slashes, is an absolute path. The variable
    /// `DATABASE_URL` sets it, too.
    #[schemars(extend("django" = "DATABASES"))]
    pub(crate) url: DatabaseUrl,
}
