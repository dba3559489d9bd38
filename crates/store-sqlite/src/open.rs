//! Opening and migrating the database file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use countersign_core::Clock;
use countersign_core::store::{Ending, StoreError};
use sqlx::migrate::{Migrate, MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use crate::writer::{Using, Writer};

/// How long a statement waits for another process's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a reader waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How often, and how far apart, the lock of a migration is tried.
const LOCK_TRIES: u32 = 200;
const LOCK_PAUSE: Duration = Duration::from_millis(50);
const READERS: u32 = 4;
const MIGRATIONS_TABLE: &str = "countersign_migrations";

/// The store.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    pub(crate) readers: SqlitePool,
    pub(crate) writer: Writer,
    pub(crate) clock: Arc<dyn Clock>,
}

/// Whether the database is as this version wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationState {
    /// There is no such file, or nothing in it yet that anybody made.
    New,
    /// Some migrations are missing.
    Behind,
    /// Nothing to do.
    UpToDate,
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
    /// It was migrated by another version of this program, or a migration failed.
    #[error("{path}: {cause}")]
    Migration {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: MigrateError,
    },
}

impl SqliteStore {
    /// Opens a database that is up to date (see [`SqliteStore::migrate`]). What has to wait for its turn to be written happens
    /// when `clock` says then, not when it was asked for.
    ///
    /// # Errors
    /// The file is not there or no database.
    pub async fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        Self::open_with(path, options(path), clock).await
    }

    /// Opens a database that is up to date, to look at: whatever would change it fails.
    ///
    /// # Errors
    /// The file is not there or no database.
    pub async fn open_to_look(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        // Without the journal mode of `options`, which is written into the file.
        Self::open_with(path, waiting(path).pragma("query_only", "ON"), clock).await
    }

    async fn open_with(path: &Path, options: SqliteConnectOptions, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let database = |cause| OpenError::Database { path: path.to_owned(), cause };
        let writer = SqliteConnection::connect_with(&options).await.map_err(database)?;
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
        Ok(Self { readers, writer: Writer::start(writer, options), clock })
    }

    /// What [`SqliteStore::migrate`] would do. Makes and changes nothing.
    ///
    /// # Errors
    /// The file is no database, or was migrated by a newer version.
    pub async fn migration_state(path: &Path) -> Result<MigrationState, OpenError> {
        if std::fs::metadata(path).is_ok_and(|file| file.len() > 0) {
            let database = |cause| OpenError::Database { path: path.to_owned(), cause };
            // Without the journal mode of `options`, which is written into the file.
            let options = waiting(path).pragma("query_only", "ON");
            let mut connection = SqliteConnection::connect_with(&options).await.map_err(database)?;
            let state = pending_at_once(&mut connection).await;
            connection.close().await.map_err(database)?;
            return state.map_err(|cause| OpenError::Migration { path: path.to_owned(), cause });
        }
        Ok(MigrationState::New)
    }

    /// Brings the database up to date; makes the file where there is none, readable by its owner alone.
    ///
    /// # Errors
    /// The file cannot be made, is no database, or was migrated by a newer version.
    pub async fn migrate(path: &Path) -> Result<(), OpenError> {
        let _alone = lock(path).await?;
        let mut connection = SqliteConnection::connect_with(&options(path))
            .await
            .map_err(|cause| OpenError::Database { path: path.to_owned(), cause })?;
        let done = migrator().run_direct(None, &mut connection, false).await;
        let closed = connection.close().await;
        done.map_err(|cause| OpenError::Migration { path: path.to_owned(), cause })?;
        closed.map_err(|cause| OpenError::Database { path: path.to_owned(), cause })
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

    /// Closes every connection, so that the write-ahead log is folded into the file.
    pub async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}

/// Makes the file if there is none, readable by its owner alone, and holds it while it is migrated: of several processes that
/// start at once one migrates, and the others wait for it. SQLite's own locks are of another kind.
async fn lock(path: &Path) -> Result<File, OpenError> {
    let refused = |cause| OpenError::File { path: path.to_owned(), cause };
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path).map_err(refused)?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(LOCK_PAUSE).await,
            Err(TryLockError::Error(cause)) => return Err(refused(cause)),
        }
    }
    Err(refused(io::Error::other("another process has been migrating for 10 seconds")))
}

fn options(path: &Path) -> SqliteConnectOptions {
    waiting(path).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full).foreign_keys(true)
}

fn waiting(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT)
}

fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!();
    migrator.dangerous_set_table_name(MIGRATIONS_TABLE);
    migrator
}

/// Looks at one moment of the file: while another process makes the tables, some of two moments would look like somebody's.
async fn pending_at_once(connection: &mut SqliteConnection) -> Result<MigrationState, MigrateError> {
    let mut moment = connection.begin().await?;
    let state = pending(&mut moment).await;
    moment.rollback().await?;
    state
}

async fn pending(connection: &mut SqliteConnection) -> Result<MigrationState, MigrateError> {
    let applied = if has_table(&mut *connection, MIGRATIONS_TABLE).await? {
        connection.list_applied_migrations(MIGRATIONS_TABLE).await?
    } else {
        Vec::new()
    };
    let migrator = migrator();
    if let Some(newer) = applied.iter().find(|known| !migrator.version_exists(known.version)) {
        return Err(MigrateError::VersionMissing(newer.version));
    }
    let missing = migrator.iter().any(|wanted| !applied.iter().any(|known| known.version == wanted.version));
    if !missing {
        return Ok(MigrationState::UpToDate);
    }
    // A first start that was cut short leaves nothing that a backup could save.
    Ok(if is_somebodys(connection).await? { MigrationState::Behind } else { MigrationState::New })
}

async fn has_table(connection: &mut SqliteConnection, name: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)")
        .bind(name)
        .fetch_one(connection)
        .await
}

/// The database holds users, or tables of somebody else.
async fn is_somebodys(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if has_table(&mut *connection, "auth_user").await? {
        return sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM auth_user)").fetch_one(connection).await;
    }
    let others =
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name NOT LIKE 'countersign_%' AND name NOT LIKE 'sqlite_%')";
    sqlx::query_scalar(others).fetch_one(connection).await
}
