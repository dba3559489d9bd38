//! `django_session`.

use async_trait::async_trait;
use countersign_core::Moment;
use countersign_core::store::{NewWebSession, StoreError, WebOpened, WebOpening, WebSessions};
use countersign_core::web_session::WebSessionKey;
use sqlx::PgConnection;

use crate::error::Failure;
use crate::open::PostgresStore;
use crate::row::timestamptz;
use crate::sessions::{Locked, lock_to_open};
use crate::tables::Tables;
use crate::users;

const DATA: &str =
    concat!("SELECT session_data FROM django_session WHERE session_key = $1 AND expire_date > ", timestamptz!("$2"));

const OPEN: &str = concat!(
    "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ($1, $2, ",
    timestamptz!("$3"),
    ")"
);

const CHANGE: &str = "UPDATE django_session SET session_data = $3 WHERE session_key = $1 AND session_data = $2";

const END: &str = "DELETE FROM django_session WHERE session_key = $1";

#[async_trait]
impl WebSessions for PostgresStore {
    async fn web_session(&self, key: &WebSessionKey, now: Moment) -> Result<Option<String>, StoreError> {
        let work = self.run((key, now), |connection, (key, now)| {
            Box::pin(async move {
                let found = sqlx::query_scalar(DATA).bind(key.expose()).bind(now.micros());
                Ok(found.fetch_optional(connection).await?)
            })
        });
        work.await
    }

    async fn open_web_session(&self, opening: &WebOpening<'_>) -> Result<WebOpened, StoreError> {
        let opening = (&*self.tables, opening);
        self.write(opening, |connection, (tables, opening)| Box::pin(open(connection, tables, opening))).await
    }

    async fn change_web_session(&self, key: &WebSessionKey, from: &str, to: &str) -> Result<bool, StoreError> {
        let work = self.write((key, from, to), |connection, (key, from, to)| {
            Box::pin(async move {
                let row = sqlx::query(CHANGE).bind(key.expose()).bind(*from).bind(*to);
                Ok(row.execute(connection).await?.rows_affected() == 1)
            })
        });
        work.await
    }

    async fn end_web_session(&self, key: &WebSessionKey) -> Result<bool, StoreError> {
        self.write(key, |connection, key| Box::pin(end(connection, key))).await
    }
}

/// Under the lock of the user's row, which this writes.
async fn open(connection: &mut PgConnection, tables: &Tables, login: &WebOpening<'_>) -> Result<WebOpened, Failure> {
    match lock_to_open(connection, tables, login.user, login.checked, true).await? {
        Locked::Good => {}
        Locked::Inactive => return Ok(WebOpened::OwnerInactive),
        Locked::PasswordChanged => {
            let user = users::user(connection, tables, login.user).await?;
            return Ok(user.map_or(WebOpened::OwnerInactive, WebOpened::PasswordChanged));
        }
    }
    users::note_login(connection, tables, login.user, login.upgrade, Some(login.at)).await?;
    if let Some(replaced) = login.replaces {
        end(connection, replaced).await?;
    }
    let NewWebSession { key, data, expires_at } = login.session;
    sqlx::query(OPEN).bind(key.expose()).bind(data).bind(expires_at.micros()).execute(connection).await?;
    Ok(WebOpened::Session)
}

async fn end(connection: &mut PgConnection, key: &WebSessionKey) -> Result<bool, Failure> {
    Ok(sqlx::query(END).bind(key.expose()).execute(connection).await?.rows_affected() == 1)
}
