//! The user table, and our mark beside it.

mod new_row;
mod profile;
mod unique;

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::accounts::PasswordHash;
use countersign_core::store::{
    Added, Change, DjangoTables, EditReach, EditRefusal, Ending, ProfileChanged, Reach, StoreError, Users,
};
use countersign_core::{Moment, NewUser, ProfileChange, User, UserId};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Row, SqliteConnection, SqliteExecutor};

pub(crate) use new_row::NewRow;
pub(crate) use profile::Profile;
pub(crate) use unique::Unique;

use crate::SqliteStore;
use crate::error::{is_unique_violation, store_error, written};
use crate::key::Key;
use crate::sessions::end_all;
use crate::tables::Tables;
use crate::user_directory::{Leaves, refusal};
use crate::{extra, row};

macro_rules! select_users {
    ($rest:literal) => {
        concat!("SELECT {user_columns} FROM {users} u LEFT JOIN countersign_user_mark m ON m.user_id = u.{id} ", $rest)
    };
}

pub(crate) const USER: &str = select_users!("WHERE u.{id} = $1");
pub(crate) const USER_NAMED: &str = select_users!("WHERE u.{username} = $1");
/// Django's own model has no rule, and no index, that keeps addresses apart.
pub(crate) const USERS_WITH_EMAIL: &str = select_users!("WHERE u.{email} = $1 LIMIT 2");
pub(crate) const USERS: &str = select_users!("ORDER BY u.{id}");

pub(crate) const SET_PASSWORD: &str = "UPDATE {users} SET {password} = $2 WHERE {id} = $1";
pub(crate) const UPGRADE_PASSWORD: &str = "UPDATE {users} SET {password} = $3 WHERE {id} = $1 AND {password} = $2";
pub(crate) const SET_ACTIVE: &str = "UPDATE {users} SET {is_active} = $2 WHERE {id} = $1";
pub(crate) const SET_STAFF: &str = "UPDATE {users} SET {is_staff} = $2 WHERE {id} = $1";
pub(crate) const SET_SUPERUSER: &str = "UPDATE {users} SET {is_superuser} = $2 WHERE {id} = $1";
pub(crate) const NOTE_LOGIN: &str = "UPDATE {users} SET {last_login} = $2 WHERE {id} = $1";

/// In this order, as Django deletes: nothing in the database cascades. What names a table that is not there is left out.
pub(crate) fn deletions(found: DjangoTables) -> Vec<&'static str> {
    let statements = [
        (true, "DELETE FROM countersign_known_network WHERE user_id = $1"),
        (found.groups, "DELETE FROM {groups} WHERE {groups.user} = $1"),
        (found.permissions, "DELETE FROM {permissions} WHERE {permissions.user} = $1"),
        (found.auth_tokens, "DELETE FROM authtoken_token WHERE user_id = $1"),
        (true, "DELETE FROM {users} WHERE {id} = $1"),
    ];
    statements.into_iter().filter(|(is_there, _)| *is_there).map(|(_, statement)| statement).collect()
}

/// Tables of other programs: a row there that still names a deleted user would fail the commit, and with it the whole group.
const REFERRERS: &str = r#"
SELECT t.name, k."from" FROM sqlite_schema t, pragma_foreign_key_list(t.name) k
 WHERE t.type = 'table' AND k."table" = $1 COLLATE NOCASE AND t.name NOT IN ($2, $3, 'authtoken_token')"#;

/// Django's own record of what staff did in its admin goes with them, as `LogEntry.user` cascades.
const ADMIN_LOG: &str = "django_admin_log";
const DELETE_ADMIN_LOG: &str = "DELETE FROM django_admin_log WHERE user_id = $1";

#[async_trait]
impl Users for SqliteStore {
    async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        user(&self.readers, &self.tables, id).await
    }

    async fn user_named(&self, username: &str) -> Result<Option<User>, StoreError> {
        let found = sqlx::query(self.tables.user_named.clone())
            .bind(username)
            .fetch_optional(&self.readers)
            .await
            .map_err(store_error)?;
        found.as_ref().map(|row| self.tables.reader.user(row)).transpose()
    }

    async fn user_with_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        let Some(statement) = &self.tables.users_with_email else { return Ok(None) };
        let found = sqlx::query(statement.clone()).bind(email).fetch_all(&self.readers).await.map_err(store_error)?;
        if let [only] = found.as_slice() { self.tables.reader.user(only).map(Some) } else { Ok(None) }
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows = sqlx::query(self.tables.users.clone()).fetch_all(&self.readers).await.map_err(store_error)?;
        rows.iter().map(|row| self.tables.reader.user(row)).collect()
    }

    async fn is_taken(&self, field: &str, value: &Value) -> Result<bool, StoreError> {
        let Some(taken) = self.tables.unique.taken(field) else { return Ok(false) };
        let query = extra::bind(sqlx::query(taken.find.clone()), taken.kind, value);
        let row = query.fetch_one(&self.readers).await.map_err(store_error)?;
        row::get(&row, "is_taken")
    }

    async fn add_user(&self, user: &NewUser) -> Result<Added, StoreError> {
        let (tables, user) = (Arc::clone(&self.tables), user.clone());
        self.writer.write(move |connection| Box::pin(async move { add_user(connection, &tables, user).await })).await
    }

    async fn change_profile(&self, id: UserId, change: &ProfileChange) -> Result<ProfileChanged, StoreError> {
        let (tables, change) = (Arc::clone(&self.tables), change.clone());
        self.writer
            .write(move |connection| Box::pin(async move { change_profile(connection, &tables, id, change).await }))
            .await
    }

    async fn upgrade_password(
        &self,
        id: UserId,
        checked: &PasswordHash,
        upgrade: &PasswordHash,
    ) -> Result<(), StoreError> {
        let (tables, checked, upgrade) = (Arc::clone(&self.tables), checked.clone(), upgrade.clone());
        let work = self.writer.write(move |connection| {
            Box::pin(async move {
                let row = sqlx::query(tables.upgrade_password.clone());
                let row = row.bind(Key(id)).bind(checked.expose()).bind(upgrade.expose());
                row.execute(connection).await.map_err(store_error).map(drop)
            })
        });
        work.await
    }

    async fn change_password(
        &self,
        id: UserId,
        password: &PasswordHash,
        ending: &Ending,
    ) -> Result<Change, StoreError> {
        let (tables, password) = (Arc::clone(&self.tables), password.clone());
        let work = self.write_in_turn(ending, move |connection, ending| {
            Box::pin(async move {
                let row = sqlx::query(tables.set_password.clone()).bind(Key(id)).bind(password.expose());
                let found = row.execute(&mut *connection).await.map_err(store_error)?.rows_affected() == 1;
                ended_with(connection, &tables, (id, found), &ending).await
            })
        });
        work.await
    }

    async fn deactivate_user(&self, id: UserId, ending: &Ending) -> Result<Change, StoreError> {
        self.set_active(id, false, ending).await
    }

    async fn activate_user(&self, id: UserId, ending: &Ending) -> Result<Change, StoreError> {
        self.set_active(id, true, ending).await
    }

    async fn delete_user(&self, id: UserId, ending: &Ending) -> Result<Change, StoreError> {
        let tables = Arc::clone(&self.tables);
        let work = self.write_in_turn(ending, move |connection, ending| {
            Box::pin(async move { delete_user(connection, &tables, id, &ending).await })
        });
        work.await
    }
}

impl SqliteStore {
    /// Both ways every session ends and the mark is set: reactivation revives nothing that a Django deactivated.
    async fn set_active(&self, id: UserId, active: bool, ending: &Ending) -> Result<Change, StoreError> {
        let tables = Arc::clone(&self.tables);
        let Some(statement) = tables.set_active.clone() else { return Ok(Change::NoColumn) };
        let work = self.write_in_turn(ending, move |connection, ending| {
            Box::pin(async move {
                if !active && is_last_superuser(connection, &tables, id).await? {
                    return Ok(Change::LastSuperuser);
                }
                let row = sqlx::query(statement).bind(Key(id)).bind(active);
                let found = row.execute(&mut *connection).await.map_err(store_error)?.rows_affected() == 1;
                ended_with(connection, &tables, (id, found), &ending).await
            })
        });
        work.await
    }
}

pub(crate) async fn delete_user(
    connection: &mut SqliteConnection,
    tables: &Tables,
    id: UserId,
    ending: &Ending,
) -> Result<Change, StoreError> {
    let referrers = referrers(connection, tables).await?;
    if is_referenced(connection, &referrers, id).await? {
        return Ok(Change::Referenced);
    }
    if referrers.iter().any(|(table, _)| table == ADMIN_LOG) {
        sqlx::query(DELETE_ADMIN_LOG).bind(Key(id)).execute(&mut *connection).await.map_err(store_error)?;
    }
    tables.forget_user(&mut *connection, id).await?;
    let mut found = false;
    for statement in &tables.delete_user {
        let done = sqlx::query(statement.clone()).bind(Key(id)).execute(&mut *connection).await;
        found = done.map_err(store_error)?.rows_affected() > 0;
    }
    ended_with(connection, tables, (id, found), ending).await
}

async fn is_last_superuser(connection: &mut SqliteConnection, tables: &Tables, id: UserId) -> Result<bool, StoreError> {
    let refusal = refusal(connection, tables, id, &EditReach::Everybody, Leaves::Superusers).await?;
    Ok(refusal == Some(EditRefusal::LastSuperuser))
}

/// The tables, and their columns, that may name a user.
async fn referrers(connection: &mut SqliteConnection, tables: &Tables) -> Result<Vec<(String, String)>, StoreError> {
    let [users, groups, permissions] = &tables.own;
    let query = sqlx::query_as(REFERRERS).bind(users).bind(groups).bind(permissions);
    let mut found: Vec<(String, String)> = query.fetch_all(connection).await.map_err(store_error)?;
    found.retain(|(table, _)| !tables.forget_users_of(table));
    Ok(found)
}

/// Another program's table has a row that names the user.
async fn is_referenced(
    connection: &mut SqliteConnection,
    referrers: &[(String, String)],
    id: UserId,
) -> Result<bool, StoreError> {
    for (table, column) in referrers.iter().filter(|(table, _)| table != ADMIN_LOG) {
        let named = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE {} = $1)", quoted(table), quoted(column));
        let query = sqlx::query_scalar(AssertSqlSafe(named)).bind(Key(id));
        if query.fetch_one(&mut *connection).await.map_err(store_error)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// After the user's row: the mark, the sessions, the events.
async fn ended_with(
    connection: &mut SqliteConnection,
    tables: &Tables,
    (id, found): (UserId, bool),
    ending: &Ending,
) -> Result<Change, StoreError> {
    if !found {
        return Ok(Change::Gone);
    }
    end_all(connection, tables, id, Reach::Everything, ending).await.map(Change::Done)
}

pub(crate) async fn add_user(
    connection: &mut SqliteConnection,
    tables: &Tables,
    user: NewUser,
) -> Result<Added, StoreError> {
    let inserted = tables.new_row.query(&user).fetch_one(&mut *connection).await;
    match inserted {
        Ok(row) => {
            let Key(id) = row.try_get(0).map_err(store_error)?;
            refers_to_something(connection, tables, id).await?;
            Ok(Added::User(existing(connection, tables, id).await?))
        }
        Err(cause) if is_unique_violation(&cause) => Ok(match tables.unique.violated(&cause) {
            Some(field) => Added::FieldTaken(field.to_owned()),
            None => Added::UsernameTaken,
        }),
        Err(cause) => Err(written(cause)),
    }
}

async fn refers_to_something(connection: &mut SqliteConnection, tables: &Tables, id: UserId) -> Result<(), StoreError> {
    let Some(statement) = tables.refers_to_nothing.clone() else { return Ok(()) };
    let dangles = sqlx::query_scalar(statement).bind(Key(id)).fetch_one(connection).await.map_err(store_error)?;
    if dangles { Err(StoreError::Rejected("FOREIGN KEY constraint failed".to_owned())) } else { Ok(()) }
}

pub(crate) async fn change_profile(
    connection: &mut SqliteConnection,
    tables: &Tables,
    id: UserId,
    change: ProfileChange,
) -> Result<ProfileChanged, StoreError> {
    let refers = !change.extra.is_empty();
    match tables.profile.query(id, &change).execute(&mut *connection).await {
        Ok(done) if done.rows_affected() == 0 => Ok(ProfileChanged::Gone),
        Ok(_) => {
            if refers {
                refers_to_something(connection, tables, id).await?;
            }
            Ok(ProfileChanged::User(existing(connection, tables, id).await?))
        }
        Err(cause) if is_unique_violation(&cause) => Ok(match tables.unique.violated(&cause) {
            Some(field) => ProfileChanged::FieldTaken(field.to_owned()),
            None => ProfileChanged::UsernameTaken,
        }),
        Err(cause) => Err(written(cause)),
    }
}

/// What a login writes into its user's row: nothing, as a rule.
pub(crate) async fn note_login(
    connection: &mut SqliteConnection,
    tables: &Tables,
    id: UserId,
    upgrade: Option<&PasswordHash>,
    at: Option<Moment>,
) -> Result<(), StoreError> {
    if let Some(upgrade) = upgrade {
        let row = sqlx::query(tables.set_password.clone()).bind(Key(id)).bind(upgrade.expose());
        row.execute(&mut *connection).await.map_err(store_error)?;
    }
    if let (Some(statement), Some(at)) = (&tables.note_login, at) {
        let row = sqlx::query(statement.clone()).bind(Key(id)).bind(row::django_text(at));
        row.execute(connection).await.map_err(store_error)?;
    }
    Ok(())
}

pub(crate) async fn user(
    executor: impl SqliteExecutor<'_>,
    tables: &Tables,
    id: UserId,
) -> Result<Option<User>, StoreError> {
    let query = sqlx::query(tables.user.clone()).bind(Key(id));
    let found = query.fetch_optional(executor).await.map_err(store_error)?;
    found.as_ref().map(|row| tables.reader.user(row)).transpose()
}

/// A row that this transaction has just written.
async fn existing(connection: &mut SqliteConnection, tables: &Tables, id: UserId) -> Result<User, StoreError> {
    let found = user(connection, tables, id).await?;
    found.ok_or_else(|| StoreError::Corrupt(format!("the row of user {id} vanished in its own transaction")))
}
