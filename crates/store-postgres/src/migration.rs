//! Making the tables, and bringing them up to date.

use sqlx::migrate::{AppliedMigration, Migrate, MigrateError, Migrator};
use sqlx::{Connection, Executor, PgConnection};

use crate::open::{Limits, OpenError, PostgresStore, Server, writable};
use crate::pool::Access;
use crate::unmigrated::{self, Found};

const MIGRATIONS_TABLE: &str = "countersign_migrations";

/// Of several processes that start at once one migrates, and the others wait for its commit. The number is anybody's guess.
const ALONE: &str = "SELECT pg_advisory_xact_lock(hashtextextended('countersign_migrations', 0))";

/// Django's tables are the first migration's, and where a Django made them it is recorded and not run.
const DJANGO: i64 = 1;

/// Whether the database is as this version wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationState {
    /// There is nothing in it yet that anybody made.
    New,
    /// Some migrations are missing, or all of them beside a Django's tables.
    Behind,
    /// Nothing to do.
    UpToDate,
}

impl PostgresStore {
    /// What [`PostgresStore::migrate`] would do. Makes and changes nothing.
    ///
    /// # Errors
    /// The server cannot be reached or refuses; the database is another application's, or was migrated by a newer version.
    pub async fn migration_state(server: &Server, limits: &Limits) -> Result<MigrationState, OpenError> {
        let mut connection = server.connect(limits, Access::Look).await?;
        let state = pending_at_once(&mut connection, server).await;
        // What was to be known is known.
        drop(connection.close().await);
        state
    }

    /// Brings the database up to date, all at once or not at all.
    ///
    /// # Errors
    /// The server cannot be reached or refuses, or does not let the role make tables; the database is another application's, or
    /// was migrated by a newer version.
    pub async fn migrate(server: &Server, limits: &Limits) -> Result<(), OpenError> {
        let mut connection = server.connect(limits, Access::Write).await?;
        let done = migrate_at_once(&mut connection, server).await;
        drop(connection.close().await);
        done
    }
}

fn migrator() -> Migrator {
    let mut migrator = sqlx::migrate!();
    migrator.dangerous_set_table_name(MIGRATIONS_TABLE);
    // The lock of the transaction is held until the commit.
    migrator.set_locking(false);
    migrator
}

async fn migrate_at_once(connection: &mut PgConnection, server: &Server) -> Result<(), OpenError> {
    let failed = |cause| server.failed(cause);
    writable(connection, server).await?;
    // Tables of a large database may take their time.
    connection.execute("SET statement_timeout = 0; SET lock_timeout = 0").await.map_err(failed)?;
    let mut whole = connection.begin().await.map_err(failed)?;
    whole.execute(ALONE).await.map_err(failed)?;
    let found = look(&mut whole, server).await?;
    if matches!(found, Looked::Unmigrated(Found::Django)) {
        record_django(&mut whole).await.map_err(|cause| refused(server, cause))?;
    }
    migrator().run_direct(None, &mut *whole, false).await.map_err(|cause| refused(server, cause))?;
    whole.commit().await.map_err(failed)
}

/// Records the migration that a Django has done in our stead.
async fn record_django(connection: &mut PgConnection) -> Result<(), MigrateError> {
    connection.ensure_migrations_table(MIGRATIONS_TABLE).await?;
    let migrator = migrator();
    for migration in migrator.iter().filter(|migration| migration.version == DJANGO) {
        connection.skip(MIGRATIONS_TABLE, migration).await?;
    }
    Ok(())
}

/// Looks at one moment of the database: while another process makes the tables, some of two moments would look like somebody's.
async fn pending_at_once(connection: &mut PgConnection, server: &Server) -> Result<MigrationState, OpenError> {
    let failed = |cause| server.failed(cause);
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ").await.map_err(failed)?;
    let state = match look(connection, server).await? {
        Looked::Migrated(state) => state,
        Looked::Unmigrated(Found::Nothing) => MigrationState::New,
        Looked::Unmigrated(Found::Django) => MigrationState::Behind,
    };
    connection.execute("ROLLBACK").await.map_err(failed)?;
    Ok(state)
}

/// What is there.
enum Looked {
    Migrated(MigrationState),
    Unmigrated(Found),
}

async fn look(connection: &mut PgConnection, server: &Server) -> Result<Looked, OpenError> {
    let applied = applied(&mut *connection).await.map_err(|cause| refused(server, cause))?;
    if applied.is_empty() {
        return unmigrated::look(connection, server).await.map(Looked::Unmigrated);
    }
    let migrator = migrator();
    if let Some(newer) = applied.iter().find(|known| !migrator.version_exists(known.version)) {
        return Err(refused(server, MigrateError::VersionMissing(newer.version)));
    }
    let missing = migrator.iter().any(|wanted| !applied.iter().any(|known| known.version == wanted.version));
    Ok(Looked::Migrated(if missing { MigrationState::Behind } else { MigrationState::UpToDate }))
}

/// What an error of the migrator means here: one of the driver's is told as such.
fn refused(server: &Server, cause: MigrateError) -> OpenError {
    if let MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) = cause {
        return server.failed(cause);
    }
    OpenError::Migration { server: server.clone(), cause }
}

async fn applied(connection: &mut PgConnection) -> Result<Vec<AppliedMigration>, MigrateError> {
    let is_ours: bool = sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL")
        .bind(MIGRATIONS_TABLE)
        .fetch_one(&mut *connection)
        .await?;
    if is_ours { connection.list_applied_migrations(MIGRATIONS_TABLE).await } else { Ok(Vec::new()) }
}
