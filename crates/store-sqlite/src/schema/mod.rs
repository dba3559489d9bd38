//! The tables of a Django as they are, compared with what is needed of them. None of them is ever made or altered here.

mod column;

use countersign_core::UserTable;
use countersign_core::store::DjangoTables;
use countersign_core::store::django_schema::{self, BLACKLISTED_TOKENS, FoundColumns, Misfit, OUTSTANDING_TOKENS};
use sqlx::SqliteConnection;

use column::{Column, columns, foreign_keys, unique_columns};
pub(crate) use column::{ForeignKey, is_made_by_django};

/// What there is.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) found: DjangoTables,
    /// The columns of the user table that have an index of their own which keeps their values apart.
    pub(crate) unique: Vec<String>,
    /// What the columns of the user table refer to.
    pub(crate) foreign_keys: Vec<ForeignKey>,
}

/// Why it was not read.
pub(crate) enum Unfit {
    Misfit(Misfit),
    Database(sqlx::Error),
}

impl From<sqlx::Error> for Unfit {
    fn from(cause: sqlx::Error) -> Self {
        Self::Database(cause)
    }
}

impl From<Misfit> for Unfit {
    fn from(misfit: Misfit) -> Self {
        Self::Misfit(misfit)
    }
}

/// Reads what there is, where it is as `users` says and as Django makes it.
pub(crate) async fn read(connection: &mut SqliteConnection, users: &UserTable) -> Result<Schema, Unfit> {
    let found = columns_of(&mut *connection, &django_schema::tables(users)).await?;
    let made_by_django = is_made_by_django(&mut *connection).await?;
    let tables = django_schema::compare(users, &found, made_by_django)?;
    let unique = unique_columns(&mut *connection, users.table.as_str()).await?;
    let foreign_keys = foreign_keys(connection, users.table.as_str()).await?;
    Ok(Schema { found: tables, unique, foreign_keys })
}

/// What keeps the tables of `token_blacklist` from being used, if anything.
pub(crate) async fn lacks_of_blacklist(connection: &mut SqliteConnection) -> Result<Option<Misfit>, sqlx::Error> {
    let found = columns_of(connection, &[OUTSTANDING_TOKENS, BLACKLISTED_TOKENS]).await?;
    Ok(django_schema::lacks_of_blacklist(&found))
}

async fn columns_of(connection: &mut SqliteConnection, tables: &[&str]) -> Result<FoundColumns<Column>, sqlx::Error> {
    let mut found = FoundColumns::new();
    for table in tables {
        found.add(table, columns(&mut *connection, table).await?);
    }
    Ok(found)
}
