//! The tables of a Django as they are, compared with what is needed of them. None of them is ever made or altered here.

mod column;
mod fresh;
mod misfit;
mod wanted;

use countersign_core::store::DjangoTables;
use countersign_core::{MembershipTable, UserKeyKind, UserTable};
use sqlx::PgConnection;

pub(crate) use column::{Column, UniqueColumn, quoted};
pub(crate) use fresh::fits_new;
pub use misfit::Misfit;

use column::{columns, unique_columns};
use wanted::{AUTH, AUTH_TOKENS, Kind, WEB_SESSIONS, Wanted};

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
    let table = users.table.as_str();
    let columns = columns(&mut *connection, table).await?;
    let key = fits(users, &columns)?;
    let has_auth = has_auth(&mut *connection, key).await?;
    let [groups, permissions] = [(&users.groups, "group_id"), (&users.permissions, "permission_id")];
    let groups = has_membership(&mut *connection, groups, key).await?;
    let permissions = has_membership(&mut *connection, permissions, key).await?;
    let found = DjangoTables {
        made_by_django: column::is_made_by_django(&mut *connection).await?,
        key,
        groups: groups && has_auth,
        permissions: permissions && has_auth,
        auth_tokens: has_written(&mut *connection, AUTH_TOKENS, key).await?,
        web_sessions: has_written(&mut *connection, WEB_SESSIONS, key).await?,
    };
    Ok(Schema { found, columns, unique: unique_columns(connection, table).await? })
}

/// The first of these tables, or of their columns, that is not there.
pub(crate) async fn lacking(
    connection: &mut PgConnection,
    wanted: &[(&str, &[&str])],
) -> Result<Option<Misfit>, sqlx::Error> {
    for (table, wanted) in wanted {
        let found = columns(&mut *connection, table).await?;
        if found.is_empty() {
            return Ok(Some(Misfit::table(table, "")));
        }
        let is_there = |column: &&&str| found.iter().any(|found| found.name == ***column);
        if let Some(column) = wanted.iter().find(|column| !is_there(column)) {
            return Ok(Some(Misfit::column(table, column, "")));
        }
    }
    Ok(None)
}

/// Says what the keys are, where the user table is as the settings say.
fn fits(users: &UserTable, found: &[Column]) -> Result<UserKeyKind, Misfit> {
    let table = users.table.as_str();
    let key = key_kind(users, found)?;
    for wanted in wanted::of_users(users) {
        wanted.check(table, found, key)?;
    }
    match wanted::further_of_users(users, found) {
        Some(further) => Err(Misfit::of_further_user_column(table, &further.name)),
        None => Ok(key),
    }
}

fn key_kind(users: &UserTable, found: &[Column]) -> Result<UserKeyKind, Misfit> {
    let (table, id) = (users.table.as_str(), users.columns.id.as_str());
    if found.is_empty() {
        return Err(Misfit::of_user_table(table));
    }
    let key = found.iter().find(|column| column.name == id).ok_or_else(|| Misfit::of_user_column(table, id, "id"))?;
    key.key_kind().ok_or_else(|| Misfit::of_type(table, key, "an integer or uuid"))
}

/// `django.contrib.auth` makes all of its tables, or none is there.
async fn has_auth(connection: &mut PgConnection, key: UserKeyKind) -> Result<bool, Unfit> {
    for (table, wanted) in AUTH {
        let found = columns(&mut *connection, table).await?;
        if found.is_empty() {
            return Ok(false);
        }
        for (column, kind) in wanted {
            Wanted::of_django(column, *kind).check(table, &found, key)?;
        }
    }
    Ok(true)
}

async fn has_membership(
    connection: &mut PgConnection,
    (membership, other): (&Option<MembershipTable>, &str),
    key: UserKeyKind,
) -> Result<bool, Unfit> {
    let Some(MembershipTable { table, user_column }) = membership else { return Ok(false) };
    let found = columns(connection, table.as_str()).await?;
    if found.is_empty() {
        return Ok(false);
    }
    Wanted::of_django(user_column.as_str(), Kind::Key).check(table.as_str(), &found, key)?;
    Wanted::of_django(other, Kind::Integer).check(table.as_str(), &found, key)?;
    Ok(true)
}

/// A table that rows are added to.
async fn has_written(
    connection: &mut PgConnection,
    (table, wanted): (&str, &[(&str, Kind)]),
    key: UserKeyKind,
) -> Result<bool, Unfit> {
    let found = columns(connection, table).await?;
    if found.is_empty() {
        return Ok(false);
    }
    for (column, kind) in wanted {
        Wanted::of_django(column, *kind).check(table, &found, key)?;
    }
    let is_known = |column: &Column| wanted.iter().any(|(known, _)| *known == column.name);
    match found.iter().find(|column| column.must_be_filled && !is_known(column)) {
        Some(further) => Err(Misfit::of_further_column(table, &further.name).into()),
        None => Ok(true),
    }
}
