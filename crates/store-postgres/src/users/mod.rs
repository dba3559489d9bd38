//! The user table, and our mark beside it.

mod new_row;
mod profile;
mod unique;

use async_trait::async_trait;
use countersign_core::accounts::PasswordHash;
use countersign_core::store::{
    Added, Change, DjangoTables, EditReach, EditRefusal, Ending, ProfileChanged, Reach, StoreError, Users,
};
use countersign_core::{Moment, NewUser, ProfileChange, User, UserId};
use serde_json::Value;
use sqlx::{Executor, PgConnection, Row, SqlStr};

pub(crate) use new_row::NewRow;
pub(crate) use profile::Profile;
pub(crate) use unique::Unique;

use crate::error::{Failure, is_unique_violation, written};
use crate::extra;
use crate::key::KeyColumn;
use crate::open::PostgresStore;
use crate::row::{self, timestamptz};
use crate::sessions::end_all;
use crate::tables::Tables;
use crate::time::TimeSource;
use crate::user_directory::{Leaves, refusal};

macro_rules! select_users {
    ($rest:literal) => {
        concat!("SELECT {user_columns} FROM {users} u LEFT JOIN countersign_user_mark m ON m.user_id = u.{id} ", $rest)
    };
}

pub(crate) const USER: &str = select_users!("WHERE u.{id} = $1");
pub(crate) const USER_NAMED: &str = select_users!("WHERE u.{username} = $1::{username.type}");
/// Django's own model has no rule, and no index, that keeps addresses apart.
pub(crate) const USERS_WITH_EMAIL: &str = select_users!("WHERE u.{email} = $1::{email.type} LIMIT 2");
pub(crate) const USERS: &str = select_users!("ORDER BY u.{id}");

pub(crate) const SET_PASSWORD: &str = "UPDATE {users} SET {password} = $2 WHERE {id} = $1";
pub(crate) const UPGRADE_PASSWORD: &str = "UPDATE {users} SET {password} = $3 WHERE {id} = $1 AND {password} = $2";
pub(crate) const SET_ACTIVE: &str = "UPDATE {users} SET {is_active} = $2 WHERE {id} = $1";
pub(crate) const SET_STAFF: &str = "UPDATE {users} SET {is_staff} = $2 WHERE {id} = $1";
pub(crate) const SET_SUPERUSER: &str = "UPDATE {users} SET {is_superuser} = $2 WHERE {id} = $1";
pub(crate) const NOTE_LOGIN: &str =
    concat!("UPDATE {users} SET {last_login} = ", timestamptz!("$2"), " WHERE {id} = $1");

/// Waits for everybody who opens something for the user, and keeps out those that come: what hangs on the user is then all there.
pub(crate) const LOCK_TO_DELETE: &str = "SELECT 1 FROM {users} WHERE {id} = $1 FOR UPDATE";

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

/// Django's own record of what staff did in its admin goes with them, as `LogEntry.user` cascades.
const HAS_ADMIN_LOG: &str = "SELECT to_regclass('django_admin_log') IS NOT NULL";
const DELETE_ADMIN_LOG: &str = "DELETE FROM django_admin_log WHERE user_id = $1";

/// Asks at once what would fail the commit: whether a row of another program's table still names a deleted user.
pub(crate) const CHECK_REFERENCES: &str = "SET CONSTRAINTS ALL IMMEDIATE";

#[async_trait]
impl Users for PostgresStore {
    async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        self.run((&*self.tables, id), |connection, (tables, id)| Box::pin(user(connection, tables, *id))).await
    }

    async fn user_named(&self, username: &str) -> Result<Option<User>, StoreError> {
        self.user_where(&self.tables.user_named, username).await
    }

    async fn user_with_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        let Some(statement) = &self.tables.users_with_email else { return Ok(None) };
        self.user_where(statement, email).await
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        let work = self.run(&*self.tables, |connection, tables| {
            Box::pin(async move {
                let rows = sqlx::query(tables.users.clone()).fetch_all(connection).await?;
                Ok(rows.iter().map(|row| tables.reader.user(row)).collect::<Result<_, _>>()?)
            })
        });
        work.await
    }

    async fn is_taken(&self, field: &str, value: &Value) -> Result<bool, StoreError> {
        // What the column does not take is in no row of it.
        let taken = self.tables.unique.taken(field).filter(|taken| taken.kind.admits(value));
        let Some(taken) = taken else { return Ok(false) };
        let work = self.run((&taken.find, extra::text(taken.kind, value)), |connection, (find, text)| {
            Box::pin(async move {
                let query = sqlx::query_scalar(SqlStr::clone(find)).bind(text);
                Ok(query.fetch_one(connection).await?)
            })
        });
        work.await
    }

    async fn add_user(&self, user: &NewUser) -> Result<Added, StoreError> {
        let add = (&*self.tables, user);
        self.write(add, |connection, (tables, user)| Box::pin(add_user(connection, tables, user))).await
    }

    async fn change_profile(&self, id: UserId, change: &ProfileChange) -> Result<ProfileChanged, StoreError> {
        let work = self.write((&*self.tables, id, change), |connection, (tables, id, change)| {
            Box::pin(change_profile(connection, tables, *id, change))
        });
        work.await
    }

    async fn upgrade_password(
        &self,
        id: UserId,
        checked: &PasswordHash,
        upgrade: &PasswordHash,
    ) -> Result<(), StoreError> {
        let about = (&*self.tables, id, checked, upgrade);
        let work = self.write(about, |connection, (tables, id, checked, upgrade)| {
            Box::pin(async move {
                let row = sqlx::query(tables.upgrade_password.clone()).bind(tables.key(*id));
                let row = row.bind(checked.expose()).bind(upgrade.expose());
                row.execute(connection).await?;
                Ok(())
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
        let work = self.write((id, password, self.told(ending)), |connection, (id, password, told)| {
            Box::pin(async move {
                let row =
                    sqlx::query(told.tables.set_password.clone()).bind(told.tables.key(*id)).bind(password.expose());
                let found = row.execute(&mut *connection).await?.rows_affected() == 1;
                ended_with(connection, *id, found, told).await
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
        let work =
            self.write((id, self.told(ending)), |connection, (id, told)| Box::pin(delete_user(connection, *id, told)));
        work.await
    }
}

impl PostgresStore {
    pub(crate) fn told<'a>(&'a self, ending: &'a Ending) -> Told<'a> {
        Told { ending, time: self.time, tables: &self.tables }
    }

    /// The one user that `query` finds by a text.
    pub(crate) async fn user_where(&self, query: &SqlStr, text: &str) -> Result<Option<User>, StoreError> {
        if !row::can_be_stored(text) {
            return Ok(None);
        }
        let work = self.run((&*self.tables, query, text), |connection, (tables, query, text)| {
            Box::pin(async move {
                let found = sqlx::query(SqlStr::clone(query)).bind(*text).fetch_all(connection).await?;
                Ok(if let [only] = found.as_slice() { Some(tables.reader.user(only)?) } else { None })
            })
        });
        work.await
    }

    /// Both ways every session ends and the mark is set: reactivation revives nothing that a Django deactivated.
    async fn set_active(&self, id: UserId, active: bool, ending: &Ending) -> Result<Change, StoreError> {
        let Some(statement) = &self.tables.set_active else { return Ok(Change::NoColumn) };
        let about = (statement, id, active, self.told(ending));
        let work = self.write(about, |connection, (statement, id, active, told)| {
            Box::pin(async move {
                if !*active && is_last_superuser(connection, told.tables, *id).await? {
                    return Ok(Change::LastSuperuser);
                }
                let row = sqlx::query(SqlStr::clone(statement)).bind(told.tables.key(*id)).bind(*active);
                let found = row.execute(&mut *connection).await?.rows_affected() == 1;
                ended_with(connection, *id, found, told).await
            })
        });
        work.await
    }
}

async fn is_last_superuser(connection: &mut PgConnection, tables: &Tables, id: UserId) -> Result<bool, Failure> {
    let refusal = refusal(connection, tables, id, &EditReach::Everybody, Leaves::Superusers).await?;
    Ok(refusal == Some(EditRefusal::LastSuperuser))
}

/// An ending, whose clock says when its turn has come, and who else is to know of it.
pub(crate) struct Told<'a> {
    pub(crate) ending: &'a Ending,
    pub(crate) time: TimeSource,
    pub(crate) tables: &'a Tables,
}

/// After the user's row, which is locked by having been written: the mark, the sessions, the events.
async fn ended_with(
    connection: &mut PgConnection,
    id: UserId,
    found: bool,
    told: &Told<'_>,
) -> Result<Change, Failure> {
    if !found {
        return Ok(Change::Gone);
    }
    end_all(connection, id, Reach::Everything, told).await.map(Change::Done)
}

/// With everything of the account. A row that still names the user ends the transaction: its commit takes everything back.
pub(crate) async fn delete_user(connection: &mut PgConnection, id: UserId, told: &Told<'_>) -> Result<Change, Failure> {
    match delete(connection, id, told.tables).await {
        Ok(found) => ended_with(connection, id, found, told).await,
        Err(failure) if failure.is_reference() => Ok(Change::Referenced),
        Err(failure) => Err(failure),
    }
}

/// False: there is no such user.
async fn delete(connection: &mut PgConnection, id: UserId, tables: &Tables) -> Result<bool, Failure> {
    sqlx::query(tables.lock_to_delete.clone()).bind(tables.key(id)).execute(&mut *connection).await?;
    tables.forget_user(&mut *connection, id).await?;
    if sqlx::query_scalar(HAS_ADMIN_LOG).fetch_one(&mut *connection).await? {
        sqlx::query(DELETE_ADMIN_LOG).bind(tables.key(id)).execute(&mut *connection).await?;
    }
    let mut found = false;
    for statement in &tables.delete_user {
        let deleted = sqlx::query(statement.clone()).bind(tables.key(id)).execute(&mut *connection).await?;
        found = deleted.rows_affected() > 0;
    }
    connection.execute(CHECK_REFERENCES).await?;
    Ok(found)
}

/// A value that is taken ends the transaction: its commit takes everything back.
pub(crate) async fn add_user(connection: &mut PgConnection, tables: &Tables, user: &NewUser) -> Result<Added, Failure> {
    let inserted = tables.new_row.query(user).fetch_one(&mut *connection).await;
    match inserted {
        Ok(row) => {
            let KeyColumn(id) = row.try_get(0)?;
            refers_to_something(connection, tables).await?;
            Ok(Added::User(existing(connection, tables, id).await?))
        }
        Err(cause) if is_unique_violation(&cause) => Ok(match tables.unique.violated(&cause) {
            Some(field) => Added::FieldTaken(field.to_owned()),
            None => Added::UsernameTaken,
        }),
        Err(cause) => Err(written(cause)),
    }
}

/// Django's foreign keys are looked at by the commit, where nobody would know whose mistake it was.
async fn refers_to_something(connection: &mut PgConnection, tables: &Tables) -> Result<(), Failure> {
    if tables.has_further_fields {
        connection.execute(CHECK_REFERENCES).await.map_err(written)?;
    }
    Ok(())
}

pub(crate) async fn change_profile(
    connection: &mut PgConnection,
    tables: &Tables,
    id: UserId,
    change: &ProfileChange,
) -> Result<ProfileChanged, Failure> {
    match tables.profile.query(tables.key(id), change).execute(&mut *connection).await {
        Ok(done) if done.rows_affected() == 0 => Ok(ProfileChanged::Gone),
        Ok(_) => {
            refers_to_something(connection, tables).await?;
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
    connection: &mut PgConnection,
    tables: &Tables,
    id: UserId,
    upgrade: Option<&PasswordHash>,
    at: Option<Moment>,
) -> Result<(), Failure> {
    if let Some(upgrade) = upgrade {
        let row = sqlx::query(tables.set_password.clone()).bind(tables.key(id)).bind(upgrade.expose());
        row.execute(&mut *connection).await?;
    }
    if let (Some(statement), Some(at)) = (&tables.note_login, at) {
        sqlx::query(statement.clone()).bind(tables.key(id)).bind(at.micros()).execute(connection).await?;
    }
    Ok(())
}

pub(crate) async fn user(connection: &mut PgConnection, tables: &Tables, id: UserId) -> Result<Option<User>, Failure> {
    let found = sqlx::query(tables.user.clone()).bind(tables.key(id)).fetch_optional(connection).await?;
    Ok(found.as_ref().map(|row| tables.reader.user(row)).transpose()?)
}

/// A row that this transaction has just written.
async fn existing(connection: &mut PgConnection, tables: &Tables, id: UserId) -> Result<User, Failure> {
    let found = user(connection, tables, id).await?;
    Ok(found.ok_or_else(|| StoreError::Corrupt(format!("the row of user {id} vanished in its own transaction")))?)
}
