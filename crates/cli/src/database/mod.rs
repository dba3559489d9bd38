//! The database that the settings name: a file, or on a PostgreSQL server.

mod explained;
mod login;
mod opened;
mod throw_away;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::bail;
use countersign_core::UserTable;
use countersign_core::store::MigrationState;
use countersign_store_postgres::{Limits, PostgresStore, Server, TimeSource};
use countersign_store_sqlite::SqliteStore;

pub(crate) use self::explained::{behind, no_database};
use self::explained::{explained, explained_of_server};
pub(crate) use self::opened::OpenStore;
pub(crate) use self::throw_away::ThrowAway;
use crate::access;
use crate::config::{BlacklistTables, Config, DatabaseUrl};
use crate::platform::SystemClock;

/// Where it is, before it is opened.
pub(crate) enum Database {
    File { path: PathBuf, users: UserTable, named: Named },
    Postgres { server: Server, users: UserTable, limits: Limits },
}

/// Whether somebody said where the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// It is where it is by default, and the first start makes it.
    No,
    /// Where it is not, the wrong file may be named.
    Yes,
}

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    ToUse,
    /// Whatever would change the database fails.
    ToLook,
}

impl Database {
    pub(crate) fn of(config: &Config) -> anyhow::Result<Self> {
        let settings = &config.database;
        match &settings.url {
            DatabaseUrl::File(path) => {
                let is_default =
                    settings.url == DatabaseUrl::default() || config.origins.of("database.url") == "default";
                let named = if is_default { Named::No } else { Named::Yes };
                Ok(Self::File { path: path.clone(), users: config.django.table.clone(), named })
            }
            DatabaseUrl::Postgres(url) => Ok(Self::Postgres {
                server: login::server(url, config)?,
                users: config.django.table.clone(),
                limits: settings.limits(),
            }),
        }
    }

    /// What [`Database::migrate`] would do. Makes and changes nothing.
    pub(crate) async fn state(&self) -> anyhow::Result<MigrationState> {
        match self {
            Self::File { path, users, .. } => {
                if let Some(refusal) = access::refusal(path) {
                    bail!(refusal);
                }
                let state = SqliteStore::migration_state(path, users).await;
                state.map_err(|cause| explained(&cause))
            }
            Self::Postgres { server, users, limits } => {
                let state = PostgresStore::migration_state(server, users, limits).await;
                state.map_err(|cause| explained_of_server(&cause))
            }
        }
    }

    /// Brings it up to date; makes the file where there is none.
    pub(crate) async fn migrate(&self) -> anyhow::Result<()> {
        match self {
            Self::File { path, users, .. } => {
                SqliteStore::migrate(path, users).await.map_err(|cause| explained(&cause))
            }
            Self::Postgres { server, users, limits } => {
                PostgresStore::migrate(server, users, limits).await.map_err(|cause| explained_of_server(&cause))
            }
        }
    }

    /// Opens a database that is up to date.
    pub(crate) async fn open(&self, opening: Opening, tables: BlacklistTables) -> anyhow::Result<OpenStore> {
        match self {
            Self::File { path, users, .. } => {
                let store = match opening {
                    Opening::ToUse => SqliteStore::open(path, users, Arc::new(SystemClock)).await,
                    Opening::ToLook => SqliteStore::open_to_look(path, users, Arc::new(SystemClock)).await,
                };
                let store = store.map_err(|cause| explained(&cause))?.with_blacklist_tables(path, tables.into()).await;
                store.map(OpenStore::Sqlite).map_err(|cause| explained(&cause))
            }
            Self::Postgres { server, users, limits } => {
                let (limits, time) = (limits.clone(), TimeSource::Database);
                let store = match opening {
                    Opening::ToUse => PostgresStore::open(server, users, limits, time).await,
                    Opening::ToLook => PostgresStore::open_to_look(server, users, limits, time).await,
                };
                let store = store.map_err(|cause| explained_of_server(&cause))?;
                let store = store.with_blacklist_tables(server, tables.into()).await;
                store.map(OpenStore::Postgres).map_err(|cause| explained_of_server(&cause))
            }
        }
    }

    /// Asks whether everything that a server writes may be written, and writes nothing. Of a file that is known already.
    pub(crate) async fn demand_writable(&self) -> anyhow::Result<()> {
        match self {
            Self::File { .. } => Ok(()),
            Self::Postgres { server, users, limits } => {
                let writable = PostgresStore::demand_writable(server, users, limits).await;
                writable.map_err(|cause| explained_of_server(&cause))
            }
        }
    }

    /// A start makes the embedded database where nobody named another; all others are made by `countersign migrate` alone.
    pub(crate) fn is_made_at_start(&self) -> bool {
        matches!(self, Self::File { named: Named::No, .. })
    }
}

/// As it is shown: a path, or the address of a server without the password.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, .. } => path.display().fmt(f),
            Self::Postgres { server, .. } => server.fmt(f),
        }
    }
}
