//! Columns as the server describes them.

use countersign_core::UserKeyKind;
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
pub(super) enum Class {
    Integer,
    Boolean,
    Moment,
    Date,
    Text,
    Number,
    Uuid,
    Json,
    Other,
}

impl Column {
    pub(super) fn class(&self) -> Class {
        match self.base.as_str() {
            "int2" | "int4" | "int8" => Class::Integer,
            "bool" => Class::Boolean,
            "timestamptz" => Class::Moment,
            "date" => Class::Date,
            "varchar" | "text" | "bpchar" | "citext" => Class::Text,
            "numeric" | "float4" | "float8" => Class::Number,
            "uuid" => Class::Uuid,
            "json" | "jsonb" => Class::Json,
            _ => Class::Other,
        }
    }

    /// Which keys it holds, if any.
    pub(super) fn key_kind(&self) -> Option<UserKeyKind> {
        match self.class() {
            Class::Integer => Some(UserKeyKind::Integer),
            Class::Uuid => Some(UserKeyKind::Uuid),
            Class::Boolean | Class::Moment | Class::Date | Class::Text | Class::Number | Class::Json | Class::Other => {
                None
            }
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
pub(super) async fn is_made_by_django(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
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
