//! The tables of a Django as they are, compared with what is needed of them. None of them is ever made or altered here.

mod column;
mod fresh;

use countersign_core::UserTable;
use countersign_core::store::DjangoTables;
use countersign_core::store::django_schema::{self, BLACKLISTED_TOKENS, FoundColumns, Misfit, OUTSTANDING_TOKENS};
use sqlx::PgConnection;

pub(crate) use column::{Column, UniqueColumn, is_made_by_django, quoted};
pub(crate) use fresh::fits_new;

use column::{columns, unique_columns};

/// What there is.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) found: DjangoTables,
    /// The columns of the user table.
    pub(crate) columns: Vec<Column>,
    /// Those that keep its rows apart.
    pub(crate) unique: Vec<UniqueColumn>,
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
pub(crate) async fn read(connection: &mut PgConnection, users: &UserTable) -> Result<Schema, Unfit> {
    let found = columns_of(&mut *connection, &django_schema::tables(users)).await?;
    let made_by_django = is_made_by_django(&mut *connection).await?;
    let tables = django_schema::compare(users, &found, made_by_django)?;
    let unique = unique_columns(connection, users.table.as_str()).await?;
    Ok(Schema { found: tables, columns: found.of(users.table.as_str()).to_vec(), unique })
}

/// What keeps the tables of `token_blacklist` from being used, if anything.
pub(crate) async fn lacks_of_blacklist(connection: &mut PgConnection) -> Result<Option<Misfit>, sqlx::Error> {
    let found = columns_of(connection, &[OUTSTANDING_TOKENS, BLACKLISTED_TOKENS]).await?;
    Ok(django_schema::lacks_of_blacklist(&found))
}

async fn columns_of(connection: &mut PgConnection, tables: &[&str]) -> Result<FoundColumns<Column>, sqlx::Error> {
    let mut found = FoundColumns::new();
    for table in tables {
        found.add(table, columns(&mut *connection, table).await?);
    }
    Ok(found)
}
