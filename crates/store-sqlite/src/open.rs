//! Opening and migrating the database file.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::{Migrate, MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use crate::writer::Writer;

/// How long a statement waits for another process's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a reader waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
const READERS: u32 = 4;
const MIGRATIONS_TABLE: &str = "countersign_migrations";

/// The store.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    pub(crate) readers: SqlitePool,
    pub(crate) writer: Writer,
}

/// Whether the database is as this version wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationState {
    /// There is no such file, or an empty one.
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
    /// Opens a database that is up to date (see [`SqliteStore::migrate`]).
    ///
    /// # Errors
    /// The file is not there or no database.
    pub async fn open(path: &Path) -> Result<Self, OpenError> {
        let database = |cause| OpenError::Database { path: path.to_owned(), cause };
        let options = options(path);
        let writer = SqliteConnection::connect_with(&options).await.map_err(database)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options.clone().pragma("query_only", "ON"))
            .await
            .map_err(database)?;
        Ok(Self { readers, writer: Writer::start(writer, options) })
    }

    /// What [`SqliteStore::migrate`] would do. Makes and changes nothing.
    ///
    /// # Errors
    /// The file is no database, or was migrated by a newer version.
    pub async fn migration_state(path: &Path) -> Result<MigrationState, OpenError> {
        if std::fs::metadata(path).is_ok_and(|file| file.len() > 0) {
            let database = |cause| OpenError::Database { path: path.to_owned(), cause };
            let _alone = lock_folder(path).await?;
            // Without the journal mode of `options`, which is written into the file.
            let options = waiting(path).pragma("query_only", "ON");
            let mut connection = SqliteConnection::connect_with(&options).await.map_err(database)?;
            let state = pending(&mut connection).await;
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
        let _alone = lock_folder(path).await?;
        let made = OpenOptions::new().create(true).append(true).mode(0o600).open(path);
        made.map_err(|cause| OpenError::File { path: path.to_owned(), cause })?;
        let mut connection = SqliteConnection::connect_with(&options(path))
            .await
            .map_err(|cause| OpenError::Database { path: path.to_owned(), cause })?;
        let done = migrator().run_direct(None, &mut connection, false).await;
        let closed = connection.close().await;
        done.map_err(|cause| OpenError::Migration { path: path.to_owned(), cause })?;
        closed.map_err(|cause| OpenError::Database { path: path.to_owned(), cause })
    }

    /// Closes every connection, so that the write-ahead log is folded into the file.
    pub async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}

/// Held while the database is looked at or migrated: of several processes that start at once one migrates, and the others
/// wait for it. It is the folder that is locked, because closing a second handle of the file drops SQLite's own locks.
async fn lock_folder(path: &Path) -> Result<File, OpenError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    let lock = move || File::open(folder).and_then(|folder| folder.lock().map(|()| folder));
    let locked = tokio::task::spawn_blocking(lock).await.unwrap_or_else(|cause| Err(io::Error::other(cause)));
    locked.map_err(|cause| OpenError::File { path: path.to_owned(), cause })
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

async fn pending(connection: &mut SqliteConnection) -> Result<MigrationState, MigrateError> {
    let table: Option<(i64,)> = sqlx::query_as("SELECT 1 FROM sqlite_master WHERE name = ?")
        .bind(MIGRATIONS_TABLE)
        .fetch_optional(&mut *connection)
        .await?;
    if table.is_none() {
        return Ok(MigrationState::Behind);
    }
    let applied = connection.list_applied_migrations(MIGRATIONS_TABLE).await?;
    let migrator = migrator();
    if let Some(newer) = applied.iter().find(|known| !migrator.version_exists(known.version)) {
        return Err(MigrateError::VersionMissing(newer.version));
    }
    let missing = migrator.iter().any(|wanted| !applied.iter().any(|known| known.version == wanted.version));
    Ok(if missing { MigrationState::Behind } else { MigrationState::UpToDate })
}
