//! Making the tables, and bringing them up to date.

use countersign_core::store::MigrationState;
use countersign_core::{UserKeyKind, UserTable};
use sqlx::migrate::{AppliedMigration, Migrate, MigrateError, Migration, Migrator};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqlSafeStr};

use crate::open::{Limits, OpenError, PostgresStore, Server, writable};
use crate::pool::Access;
use crate::schema;

pub(crate) const MIGRATIONS_TABLE: &str = "countersign_migrations";

/// Of several processes that start at once one migrates, and the others wait for its commit. The number is anybody's guess.
const ALONE: &str = "SELECT pg_advisory_xact_lock(hashtextextended('countersign_migrations', 0))";

/// The table that tells a Django's database.
const DJANGO: &str = "django_migrations";
/// The migration that makes Django's tables: where a Django made them it is recorded and not run.
const DJANGO_TABLES: i64 = 1;
/// The migration that fills them as Django's `migrate` does: where a Django has done so it is recorded and not run.
const DJANGO_ROWS: i64 = 9;

/// Everybody's but ours, and but those of extensions, wherever a statement would find them: tables that were made before those of
/// the path's later schemas would hide them from everybody.
const OTHERS: &str = "
SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = ANY (current_schemas(false))
   AND c.relname NOT LIKE 'countersign\\_%'
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY 1";

/// For this transaction: our tables come where the user table is, in whatever schema the role would make others.
const BESIDE: &str = "
SELECT set_config('search_path', quote_ident(n.nspname) || ', ' || current_setting('search_path'), true)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)";

impl PostgresStore {
    /// What [`PostgresStore::migrate`] would do. Makes and changes nothing.
    ///
    /// # Errors
    /// The server cannot be reached or refuses; the database is another application's, has not the tables that `users` needs, or was
    /// migrated by a newer version.
    pub async fn migration_state(
        server: &Server,
        users: &UserTable,
        limits: &Limits,
    ) -> Result<MigrationState, OpenError> {
        let mut connection = server.connect(limits, Access::Look).await?;
        let state = pending_at_once(&mut connection, server, users).await;
        // What was to be known is known.
        drop(connection.close().await);
        state
    }

    /// Brings the database up to date, all at once or not at all. Where a Django made it, its tables are left as they are and ours
    /// are made beside them, with the users' keys of the type that its user table has.
    ///
    /// # Errors
    /// The server cannot be reached or refuses, or does not let the role make tables; the database is another application's, has not
    /// the tables that `users` needs, or was migrated by a newer version.
    pub async fn migrate(server: &Server, users: &UserTable, limits: &Limits) -> Result<(), OpenError> {
        let mut connection = server.connect(limits, Access::Write).await?;
        let done = migrate_at_once(&mut connection, server, users).await;
        drop(connection.close().await);
        done
    }
}

/// Ours, with the users' keys in our tables as they are in the user table.
fn migrator(key: UserKeyKind) -> Migrator {
    let plain = sqlx::migrate!();
    let mut migrator = match key {
        UserKeyKind::Integer => plain,
        UserKeyKind::Uuid => Migrator::with_migrations(plain.iter().map(with_uuid_keys).collect()),
    };
    migrator.dangerous_set_table_name(MIGRATIONS_TABLE);
    // The lock of the transaction is held until the commit.
    migrator.set_locking(false);
    migrator
}

/// The columns `user_id` of our tables, which stand in lines of their own.
fn with_uuid_keys(plain: &Migration) -> Migration {
    let of_key = |line: &str| line.trim_start().starts_with("user_id ");
    let lines = plain.sql.as_str().split_inclusive('\n');
    let sql: String =
        lines.map(|line| if of_key(line) { line.replacen("BIGINT", "UUID", 1) } else { line.to_owned() }).collect();
    let sql = AssertSqlSafe(sql).into_sql_str();
    Migration::new(plain.version, plain.description.clone(), plain.migration_type, sql, plain.no_tx)
}

async fn migrate_at_once(connection: &mut PgConnection, server: &Server, users: &UserTable) -> Result<(), OpenError> {
    let failed = |cause| server.failed(cause);
    writable(connection, server, users).await?;
    // Tables of a large database may take their time.
    connection.execute("SET statement_timeout = 0; SET lock_timeout = 0").await.map_err(failed)?;
    let mut whole = connection.begin().await.map_err(failed)?;
    whole.execute(ALONE).await.map_err(failed)?;
    let found = look(&mut whole, server, users).await?;
    sqlx::query(BESIDE).bind(schema::quoted(users.table.as_str())).execute(&mut *whole).await.map_err(failed)?;
    run(&mut whole, &found).await.map_err(|cause| refused(server, cause))?;
    whole.commit().await.map_err(failed)
}

async fn run(connection: &mut PgConnection, found: &Found) -> Result<(), MigrateError> {
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
async fn has_permissions(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let any = "SELECT EXISTS (SELECT 1 FROM auth_permission) OR EXISTS (SELECT 1 FROM django_content_type)";
    sqlx::query_scalar(any).fetch_one(connection).await
}

/// Looks at one moment of the database: while another process makes the tables, some of two moments would look like somebody's.
async fn pending_at_once(
    connection: &mut PgConnection,
    server: &Server,
    users: &UserTable,
) -> Result<MigrationState, OpenError> {
    let failed = |cause| server.failed(cause);
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ").await.map_err(failed)?;
    let found = look(connection, server, users).await?;
    connection.execute("ROLLBACK").await.map_err(failed)?;
    Ok(found.state())
}

/// What a database holds.
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

async fn look(connection: &mut PgConnection, server: &Server, users: &UserTable) -> Result<Found, OpenError> {
    let applied = applied(&mut *connection).await.map_err(|cause| refused(server, cause))?;
    if applied.is_empty() {
        let others = sqlx::query_scalar(OTHERS).fetch_all(&mut *connection).await;
        let others: Vec<String> = others.map_err(|cause| server.failed(cause))?;
        if others.is_empty() {
            let fits = schema::fits_new(users).map(|()| Found::Nothing);
            return fits.map_err(|misfit| OpenError::New { server: server.clone(), misfit });
        }
        if !others.iter().any(|table| table == DJANGO) {
            return Err(OpenError::Foreign { server: server.clone() });
        }
    }
    // A newer version says so first.
    let state = pending(&applied).map_err(|cause| refused(server, cause))?;
    let key = schema::read(connection, users).await.map_err(|unfit| server.unfit(unfit))?.found.key;
    Ok(if applied.is_empty() { Found::Django(key) } else { Found::Ours(state, key) })
}

fn pending(applied: &[AppliedMigration]) -> Result<MigrationState, MigrateError> {
    let migrator = migrator(UserKeyKind::Integer);
    if let Some(newer) = applied.iter().find(|known| !migrator.version_exists(known.version)) {
        return Err(MigrateError::VersionMissing(newer.version));
    }
    let missing = migrator.iter().any(|wanted| !applied.iter().any(|known| known.version == wanted.version));
    Ok(if missing { MigrationState::Behind } else { MigrationState::UpToDate })
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
