//! `auth_user`, and our mark beside it.

use async_trait::async_trait;
use countersign_core::accounts::PasswordHash;
use countersign_core::store::{Added, Change, Ending, ProfileChanged, Reach, StoreError, Users};
use countersign_core::{NewUser, ProfileChange, User, UserId};
use serde_json::Value;
use sqlx::{AssertSqlSafe, SqliteConnection, SqliteExecutor};

use crate::SqliteStore;
use crate::error::{is_unique_violation, store_error};
use crate::key::Key;
use crate::outstanding_tokens::BlacklistTables;
use crate::row::{self, user_columns};
use crate::sessions::end_all;

macro_rules! select_users {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            user_columns!(),
            " FROM auth_user u LEFT JOIN countersign_user_mark m ON m.user_id = u.id ",
            $rest
        )
    };
}

const USER: &str = select_users!("WHERE u.id = $1");
const USER_NAMED: &str = select_users!("WHERE u.username = $1");
/// Django has no rule, and no index, that keeps addresses apart.
const USERS_WITH_EMAIL: &str = select_users!("WHERE u.email = $1 LIMIT 2");
const USERS: &str = select_users!("ORDER BY u.id");

const ADD_USER: &str = "
INSERT INTO auth_user (username, email, first_name, last_name, password, is_active, is_staff, is_superuser, date_joined)
VALUES ($1, $2, '', '', $3, TRUE, $4, $5, $6)
RETURNING id";

const CHANGE_PROFILE: &str = "
UPDATE auth_user
   SET username = COALESCE($2, username), email = COALESCE($3, email),
       first_name = COALESCE($4, first_name), last_name = COALESCE($5, last_name)
 WHERE id = $1";

const SET_PASSWORD: &str = "UPDATE auth_user SET password = $2 WHERE id = $1";
const UPGRADE_PASSWORD: &str = "UPDATE auth_user SET password = $3 WHERE id = $1 AND password = $2";
const SET_ACTIVE: &str = "UPDATE auth_user SET is_active = $2 WHERE id = $1";

/// In this order, as Django deletes: nothing in the database cascades.
const DELETE_USER: [&str; 5] = [
    "DELETE FROM countersign_known_network WHERE user_id = $1",
    "DELETE FROM auth_user_groups WHERE user_id = $1",
    "DELETE FROM auth_user_user_permissions WHERE user_id = $1",
    "DELETE FROM authtoken_token WHERE user_id = $1",
    "DELETE FROM auth_user WHERE id = $1",
];

/// Tables of other programs: a row there that still names a deleted user would fail the commit, and with it the whole group.
const REFERRERS: &str = r#"
SELECT t.name, k."from" FROM sqlite_schema t, pragma_foreign_key_list(t.name) k
 WHERE t.type = 'table' AND k."table" = 'auth_user'
   AND t.name NOT IN ('auth_user_groups', 'auth_user_user_permissions', 'authtoken_token')"#;

#[async_trait]
impl Users for SqliteStore {
    async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        user(&self.readers, id).await
    }

    async fn user_named(&self, username: &str) -> Result<Option<User>, StoreError> {
        let found = sqlx::query(USER_NAMED).bind(username).fetch_optional(&self.readers).await.map_err(store_error)?;
        found.as_ref().map(row::user).transpose()
    }

    async fn user_with_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        let found = sqlx::query(USERS_WITH_EMAIL).bind(email).fetch_all(&self.readers).await.map_err(store_error)?;
        if let [only] = found.as_slice() { row::user(only).map(Some) } else { Ok(None) }
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows = sqlx::query(USERS).fetch_all(&self.readers).await.map_err(store_error)?;
        rows.iter().map(row::user).collect()
    }

    async fn is_taken(&self, _field: &str, _value: &Value) -> Result<bool, StoreError> {
        Ok(false)
    }

    async fn add_user(&self, user: &NewUser) -> Result<Added, StoreError> {
        let user = user.clone();
        self.writer.write(move |connection| Box::pin(add_user(connection, user))).await
    }

    async fn change_profile(&self, id: UserId, change: &ProfileChange) -> Result<ProfileChanged, StoreError> {
        let change = change.clone();
        self.writer.write(move |connection| Box::pin(change_profile(connection, id, change))).await
    }

    async fn upgrade_password(
        &self,
        id: UserId,
        checked: &PasswordHash,
        upgrade: &PasswordHash,
    ) -> Result<(), StoreError> {
        let (checked, upgrade) = (checked.clone(), upgrade.clone());
        let work = self.writer.write(move |connection| {
            Box::pin(async move {
                let row = sqlx::query(UPGRADE_PASSWORD).bind(Key(id)).bind(checked.expose()).bind(upgrade.expose());
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
        let (tables, password) = (self.blacklist_tables, password.clone());
        let work = self.write_in_turn(ending, move |connection, ending| {
            Box::pin(async move {
                let row = sqlx::query(SET_PASSWORD).bind(Key(id)).bind(password.expose());
                let found = row.execute(&mut *connection).await.map_err(store_error)?.rows_affected() == 1;
                ended_with(connection, tables, (id, found), &ending).await
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
        let tables = self.blacklist_tables;
        let work = self.write_in_turn(ending, move |connection, ending| {
            Box::pin(async move { delete_user(connection, tables, id, &ending).await })
        });
        work.await
    }
}

impl SqliteStore {
    /// Both ways every session ends and the mark is set: reactivation revives nothing that a Django deactivated.
    async fn set_active(&self, id: UserId, active: bool, ending: &Ending) -> Result<Change, StoreError> {
        let tables = self.blacklist_tables;
        let work = self.write_in_turn(ending, move |connection, ending| {
            Box::pin(async move {
                let row = sqlx::query(SET_ACTIVE).bind(Key(id)).bind(active);
                let found = row.execute(&mut *connection).await.map_err(store_error)?.rows_affected() == 1;
                ended_with(connection, tables, (id, found), &ending).await
            })
        });
        work.await
    }
}

pub(crate) async fn delete_user(
    connection: &mut SqliteConnection,
    tables: BlacklistTables,
    id: UserId,
    ending: &Ending,
) -> Result<Change, StoreError> {
    if is_referenced(connection, tables, id).await? {
        return Ok(Change::Referenced);
    }
    tables.forget_user(&mut *connection, id).await?;
    let mut found = false;
    for statement in DELETE_USER {
        let done = sqlx::query(statement).bind(Key(id)).execute(&mut *connection).await;
        found = done.map_err(store_error)?.rows_affected() > 0;
    }
    ended_with(connection, tables, (id, found), ending).await
}

/// Another program's table has a row that names the user.
async fn is_referenced(
    connection: &mut SqliteConnection,
    tables: BlacklistTables,
    id: UserId,
) -> Result<bool, StoreError> {
    let referrers: Vec<(String, String)> =
        sqlx::query_as(REFERRERS).fetch_all(&mut *connection).await.map_err(store_error)?;
    for (table, column) in referrers.into_iter().filter(|(table, _)| !tables.forget_users_of(table)) {
        let named = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE {} = $1)", quoted(&table), quoted(&column));
        let query = sqlx::query_scalar(AssertSqlSafe(named)).bind(Key(id));
        if query.fetch_one(&mut *connection).await.map_err(store_error)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// After the user's row: the mark, the sessions, the events.
async fn ended_with(
    connection: &mut SqliteConnection,
    tables: BlacklistTables,
    (id, found): (UserId, bool),
    ending: &Ending,
) -> Result<Change, StoreError> {
    if !found {
        return Ok(Change::Gone);
    }
    end_all(connection, tables, id, Reach::Everything, ending).await.map(Change::Done)
}

pub(crate) async fn add_user(connection: &mut SqliteConnection, user: NewUser) -> Result<Added, StoreError> {
    let inserted = sqlx::query_scalar(ADD_USER)
        .bind(&user.username)
        .bind(&user.email)
        .bind(user.password.expose())
        .bind(user.is_staff)
        .bind(user.is_superuser)
        .bind(row::django_text(user.date_joined))
        .fetch_one(&mut *connection)
        .await;
    match inserted {
        Ok(Key(id)) => Ok(Added::User(existing(connection, id).await?)),
        Err(cause) if is_unique_violation(&cause) => Ok(Added::UsernameTaken),
        Err(cause) => Err(store_error(cause)),
    }
}

pub(crate) async fn change_profile(
    connection: &mut SqliteConnection,
    id: UserId,
    change: ProfileChange,
) -> Result<ProfileChanged, StoreError> {
    let updated = sqlx::query(CHANGE_PROFILE)
        .bind(Key(id))
        .bind(change.username)
        .bind(change.email)
        .bind(change.first_name)
        .bind(change.last_name)
        .execute(&mut *connection)
        .await;
    match updated {
        Ok(done) if done.rows_affected() == 0 => Ok(ProfileChanged::Gone),
        Ok(_) => Ok(ProfileChanged::User(existing(connection, id).await?)),
        Err(cause) if is_unique_violation(&cause) => Ok(ProfileChanged::UsernameTaken),
        Err(cause) => Err(store_error(cause)),
    }
}

pub(crate) async fn user(executor: impl SqliteExecutor<'_>, id: UserId) -> Result<Option<User>, StoreError> {
    let found = sqlx::query(USER).bind(Key(id)).fetch_optional(executor).await.map_err(store_error)?;
    found.as_ref().map(row::user).transpose()
}

/// A row that this transaction has just written.
async fn existing(connection: &mut SqliteConnection, id: UserId) -> Result<User, StoreError> {
    let found = user(connection, id).await?;
    found.ok_or_else(|| StoreError::Corrupt(format!("auth_user row {id} vanished in its own transaction")))
}
