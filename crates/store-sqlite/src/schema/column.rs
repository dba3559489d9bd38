//! Columns as SQLite describes them.

use countersign_core::UserKeyKind;
use countersign_core::store::django_schema::{self, ColumnKind};
use sqlx::SqliteConnection;

use crate::migration::MIGRATIONS_TABLE;

/// A column.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Column {
    name: String,
    r#type: String,
    notnull: bool,
    dflt_value: Option<String>,
    pk: i64,
}

/// What a declared type is for, by the words of SQLite (Datatypes §3.1) and of Django.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Integer,
    Boolean,
    Moment,
    Text,
    Number,
    Other,
}

/// In this order: the first word that is in a type decides.
const CLASSES: [(&str, Class); 14] = [
    ("INT", Class::Integer),
    ("BOOL", Class::Boolean),
    ("DATE", Class::Moment),
    ("TIMESTAMP", Class::Moment),
    ("CHAR", Class::Text),
    ("CLOB", Class::Text),
    ("TEXT", Class::Text),
    ("UUID", Class::Text),
    ("JSON", Class::Text),
    ("REAL", Class::Number),
    ("FLOA", Class::Number),
    ("DOUB", Class::Number),
    ("DEC", Class::Number),
    ("NUM", Class::Number),
];

impl Column {
    fn class(&self) -> Class {
        let declared = self.r#type.to_ascii_uppercase();
        CLASSES.iter().find(|(word, _)| declared.contains(word)).map_or(Class::Other, |(_, class)| *class)
    }
}

impl django_schema::Column for Column {
    const KEYS: &'static str = "an integer or a UUID (char(32))";

    fn name(&self) -> &str {
        &self.name
    }

    fn declared(&self) -> &str {
        &self.r#type
    }

    fn must_be_filled(&self) -> bool {
        self.notnull && self.dflt_value.is_none() && self.pk == 0
    }

    fn key_kind(&self) -> Option<UserKeyKind> {
        let declared = self.r#type.to_ascii_uppercase();
        match self.class() {
            Class::Integer => Some(UserKeyKind::Integer),
            Class::Text if declared == "CHAR(32)" || declared == "UUID" => Some(UserKeyKind::Uuid),
            Class::Boolean | Class::Moment | Class::Text | Class::Number | Class::Other => None,
        }
    }

    fn holds(&self, kind: ColumnKind) -> bool {
        let class = self.class();
        match kind {
            ColumnKind::Key(key) => self.key_kind() == Some(key),
            _ if class == Class::Other => true,
            ColumnKind::Integer => class == Class::Integer,
            // SQLite holds no text to the length that its column declares.
            ColumnKind::Text | ColumnKind::TextOf(_) | ColumnKind::Uuid | ColumnKind::Json => class == Class::Text,
            ColumnKind::Boolean => matches!(class, Class::Boolean | Class::Integer),
            ColumnKind::Moment | ColumnKind::Date => matches!(class, Class::Moment | Class::Text),
            ColumnKind::Number => matches!(class, Class::Number | Class::Integer),
        }
    }

    fn wanted(kind: ColumnKind) -> &'static str {
        match kind {
            ColumnKind::Key(UserKeyKind::Integer) => "an integer, as the key of users is",
            ColumnKind::Key(UserKeyKind::Uuid) => "a UUID (char(32)), as the key of users is",
            ColumnKind::Integer => "an integer",
            ColumnKind::Text | ColumnKind::TextOf(_) | ColumnKind::Uuid | ColumnKind::Json => "text",
            ColumnKind::Boolean => "a bool",
            ColumnKind::Moment => "a datetime",
            ColumnKind::Date => "a date",
            ColumnKind::Number => "a number",
        }
    }
}

/// In their order; none where there is no such table.
pub(super) async fn columns(connection: &mut SqliteConnection, table: &str) -> Result<Vec<Column>, sqlx::Error> {
    sqlx::query_as("SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(?) ORDER BY cid")
        .bind(table)
        .fetch_all(connection)
        .await
}

/// Those with an index of their own that keeps their values apart.
pub(super) async fn unique_columns(connection: &mut SqliteConnection, table: &str) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT max(c.name) FROM pragma_index_list(?) i JOIN pragma_index_info(i.name) c
          WHERE i.\"unique\" AND NOT i.partial GROUP BY i.name HAVING count(*) = 1 AND max(c.name) IS NOT NULL",
    )
    .bind(table)
    .fetch_all(connection)
    .await
}

/// A column of a table whose values are those of a column of another one.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct ForeignKey {
    pub(crate) column: String,
    pub(crate) table: String,
    pub(crate) key: String,
}

/// Those of one column; Django makes no others.
pub(super) async fn foreign_keys(
    connection: &mut SqliteConnection,
    table: &str,
) -> Result<Vec<ForeignKey>, sqlx::Error> {
    sqlx::query_as(
        "SELECT max(\"from\") AS column, max(\"table\") AS \"table\", max(coalesce(k.\"to\", p.name)) AS key
           FROM pragma_foreign_key_list(?) k LEFT JOIN pragma_table_info(k.\"table\") p ON p.pk = 1
          GROUP BY k.id HAVING count(*) = 1 AND max(coalesce(k.\"to\", p.name)) IS NOT NULL",
    )
    .bind(table)
    .fetch_all(connection)
    .await
}

/// Our first migration, which makes Django's tables, was recorded and not run.
pub(crate) async fn is_made_by_django(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if columns(&mut *connection, MIGRATIONS_TABLE).await?.is_empty() {
        return Ok(false);
    }
    let recorded = "SELECT EXISTS (SELECT 1 FROM countersign_migrations WHERE version = 1 AND execution_time < 0)";
    sqlx::query_scalar(recorded).fetch_one(connection).await
}
