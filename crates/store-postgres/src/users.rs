//! `auth_user`, and our mark beside it.

use async_trait::async_trait;
use countersign_core::accounts::PasswordHash;
use countersign_core::store::{Added, Change, Ending, ProfileChanged, Reach, StoreError, Users};
use countersign_core::{NewUser, ProfileChange, User, UserId};
use serde_json::Value;
use sqlx::{Executor, PgConnection};

use crate::error::{Failure, is_unique_violation};
use crate::key::key;
use crate::open::PostgresStore;
use crate::outstanding_tokens::BlacklistTables;
use crate::row::{self, timestamptz, user_columns};
use crate::sessions::end_all;
use crate::time::TimeSource;

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

const ADD_USER: &str = concat!(
    "INSERT INTO auth_user (username, email, first_name, last_name, password, is_active, is_staff, is_superuser, \
     date_joined) VALUES ($1, $2, '', '', $3, TRUE, $4, $5, ",
    timestamptz!("$6"),
    ") RETURNING id::bigint"
);

const CHANGE_PROFILE: &str = "
UPDATE auth_user
   SET username = COALESCE($2, username), email = COALESCE($3, email),
       first_name = COALESCE($4, first_name), last_name = COALESCE($5, last_name)
 WHERE id = $1";

const SET_PASSWORD: &str = "UPDATE auth_user SET password = $2 WHERE id = $1";
const UPGRADE_PASSWORD: &str = "UPDATE auth_user SET password = $3 WHERE id = $1 AND password = $2";
const SET_ACTIVE: &str = "UPDATE auth_user SET is_active = $2 WHERE id = $1";

/// Waits for everybody who opens something for the user, and keeps out those that come: what hangs on the user is then all there.
const LOCK_TO_DELETE: &str = "SELECT 1 FROM auth_user WHERE id = $1 FOR UPDATE";

/// In this order, as Django deletes: nothing in the database cascades.
const DELETE_USER: [&str; 5] = [
    "DELETE FROM countersign_known_network WHERE user_id = $1",
    "DELETE FROM auth_user_groups WHERE user_id = $1",
    "DELETE FROM auth_user_user_permissions WHERE user_id = $1",
    "DELETE FROM authtoken_token WHERE user_id = $1",
    "DELETE FROM auth_user WHERE id = $1",
];

/// Django's own record of what staff did in its admin goes with them, as `LogEntry.user` cascades.
const HAS_ADMIN_LOG: &str = "SELECT to_regclass('django_admin_log') IS NOT NULL";
const DELETE_ADMIN_LOG: &str = "DELETE FROM django_admin_log WHERE user_id = $1";

/// Asks at once what would fail the commit: whether a row of another program's table still names a deleted user.
pub(crate) const CHECK_REFERENCES: &str = "SET CONSTRAINTS ALL IMMEDIATE";

#[async_trait]
impl Users for PostgresStore {
    async fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        self.run(id, |connection, id| Box::pin(user(connection, *id))).await
    }

    async fn user_named(&self, username: &str) -> Result<Option<User>, StoreError> {
        self.user_where(USER_NAMED, username).await
    }

    async fn user_with_email(&self, email: &str) -> Result<Option<User>, StoreError> {
        self.user_where(USERS_WITH_EMAIL, email).await
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        let work = self.run((), |connection, ()| {
            Box::pin(async move {
                let rows = sqlx::query(USERS).fetch_all(connection).await?;
                Ok(rows.iter().map(row::user).collect::<Result<_, _>>()?)
            })
        });
        work.await
    }

    async fn is_taken(&self, _field: &str, _value: &Value) -> Result<bool, StoreError> {
        Ok(false)
    }

    async fn add_user(&self, user: &NewUser) -> Result<Added, StoreError> {
        self.write(user, |connection, user| Box::pin(add_user(connection, user))).await
    }

    async fn change_profile(&self, id: UserId, change: &ProfileChange) -> Result<ProfileChanged, StoreError> {
        self.write((id, change), |connection, (id, change)| Box::pin(change_profile(connection, *id, change))).await
    }

    async fn upgrade_password(
        &self,
        id: UserId,
        checked: &PasswordHash,
        upgrade: &PasswordHash,
    ) -> Result<(), StoreError> {
        let work = self.write((id, checked, upgrade), |connection, (id, checked, upgrade)| {
            Box::pin(async move {
                let row = sqlx::query(UPGRADE_PASSWORD).bind(key(*id)).bind(checked.expose()).bind(upgrade.expose());
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
                let row = sqlx::query(SET_PASSWORD).bind(key(*id)).bind(password.expose());
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
    pub(crate) fn told<'a>(&self, ending: &'a Ending) -> Told<'a> {
        Told { ending, time: self.time, tables: self.tables }
    }

    /// The one user that `query` finds by a text.
    pub(crate) async fn user_where(&self, query: &'static str, text: &str) -> Result<Option<User>, StoreError> {
        if !row::can_be_stored(text) {
            return Ok(None);
        }
        let work = self.run((query, text), |connection, (query, text)| {
            Box::pin(async move {
                let found = sqlx::query(*query).bind(*text).fetch_all(connection).await?;
                Ok(if let [only] = found.as_slice() { Some(row::user(only)?) } else { None })
            })
        });
        work.await
    }

    /// Both ways every session ends and the mark is set: reactivation revives nothing that a Django deactivated.
    async fn set_active(&self, id: UserId, active: bool, ending: &Ending) -> Result<Change, StoreError> {
        let work = self.write((id, active, self.told(ending)), |connection, (id, active, told)| {
            Box::pin(async move {
                let row = sqlx::query(SET_ACTIVE).bind(key(*id)).bind(*active);
                let found = row.execute(&mut *connection).await?.rows_affected() == 1;
                ended_with(connection, *id, found, told).await
            })
        });
        work.await
    }
}

/// An ending, whose clock says when its turn has come, and who else is to know of it.
pub(crate) struct Told<'a> {
    pub(crate) ending: &'a Ending,
    pub(crate) time: TimeSource,
    pub(crate) tables: BlacklistTables,
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
async fn delete(connection: &mut PgConnection, id: UserId, tables: BlacklistTables) -> Result<bool, Failure> {
    sqlx::query(LOCK_TO_DELETE).bind(key(id)).execute(&mut *connection).await?;
    tables.forget_user(&mut *connection, id).await?;
    if sqlx::query_scalar(HAS_ADMIN_LOG).fetch_one(&mut *connection).await? {
        sqlx::query(DELETE_ADMIN_LOG).bind(key(id)).execute(&mut *connection).await?;
    }
    let mut found = false;
    for statement in DELETE_USER {
        found = sqlx::query(statement).bind(key(id)).execute(&mut *connection).await?.rows_affected() > 0;
    }
    connection.execute(CHECK_REFERENCES).await?;
    Ok(found)
}

/// A name that is taken ends the transaction: its commit takes everything back.
pub(crate) async fn add_user(connection: &mut PgConnection, user: &NewUser) -> Result<Added, Failure> {
    let inserted = sqlx::query_scalar(ADD_USER)
        .bind(&user.username)
        .bind(&user.email)
        .bind(user.password.expose())
        .bind(user.is_staff)
        .bind(user.is_superuser)
        .bind(user.date_joined.micros())
        .fetch_one(&mut *connection)
        .await;
    match inserted {
        Ok(id) => Ok(Added::User(existing(connection, UserId::from_key(id)).await?)),
        Err(cause) if is_unique_violation(&cause) => Ok(Added::UsernameTaken),
        Err(cause) => Err(cause.into()),
    }
}

pub(crate) async fn change_profile(
    connection: &mut PgConnection,
    id: UserId,
    change: &ProfileChange,
) -> Result<ProfileChanged, Failure> {
    let updated = sqlx::query(CHANGE_PROFILE)
        .bind(key(id))
        .bind(&change.username)
        .bind(&change.email)
        .bind(&change.first_name)
        .bind(&change.last_name)
        .execute(&mut *connection)
        .await;
    match updated {
        Ok(done) if done.rows_affected() == 0 => Ok(ProfileChanged::Gone),
        Ok(_) => Ok(ProfileChanged::User(existing(connection, id).await?)),
        Err(cause) if is_unique_violation(&cause) => Ok(ProfileChanged::UsernameTaken),
        Err(cause) => Err(cause.into()),
    }
}

pub(crate) async fn user(connection: &mut PgConnection, id: UserId) -> Result<Option<User>, Failure> {
    let found = sqlx::query(USER).bind(key(id)).fetch_optional(connection).await?;
    Ok(found.as_ref().map(row::user).transpose()?)
}

/// A row that this transaction has just written.
async fn existing(connection: &mut PgConnection, id: UserId) -> Result<User, Failure> {
    let found = user(connection, id).await?;
    Ok(found.ok_or_else(|| StoreError::Corrupt(format!("auth_user row {id} vanished in its own transaction")))?)
}
