//! What a database holds that was never migrated by us: nothing, a Django's tables, or another application's.

use sqlx::PgConnection;

use crate::open::{OpenError, Server};

/// What was found.
pub(crate) enum Found {
    Nothing,
    /// The tables of a Django, which fit.
    Django,
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

/// Kinds of types that can stand for each other.
#[derive(Clone, Copy)]
enum Kind {
    Number,
    Text,
    Boolean,
    Instant,
}

use Kind::{Boolean, Instant, Number, Text};

/// The tables that are read and written beside a Django, with Django's columns.
const TABLES: [(&str, &[(&str, Kind)]); 9] = [
    (
        "auth_user",
        &[
            ("id", Number),
            ("password", Text),
            ("last_login", Instant),
            ("is_superuser", Boolean),
            ("username", Text),
            ("first_name", Text),
            ("last_name", Text),
            ("email", Text),
            ("is_staff", Boolean),
            ("is_active", Boolean),
            ("date_joined", Instant),
        ],
    ),
    ("auth_group", &[("id", Number), ("name", Text)]),
    ("auth_permission", &[("id", Number), ("name", Text), ("content_type_id", Number), ("codename", Text)]),
    ("auth_group_permissions", &[("id", Number), ("group_id", Number), ("permission_id", Number)]),
    ("auth_user_groups", &[("id", Number), ("user_id", Number), ("group_id", Number)]),
    ("auth_user_user_permissions", &[("id", Number), ("user_id", Number), ("permission_id", Number)]),
    ("django_content_type", &[("id", Number), ("app_label", Text), ("model", Text)]),
    ("authtoken_token", &[("key", Text), ("created", Instant), ("user_id", Number)]),
    ("django_session", &[("session_key", Text), ("session_data", Text), ("expire_date", Instant)]),
];

/// Everybody's but ours, and but those of extensions, in the schema where tables are made.
const OTHERS: &str = "
SELECT c.relname::text FROM pg_class c
 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relnamespace = current_schema()::regnamespace
   AND c.relname NOT LIKE 'countersign\\_%'
   AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY 1";

/// A column as the server describes it.
#[derive(sqlx::FromRow)]
struct Column {
    name: String,
    declared: String,
    category: String,
    must_be_filled: bool,
}

const COLUMNS: &str = "
SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS declared, t.typcategory::text AS category,
       a.attnotnull AND a.attidentity = '' AND NOT a.atthasdef AS must_be_filled
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
 WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

/// Looks at a database that holds nothing of ours; changes nothing.
pub(crate) async fn look(connection: &mut PgConnection, server: &Server) -> Result<Found, OpenError> {
    let failed = |cause| server.failed(cause);
    let misfits = |misfit| OpenError::Misfit { server: server.clone(), misfit };
    let tables: Vec<String> = sqlx::query_scalar(OTHERS).fetch_all(&mut *connection).await.map_err(failed)?;
    let has = |name: &str| tables.iter().any(|table| table == name);
    if tables.is_empty() {
        return Ok(Found::Nothing);
    }
    if !has("django_migrations") {
        return Err(OpenError::Foreign { server: server.clone() });
    }
    for (table, wanted) in TABLES {
        // The tables of applications that the project does not use are missed where something needs them.
        let optional = table == "authtoken_token" || table == "django_session";
        if !has(table) && !optional {
            return Err(misfits(Misfit::Table { table: table.to_owned() }));
        }
        let found = sqlx::query_as(COLUMNS).bind(table).fetch_all(&mut *connection).await.map_err(failed)?;
        if let Some(misfit) = misfit(table, wanted, &found).filter(|_| has(table)) {
            return Err(misfits(misfit));
        }
    }
    Ok(Found::Django)
}

/// The first of these tables, or of their columns, that is not there.
pub(crate) async fn lacking(
    connection: &mut PgConnection,
    wanted: &[(&str, &[&str])],
) -> Result<Option<Misfit>, sqlx::Error> {
    for (table, wanted) in wanted {
        let found: Vec<Column> = sqlx::query_as(COLUMNS).bind(*table).fetch_all(&mut *connection).await?;
        let table = (*table).to_owned();
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

fn misfit(table: &str, wanted: &[(&str, Kind)], found: &[Column]) -> Option<Misfit> {
    let lacking = wanted.iter().find_map(|(name, kind)| {
        let (table, column) = (table.to_owned(), (*name).to_owned());
        match found.iter().find(|found| found.name == *name) {
            None => Some(Misfit::Column { table, column }),
            Some(found) if found.category != kind.category() => {
                Some(Misfit::Type { table, column, found: found.declared.clone(), wanted: kind.declared().to_owned() })
            }
            Some(_) => None,
        }
    });
    let is_further = |found: &&Column| found.must_be_filled && wanted.iter().all(|(name, _)| *name != found.name);
    let further = || found.iter().find(is_further);
    lacking.or_else(|| Some(Misfit::Further { table: table.to_owned(), column: further()?.name.clone() }))
}

impl Kind {
    /// As in `pg_type.typcategory`.
    const fn category(self) -> &'static str {
        match self {
            Number => "N",
            Text => "S",
            Boolean => "B",
            Instant => "D",
        }
    }

    const fn declared(self) -> &'static str {
        match self {
            Number => "an integer",
            Text => "character varying",
            Boolean => "boolean",
            Instant => "timestamp with time zone",
        }
    }
}
