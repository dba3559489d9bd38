//! Columns as the server describes them.

use countersign_core::UserKeyKind;
use countersign_core::store::django_schema::{self, ColumnKind};
use sqlx::PgConnection;

use crate::migration::MIGRATIONS_TABLE;

/// A column.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// As a message has it: `character varying(150)`.
    pub(super) declared: String,
    /// As a cast has it: without the length, beyond which a cast would cut off.
    pub(crate) cast: String,
    /// The name of the type, or of that which a domain is of: `varchar`.
    pub(super) base: String,
    pub(super) must_be_filled: bool,
}

/// What a type is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Integer,
    Boolean,
    Moment,
    Date,
    Text,
    Number,
    Uuid,
    Json,
    Bytes,
    Other,
}

impl Column {
    fn class(&self) -> Class {
        match self.base.as_str() {
            "int2" | "int4" | "int8" => Class::Integer,
            "bool" => Class::Boolean,
            "timestamptz" => Class::Moment,
            "date" => Class::Date,
            "varchar" | "text" | "bpchar" | "citext" => Class::Text,
            "numeric" | "float4" | "float8" => Class::Number,
            "uuid" => Class::Uuid,
            "json" | "jsonb" => Class::Json,
            "bytea" => Class::Bytes,
            _ => Class::Other,
        }
    }

    /// How many characters it takes at most, where it says so: `character varying(150)`.
    fn characters(&self) -> Option<u32> {
        let (_, length) = self.declared.split_once('(')?;
        length.split_once(')')?.0.parse().ok()
    }
}

impl django_schema::Column for Column {
    const KEYS: &'static str = "an integer or uuid";

    fn name(&self) -> &str {
        &self.name
    }

    fn declared(&self) -> &str {
        &self.declared
    }

    fn must_be_filled(&self) -> bool {
        self.must_be_filled
    }

    fn key_kind(&self) -> Option<UserKeyKind> {
        let kinds = [(Class::Integer, UserKeyKind::Integer), (Class::Uuid, UserKeyKind::Uuid)];
        kinds.into_iter().find_map(|(class, kind)| (class == self.class()).then_some(kind))
    }

    fn holds(&self, kind: ColumnKind) -> bool {
        let class = self.class();
        match kind {
            ColumnKind::Key(key) => self.key_kind() == Some(key),
            ColumnKind::Integer => class == Class::Integer,
            // Whatever the server reads from text and writes as text.
            ColumnKind::Text => matches!(class, Class::Text | Class::Other),
            ColumnKind::TextOf(wanted) => {
                matches!(class, Class::Text | Class::Other)
                    && self.characters().is_none_or(|most| most >= wanted.into())
            }
            ColumnKind::Boolean => class == Class::Boolean,
            ColumnKind::Moment => class == Class::Moment,
            ColumnKind::Date => class == Class::Date,
            ColumnKind::Number => matches!(class, Class::Number | Class::Integer),
            ColumnKind::Uuid => class == Class::Uuid,
            ColumnKind::Json => matches!(class, Class::Json | Class::Text),
        }
    }

    fn wanted(kind: ColumnKind) -> &'static str {
        match kind {
            ColumnKind::Key(UserKeyKind::Integer) => "an integer, as the key of users is",
            ColumnKind::Key(UserKeyKind::Uuid) => "uuid, as the key of users is",
            ColumnKind::Integer => "an integer",
            ColumnKind::Text | ColumnKind::TextOf(_) => "character varying",
            ColumnKind::Boolean => "boolean",
            ColumnKind::Moment => "timestamp with time zone",
            ColumnKind::Date => "date",
            ColumnKind::Number => "a number",
            ColumnKind::Uuid => "uuid",
            ColumnKind::Json => "jsonb",
        }
    }
}

const COLUMNS: &str = "
SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS declared, format_type(a.atttypid, NULL) AS cast,
       COALESCE(b.typname, t.typname)::text AS base,
       a.attnotnull AND a.attidentity = '' AND NOT a.atthasdef AS must_be_filled
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
 WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

/// In their order; none where there is no such table.
pub(super) async fn columns(connection: &mut PgConnection, table: &str) -> Result<Vec<Column>, sqlx::Error> {
    sqlx::query_as(COLUMNS).bind(quoted(table)).fetch_all(connection).await
}

/// A column of an index that keeps values apart.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct UniqueColumn {
    /// As an error of the server names it.
    pub(crate) index: String,
    pub(crate) column: String,
    /// It is the only one, and the index is of every row.
    pub(crate) alone: bool,
}

const UNIQUE: &str = "
SELECT i.relname::text AS index, a.attname::text AS column, x.indnkeyatts = 1 AND x.indpred IS NULL AS alone
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
 CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS k (number, place)
  JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number
 WHERE x.indrelid = to_regclass($1) AND x.indisunique AND k.place <= x.indnkeyatts
 ORDER BY x.indexrelid, k.place";

/// Of all such indexes, in their order.
pub(super) async fn unique_columns(
    connection: &mut PgConnection,
    table: &str,
) -> Result<Vec<UniqueColumn>, sqlx::Error> {
    sqlx::query_as(UNIQUE).bind(quoted(table)).fetch_all(connection).await
}

/// Our first migration, which makes Django's tables, was recorded and not run.
pub(crate) async fn is_made_by_django(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    if columns(&mut *connection, MIGRATIONS_TABLE).await?.is_empty() {
        return Ok(false);
    }
    let recorded = "SELECT EXISTS (SELECT 1 FROM countersign_migrations WHERE version = 1 AND execution_time < 0)";
    sqlx::query_scalar(recorded).fetch_one(connection).await
}

/// As `to_regclass` takes a name as it is.
pub(crate) fn quoted(table: &str) -> String {
    format!("\"{}\"", table.replace('"', "\"\""))
}
