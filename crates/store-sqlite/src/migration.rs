//! Making the database file, and bringing it up to date.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use countersign_core::store::MigrationState;
use countersign_core::{UserKeyKind, UserTable};
use sqlx::migrate::{AppliedMigration, Migrate, MigrateError, Migration, Migrator};
use sqlx::{AssertSqlSafe, Connection, Executor, SqlSafeStr, SqliteConnection};

use crate::names::Names;
use crate::open::{OpenError, SqliteStore, waiting};
use crate::schema::{self, Unfit};

/// How often, and how far apart, the lock of a migration is tried.
const LOCK_TRIES: u32 = 200;
const LOCK_PAUSE: Duration = Duration::from_millis(50);
pub(crate) const MIGRATIONS_TABLE: &str = "countersign_migrations";
/// The table that tells a Django's database.
const DJANGO: &str = "django_migrations";
/// The migration that makes Django's tables.
const DJANGO_TABLES: i64 = 1;
/// The migration that fills them as Django's `migrate` does: where a Django has done so it is recorded and not run.
const DJANGO_ROWS: i64 = 9;

impl SqliteStore {
    /// What [`SqliteStore::migrate`] would do. Makes and changes nothing.
    ///
    /// # Errors
    /// The file is no database, is another application's, has not the tables that `users` needs, or was migrated by a newer version.
    pub async fn migration_state(path: &Path, users: &UserTable) -> Result<MigrationState, OpenError> {
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
            let state = pending_at_once(&mut connection, path, users).await;
            connection.close().await.map_err(database)?;
            return state;
        }
        fits_new(path, users).await.map(|()| MigrationState::New)
    }

    /// Brings the database up to date, all at once or not at all; makes the file where there is none, readable by its owner
    /// alone. Where a Django made it, its tables are left as they are and ours are made beside them, with the users' keys in the form
    /// that its user table has.
    ///
    /// # Errors
    /// The file cannot be made, is no database, is another application's, has not the tables that `users` needs, or was migrated
    /// by a newer version.
    pub async fn migrate(path: &Path, users: &UserTable) -> Result<(), OpenError> {
        let _alone = lock(path).await?;
        let database = |cause| OpenError::Database { path: path.to_owned(), cause };
        // The journal mode is written into the file, and so only where the file is ours.
        let mut connection = SqliteConnection::connect_with(&waiting(path)).await.map_err(database)?;
        let done = migrate_at_once(&mut connection, path, users).await;
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

/// Ours, with the users' keys in our tables as they are in the user table.
fn migrator(key: UserKeyKind) -> Migrator {
    let plain = sqlx::migrate!();
    let mut migrator = match key {
        UserKeyKind::Integer => plain,
        UserKeyKind::Uuid => Migrator::with_migrations(plain.iter().map(with_uuid_keys).collect()),
    };
    migrator.dangerous_set_table_name(MIGRATIONS_TABLE);
    migrator
}

/// The columns `user_id` of our tables, which stand in lines of their own.
fn with_uuid_keys(plain: &Migration) -> Migration {
    let of_key = |line: &str| line.trim_start().starts_with("user_id ");
    let lines = plain.sql.as_str().split_inclusive('\n');
    let sql: String =
        lines.map(|line| if of_key(line) { line.replacen("INTEGER", "TEXT", 1) } else { line.to_owned() }).collect();
    let sql = AssertSqlSafe(sql).into_sql_str();
    Migration::new(plain.version, plain.description.clone(), plain.migration_type, sql, plain.no_tx)
}

async fn migrate_at_once(connection: &mut SqliteConnection, path: &Path, users: &UserTable) -> Result<(), OpenError> {
    let database = |cause| OpenError::Database { path: path.to_owned(), cause };
    let mut whole = connection.begin_with("BEGIN IMMEDIATE").await.map_err(database)?;
    let done = match look(&mut whole, path, users).await {
        Ok(found) => run(&mut whole, &found).await.map_err(|cause| failed(path, cause)),
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

async fn run(connection: &mut SqliteConnection, found: &Found) -> Result<(), MigrateError> {
    let migrator = migrator(found.key());
    if let Found::Django(_) = found {
        // Django's own tables are there: the migration that makes them is recorded, and not run.
        migrator.run_direct(Some(DJANGO_TABLES), &mut *connection, true).await?;
    }
    migrator.run_direct(Some(DJANGO_ROWS - 1), &mut *connection, false).await?;
    let is_theirs = schema::is_made_by_django(&mut *connection).await? || has_permissions(&mut *connection).await?;
    migrator.run_direct(Some(DJANGO_ROWS), &mut *connection, is_theirs).await?;
    migrator.run_direct(None, connection, false).await
}

/// Somebody has made permissions, or what they are about.
async fn has_permissions(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let any = "SELECT EXISTS (SELECT 1 FROM auth_permission) OR EXISTS (SELECT 1 FROM django_content_type)";
    sqlx::query_scalar(any).fetch_one(connection).await
}

/// Looks at one moment of the file: while another process makes the tables, some of two moments would look like somebody's.
async fn pending_at_once(
    connection: &mut SqliteConnection,
    path: &Path,
    users: &UserTable,
) -> Result<MigrationState, OpenError> {
    let database = |cause| OpenError::Database { path: path.to_owned(), cause };
    let mut moment = connection.begin().await.map_err(database)?;
    let found = look(&mut moment, path, users).await;
    moment.rollback().await.map_err(database)?;
    found.map(|found| found.state())
}

/// What a file holds.
enum Found {
    Nothing,
    /// The tables of a Django, which fit, and nothing of ours.
    Django(UserKeyKind),
    Ours(MigrationState, UserKeyKind),
}

impl Found {
    fn key(&self) -> UserKeyKind {
        match self {
            Self::Nothing => UserKeyKind::Integer,
            Self::Django(key) | Self::Ours(_, key) => *key,
        }
    }

    fn state(&self) -> MigrationState {
        match self {
            Self::Nothing => MigrationState::New,
            Self::Django(_) => MigrationState::Behind,
            Self::Ours(state, _) => *state,
        }
    }
}

async fn look(connection: &mut SqliteConnection, path: &Path, users: &UserTable) -> Result<Found, OpenError> {
    let failed = |cause| failed(path, cause);
    let applied = applied(&mut *connection).await.map_err(failed)?;
    if applied.is_empty() {
        let tables = tables(&mut *connection).await.map_err(|cause| failed(cause.into()))?;
        if tables.is_empty() {
            return fits_new(path, users).await.map(|()| Found::Nothing);
        }
        if !tables.iter().any(|table| table == DJANGO) {
            return Err(OpenError::Foreign { path: path.to_owned() });
        }
    }
    // A newer version says so first.
    let state =
        if applied.is_empty() { None } else { Some(pending(&mut *connection, &applied, users).await.map_err(failed)?) };
    let key = schema::read(connection, users).await.map_err(|unfit| OpenError::unfit(path, unfit))?.found.key;
    Ok(state.map_or(Found::Django(key), |state| Found::Ours(state, key)))
}

/// Whether a new database would be as the settings have it: its tables are those of Django's own user model.
async fn fits_new(path: &Path, users: &UserTable) -> Result<(), OpenError> {
    let unfit = |cause| OpenError::unfit(path, cause);
    let mut model = SqliteConnection::connect("sqlite::memory:").await.map_err(|cause| unfit(cause.into()))?;
    for migration in migrator(UserKeyKind::Integer).iter().take(1) {
        model.execute(migration.sql.clone()).await.map_err(|cause| unfit(cause.into()))?;
    }
    let fits = schema::read(&mut model, users).await.map(drop);
    model.close().await.map_err(|cause| unfit(cause.into()))?;
    match fits {
        Err(Unfit::Misfit(misfit)) => Err(OpenError::New { path: path.to_owned(), misfit }),
        other => other.map_err(unfit),
    }
}

/// Everybody's but ours and SQLite's.
async fn tables(connection: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT name FROM sqlite_schema
          WHERE type IN ('table', 'view') AND name NOT LIKE 'countersign\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
          ORDER BY name",
    )
    .fetch_all(connection)
    .await
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
    users: &UserTable,
) -> Result<MigrationState, MigrateError> {
    let migrator = migrator(UserKeyKind::Integer);
    if let Some(newer) = applied.iter().find(|known| !migrator.version_exists(known.version)) {
        return Err(MigrateError::VersionMissing(newer.version));
    }
    let missing = migrator.iter().any(|wanted| !applied.iter().any(|known| known.version == wanted.version));
    if !missing {
        return Ok(MigrationState::UpToDate);
    }
    // A first start that was cut short leaves nothing that a backup could save.
    Ok(if is_somebodys(connection, users).await? { MigrationState::Behind } else { MigrationState::New })
}

async fn has_table(connection: &mut SqliteConnection, name: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)")
        .bind(name)
        .fetch_one(connection)
        .await
}

/// The database holds users, or tables of somebody else.
async fn is_somebodys(connection: &mut SqliteConnection, users: &UserTable) -> Result<bool, sqlx::Error> {
    if has_table(&mut *connection, users.table.as_str()).await? {
        let any = Names::of(users).sql("SELECT EXISTS (SELECT 1 FROM {users})");
        return sqlx::query_scalar(any).fetch_one(connection).await;
    }
    let others =
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name NOT LIKE 'countersign_%' AND name NOT LIKE 'sqlite_%')";
    sqlx::query_scalar(others).fetch_one(connection).await
}
