//! Making the database file, and bringing it up to date.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{AppliedMigration, Migrate, MigrateError, Migrator};
use sqlx::{Connection, Executor, SqliteConnection};

use crate::open::{OpenError, SqliteStore, waiting};
use crate::unmigrated::{self, Found};

/// How often, and how far apart, the lock of a migration is tried.
const LOCK_TRIES: u32 = 200;
const LOCK_PAUSE: Duration = Duration::from_millis(50);
const MIGRATIONS_TABLE: &str = "countersign_migrations";

/// Whether the database is as this version wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationState {
    /// There is no such file, or nothing in it yet that anybody made.
    New,
    /// Some migrations are missing, or all of them beside a Django's tables.
    Behind,
    /// Nothing to do.
    UpToDate,
}

impl SqliteStore {
    /// What [`SqliteStore::migrate`] would do. Makes and changes nothing.
    ///
    /// # Errors
    /// The file is no database, is another application's, or was migrated by a newer version.
    pub async fn migration_state(path: &Path) -> Result<MigrationState, OpenError> {
        let file = match std::fs::metadata(path) {
            Ok(file) => Some(file),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
            Err(cause) => return Err(OpenError::File { path: path.to_owned(), cause }),
        };
        if file.is_some_and(|file| file.len() > 0) {
            let database = |cause| OpenError::Database { path: path.to_owned(), cause };
            // Without the journal mode of `options`, which is written into the file.
            let options = waiting(path).pragma("query_only", "ON");
            let mut connection = SqliteConnection::connect_with(&options).await.map_err(database)?;
            let state = pending_at_once(&mut connection, path).await;
            connection.close().await.map_err(database)?;
            return state;
        }
        Ok(MigrationState::New)
    }

    /// Brings the database up to date, all at once or not at all; makes the file where there is none, readable by its owner
    /// alone.
    ///
    /// # Errors
    /// The file cannot be made, is no database, is another application's, or was migrated by a newer version.
    pub async fn migrate(path: &Path) -> Result<(), OpenError> {
        let _alone = lock(path).await?;
        let database = |cause| OpenError::Database { path: path.to_owned(), cause };
        // The journal mode is written into the file, and so only where the file is ours.
        let mut connection = SqliteConnection::connect_with(&waiting(path)).await.map_err(database)?;
        let done = migrate_at_once(&mut connection, path).await;
        let done = match done {
            Ok(()) => connection.execute("PRAGMA journal_mode = WAL").await.map(|_| ()).map_err(database),
            refused => refused,
        };
        let closed = connection.close().await;
        done?;
        closed.map_err(database)
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

fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!();
    migrator.dangerous_set_table_name(MIGRATIONS_TABLE);
    migrator
}

async fn migrate_at_once(connection: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    let database = |cause| OpenError::Database { path: path.to_owned(), cause };
    let mut whole = connection.begin_with("BEGIN IMMEDIATE").await.map_err(database)?;
    let done = match state(&mut whole, path).await {
        Ok(_) => migrator().run_direct(None, &mut *whole, false).await.map_err(|cause| failed(path, cause)),
        Err(refused) => Err(refused),
    };
    match done {
        Ok(()) => whole.commit().await.map_err(database),
        Err(refused) => {
            whole.rollback().await.map_err(database)?;
            Err(refused)
        }
    }
}

/// Looks at one moment of the file: while another process makes the tables, some of two moments would look like somebody's.
async fn pending_at_once(connection: &mut SqliteConnection, path: &Path) -> Result<MigrationState, OpenError> {
    let database = |cause| OpenError::Database { path: path.to_owned(), cause };
    let mut moment = connection.begin().await.map_err(database)?;
    let state = state(&mut moment, path).await;
    moment.rollback().await.map_err(database)?;
    state
}

async fn state(connection: &mut SqliteConnection, path: &Path) -> Result<MigrationState, OpenError> {
    let applied = applied(&mut *connection).await.map_err(|cause| failed(path, cause))?;
    if !applied.is_empty() {
        return pending(connection, &applied).await.map_err(|cause| failed(path, cause));
    }
    let path = path.to_owned();
    match unmigrated::look(connection, &migrator()).await {
        Ok(Found::Nothing) => Ok(MigrationState::New),
        Ok(Found::Django) => Ok(MigrationState::Behind),
        Ok(Found::Misfit(misfit)) => Err(OpenError::Misfit { path, misfit }),
        Ok(Found::Foreign) => Err(OpenError::Foreign { path }),
        Err(cause) => Err(failed(&path, cause)),
    }
}

fn failed(path: &Path, cause: MigrateError) -> OpenError {
    OpenError::Migration { path: path.to_owned(), cause }
}

async fn applied(connection: &mut SqliteConnection) -> Result<Vec<AppliedMigration>, MigrateError> {
    let is_ours = has_table(&mut *connection, MIGRATIONS_TABLE).await?;
    if is_ours { connection.list_applied_migrations(MIGRATIONS_TABLE).await } else { Ok(Vec::new()) }
}

async fn pending(
    connection: &mut SqliteConnection,
    applied: &[AppliedMigration],
) -> Result<MigrationState, MigrateError> {
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
