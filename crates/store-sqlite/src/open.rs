//! Opening the database file.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use countersign_core::store::django_schema::Misfit;
use countersign_core::store::{DjangoTables, Ending, StoreError, UseOfBlacklistTables};
use countersign_core::{Clock, UserTable};
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use crate::outstanding_tokens::BlacklistTables;
use crate::schema::{self, Unfit};
use crate::tables::Tables;
use crate::writer::{Using, Writer};

/// How long a statement waits for another process's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a reader waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
const READERS: u32 = 4;

/// The store.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    pub(crate) readers: SqlitePool,
    pub(crate) writer: Writer,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) tables: Arc<Tables>,
}

/// Why the database did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be made or opened.
    #[error("{path}: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// It is no database, or cannot be read.
    #[error("{path}: {cause}")]
    Database {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: sqlx::Error,
    },
    /// It holds the tables of another application, and none of ours.
    #[error("{path} is another application's database; name a new file")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A table of Django's is not as it is needed.
    #[error("{path} cannot be used: {misfit}")]
    Misfit {
        /// The file.
        path: PathBuf,
        /// What is missing, or too much.
        misfit: Misfit,
    },
    /// It is new, and would have Django's own user table, which is not what the settings say.
    #[error("{path} is a new database, whose user table would be Django's own: {misfit}")]
    New {
        /// The file.
        path: PathBuf,
        /// What would be missing.
        misfit: Misfit,
    },
    /// The tables of `token_blacklist` are to be used, and one is not there or not as we need it.
    #[error("{path}: {misfit}")]
    BlacklistTables {
        /// The file.
        path: PathBuf,
        /// What is missing.
        misfit: Misfit,
    },
    /// It was migrated by another version of this program, or a migration failed.
    #[error("{path}: {cause}")]
    Migration {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: MigrateError,
    },
}

impl OpenError {
    pub(crate) fn unfit(path: &Path, unfit: Unfit) -> Self {
        let path = path.to_owned();
        match unfit {
            Unfit::Misfit(misfit) => Self::Misfit { path, misfit },
            Unfit::Database(cause) => Self::Database { path, cause },
        }
    }
}

impl SqliteStore {
    /// Opens a database that is up to date (see [`SqliteStore::migrate`]) and has its users where `users` says. What has to wait for its turn to be written happens
    /// when `clock` says then, not when it was asked for.
    ///
    /// # Errors
    /// The file is not there or no database, or a table of Django's is not as it is needed.
    pub async fn open(path: &Path, users: &UserTable, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        Self::open_with(path, users, options(path), clock).await
    }

    /// Opens a database that is up to date, to look at: whatever would change it fails.
    ///
    /// # Errors
    /// The file is not there or no database, or a table of Django's is not as it is needed.
    pub async fn open_to_look(path: &Path, users: &UserTable, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        // Without the journal mode of `options`, which is written into the file.
        Self::open_with(path, users, waiting(path).pragma("query_only", "ON"), clock).await
    }

    async fn open_with(
        path: &Path,
        users: &UserTable,
        options: SqliteConnectOptions,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let database = |cause| OpenError::Database { path: path.to_owned(), cause };
        let mut writer = SqliteConnection::connect_with(&options).await.map_err(database)?;
        let schema = schema::read(&mut writer, users).await.map_err(|unfit| OpenError::unfit(path, unfit))?;
        let tables = Arc::new(Tables::render(users, &schema));
        let readers = SqlitePoolOptions::new()
            // Nothing is opened while a request waits.
            .min_connections(READERS)
            .max_connections(READERS)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options.clone().pragma("query_only", "ON"))
            .await
            .map_err(database)?;
        let writer = Writer::start(writer, options).await.map_err(database)?;
        Ok(Self { readers, writer, clock, tables })
    }

    /// Reads and writes the tables of SimpleJWT's `token_blacklist` from now on, which a Django made, or not; without this they are
    /// left alone. `path` is for the message.
    ///
    /// # Errors
    /// They must be there and are not, or lack a column.
    pub async fn with_blacklist_tables(self, path: &Path, wanted: UseOfBlacklistTables) -> Result<Self, OpenError> {
        if wanted == UseOfBlacklistTables::Off {
            return Ok(self);
        }
        let database = |cause| OpenError::Database { path: path.to_owned(), cause };
        let mut connection = self.readers.acquire().await.map_err(database)?;
        let lacking = schema::lacks_of_blacklist(&mut connection).await.map_err(database)?;
        drop(connection);
        match lacking {
            None => {
                let tables = Tables { blacklist: BlacklistTables::InUse, ..Tables::clone(&self.tables) };
                Ok(Self { tables: Arc::new(tables), ..self })
            }
            Some(Misfit::Table { .. }) if wanted == UseOfBlacklistTables::Auto => Ok(self),
            Some(misfit) => {
                self.close().await;
                Err(OpenError::BlacklistTables { path: path.to_owned(), misfit })
            }
        }
    }

    /// Runs `work` on the writing connection, with `ending` as it is when its turn comes.
    pub(crate) async fn write_in_turn<T, F>(&self, ending: &Ending, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection, Ending) -> Using<'c, Result<T, StoreError>> + Send + 'static,
    {
        let (clock, ending) = (Arc::clone(&self.clock), ending.clone());
        self.writer.write(move |connection| work(connection, ending.when_written(clock.now()))).await
    }

    /// Which of Django's tables the database has, as it was opened.
    #[must_use]
    pub fn django_tables(&self) -> DjangoTables {
        self.tables.found
    }

    /// Closes every connection, so that the write-ahead log is folded into the file.
    pub async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    waiting(path).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full).foreign_keys(true)
}

/// Without the journal mode, which is written into the file.
pub(crate) fn waiting(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT)
}
