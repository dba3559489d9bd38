//! What a file holds that was never migrated by us: nothing, a Django's tables, or another application's.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};

const DJANGO: &str = "django_migrations";
const USERS: &str = "auth_user";

/// What was found.
pub(crate) enum Found {
    Nothing,
    /// The tables of a Django, which fit.
    Django,
    /// The tables of a Django, of which one does not fit.
    Misfit(Misfit),
    /// Somebody else's tables.
    Foreign,
}

/// Where the tables of a Django differ from those that Django 5.2 makes, so that they cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// A table is missing, as `auth_user` is where the project has a user model of its own.
    #[error("it has no table {table}")]
    Table {
        /// Its name.
        table: String,
    },
    /// A column is missing.
    #[error("its table {table} has no column {column}")]
    Column {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// Numbers are no numbers, or texts no texts.
    #[error("in its table {table} the column {column} is {found}, and should be {wanted}")]
    Type {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What it is declared as.
        found: String,
        /// What Django declares.
        wanted: String,
    },
    /// A row cannot be added without a value for a column that Django does not have.
    #[error("its table {table} has a column {column} that must be filled, and Django's has none of that name")]
    Further {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
}

/// A column as SQLite describes it.
#[derive(sqlx::FromRow)]
struct Column {
    name: String,
    r#type: String,
    notnull: bool,
    dflt_value: Option<String>,
    pk: i64,
}

/// Looks at a file that holds nothing of ours; changes nothing.
pub(crate) async fn look(connection: &mut SqliteConnection, migrator: &Migrator) -> Result<Found, MigrateError> {
    let tables = tables(connection).await?;
    if tables.is_empty() {
        return Ok(Found::Nothing);
    }
    if !tables.iter().any(|table| table == DJANGO) {
        return Ok(Found::Foreign);
    }
    if !tables.iter().any(|table| table == USERS) {
        return Ok(Found::Misfit(Misfit::Table { table: USERS.to_owned() }));
    }
    let mut model = model(migrator).await?;
    for table in tables {
        let wanted = columns(&mut model, &table).await?;
        let found = columns(connection, &table).await?;
        if let Some(misfit) = misfit(&table, &wanted, &found) {
            return Ok(Found::Misfit(misfit));
        }
    }
    model.close().await?;
    Ok(Found::Django)
}

/// The first of these tables, or of their columns, that is not there.
pub(crate) async fn lacking(
    connection: &mut SqliteConnection,
    wanted: &[(&str, &[&str])],
) -> Result<Option<Misfit>, sqlx::Error> {
    for (table, wanted) in wanted {
        let (table, found) = ((*table).to_owned(), columns(&mut *connection, table).await?);
        if found.is_empty() {
            return Ok(Some(Misfit::Table { table }));
        }
        let is_there = |column: &&&str| found.iter().any(|found| found.name == ***column);
        if let Some(column) = wanted.iter().find(|column| !is_there(column)) {
            return Ok(Some(Misfit::Column { table, column: (*column).to_owned() }));
        }
    }
    Ok(None)
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

/// A database in memory with the tables of Django as our first migration makes them.
async fn model(migrator: &Migrator) -> Result<SqliteConnection, MigrateError> {
    let mut model = SqliteConnection::connect("sqlite::memory:").await?;
    for migration in migrator.iter().take(1) {
        model.execute(AssertSqlSafe(migration.sql.as_str().to_owned())).await?;
    }
    Ok(model)
}

async fn columns(connection: &mut SqliteConnection, table: &str) -> Result<Vec<Column>, sqlx::Error> {
    sqlx::query_as("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(?) ORDER BY cid")
        .bind(table)
        .fetch_all(connection)
        .await
}

/// A table that Django does not have fits as it is.
fn misfit(table: &str, wanted: &[Column], found: &[Column]) -> Option<Misfit> {
    if wanted.is_empty() {
        return None;
    }
    let lacking = wanted.iter().find_map(|wanted| {
        let (table, column) = (table.to_owned(), wanted.name.clone());
        match found.iter().find(|found| found.name == wanted.name) {
            None => Some(Misfit::Column { table, column }),
            Some(found) if found.is_whole_number() != wanted.is_whole_number() => {
                Some(Misfit::Type { table, column, found: found.r#type.clone(), wanted: wanted.r#type.clone() })
            }
            Some(_) => None,
        }
    });
    let is_further = |found: &&Column| {
        found.notnull && found.dflt_value.is_none() && found.pk == 0 && wanted.iter().all(|w| w.name != found.name)
    };
    let further = || found.iter().find(is_further);
    lacking.or_else(|| Some(Misfit::Further { table: table.to_owned(), column: further()?.name.clone() }))
}

impl Column {
    /// By SQLite's own rule (Datatypes §3.1).
    fn is_whole_number(&self) -> bool {
        self.r#type.to_ascii_uppercase().contains("INT")
    }
}
