//! `[database]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::DatabaseUrl;

/// Where the data is.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Database {
    /// The database file. `sqlite://countersign.db`, with two slashes, is in the folder that the server starts in;
    /// `sqlite:///var/lib/countersign.db`, with three, is an absolute path. (For dj-database-url and `SQLAlchemy` three slashes
    /// are a path in this folder, and four an absolute one.) The variable `DATABASE_URL` sets it, too;
    /// `COUNTERSIGN_DATABASE__URL` and `--database-url` win over that one.
    #[schemars(extend("django" = "DATABASES"))]
    pub(crate) url: DatabaseUrl,
}
