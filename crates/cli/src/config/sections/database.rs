//! `[database]`

use countersign_store_postgres::Limits;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::duration::Duration;
use crate::config::{DatabaseUrl, Secret};

/// Where the data is.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Database {
    /// The database file, or a database on a PostgreSQL server. `sqlite://countersign.db`, with two slashes, is in the folder
    /// that the server starts in, and made by the first start; any other database is made by `countersign migrate`, so that a
    /// wrong path is noticed. `sqlite:///var/lib/countersign.db`, with three, is an absolute path. (For dj-database-url and
    /// `SQLAlchemy` three slashes are a path in this folder, and four an absolute one.)
    /// `postgres://countersign@db.example.com:5432/countersign?sslmode=verify-full&sslrootcert=ca.pem` is on a server; `sslmode` is
    /// `disable`, `allow`, `prefer` (the default), `require`, `verify-ca` or `verify-full`; `options=-csearch_path%3Dauth` puts
    /// the tables into a schema. The variable `DATABASE_URL` sets it, too; `COUNTERSIGN_DATABASE__URL` and `--database-url` win
    /// over that one.
    #[schemars(extend("django" = "DATABASES"))]
    pub(crate) url: DatabaseUrl,
    /// The password at the PostgreSQL server. It wins over one in `url`; without both, `PGPASSWORD` and the file `~/.pgpass` are
    /// asked, as `psql` asks them. One in a file is for the role and server of the `url` in a file: where a variable or a flag
    /// names another, or brings a password, the one in the file is left alone, and `COUNTERSIGN_DATABASE__PASSWORD` is not.
    #[schemars(extend("django" = "DATABASES[…][\"PASSWORD\"]"))]
    pub(crate) password: Option<Secret>,
    /// How many connections to the PostgreSQL server one process opens at most, 1 to 65535. The embedded database has one that writes and
    /// four that read.
    pub(crate) max_connections: std::num::NonZeroU16,
    /// How long a request waits for a free connection to the PostgreSQL server before it is answered 503.
    pub(crate) acquire_timeout: Duration,
    /// How long the PostgreSQL server may take to answer a new connection.
    #[schemars(extend("django" = "DATABASES[…][\"OPTIONS\"][\"connect_timeout\"]"))]
    pub(crate) connect_timeout: Duration,
    /// How long a statement may take on the PostgreSQL server. A step of several statements has a second more, all together.
    pub(crate) statement_timeout: Duration,
    /// How long a statement on the PostgreSQL server waits for a row that another one has locked.
    pub(crate) lock_timeout: Duration,
    /// How often, about, a running server deletes sessions, revoked tokens and revocations that have expired, as `countersign
    /// flushexpiredtokens` does, in small steps and one server at a time. Tables of Django's are left to that command and to Django's own.
    pub(crate) flush_interval: Duration,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: DatabaseUrl::default(),
            password: None,
            max_connections: std::num::NonZeroU16::MIN.saturating_add(9),
            acquire_timeout: Duration::seconds(5),
            connect_timeout: Duration::seconds(5),
            statement_timeout: Duration::seconds(10),
            lock_timeout: Duration::seconds(5),
            flush_interval: Duration::seconds(600),
        }
    }
}

impl Database {
    /// What the store takes of the server.
    pub(crate) fn limits(&self) -> Limits {
        let length = |setting: Duration| std::time::Duration::from_secs(setting.0.get());
        Limits {
            max_connections: self.max_connections.into(),
            acquire_timeout: length(self.acquire_timeout),
            connect_timeout: length(self.connect_timeout),
            statement_timeout: length(self.statement_timeout),
            lock_timeout: length(self.lock_timeout),
        }
    }
}
