//! `django_session`.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::accounts::PasswordHash;
use countersign_core::store::{NewWebSession, StoreError, WebOpened, WebOpening, WebSessions};
use countersign_core::web_session::WebSessionKey;
use countersign_core::{Moment, UserId};
use sqlx::SqliteConnection;

use crate::SqliteStore;
use crate::error::store_error;
use crate::row::django_text;
use crate::tables::Tables;
use crate::users;

/// Instants compare as texts: Django writes them all in one form, and UTC.
const DATA: &str = "SELECT session_data FROM django_session WHERE session_key = $1 AND expire_date > $2";

const OPEN: &str = "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ($1, $2, $3)";

const CHANGE: &str = "UPDATE django_session SET session_data = $3 WHERE session_key = $1 AND session_data = $2";

const END: &str = "DELETE FROM django_session WHERE session_key = $1";

#[async_trait]
impl WebSessions for SqliteStore {
    async fn web_session(&self, key: &WebSessionKey, now: Moment) -> Result<Option<String>, StoreError> {
        let found = sqlx::query_scalar(DATA).bind(key.expose()).bind(django_text(now));
        found.fetch_optional(&self.readers).await.map_err(store_error)
    }

    async fn open_web_session(&self, opening: &WebOpening<'_>) -> Result<WebOpened, StoreError> {
        let login = Login {
            user: opening.user,
            checked: opening.checked.clone(),
            upgrade: opening.upgrade.cloned(),
            session: opening.session.clone(),
            replaces: opening.replaces.cloned(),
            at: opening.at,
        };
        let tables = Arc::clone(&self.tables);
        self.writer.write(move |connection| Box::pin(open(connection, tables, login))).await
    }

    async fn change_web_session(&self, key: &WebSessionKey, from: &str, to: &str) -> Result<bool, StoreError> {
        let (key, from, to) = (key.clone(), from.to_owned(), to.to_owned());
        let work = self.writer.write(move |connection| {
            Box::pin(async move {
                let row = sqlx::query(CHANGE).bind(key.expose()).bind(from).bind(to);
                Ok(row.execute(connection).await.map_err(store_error)?.rows_affected() == 1)
            })
        });
        work.await
    }

    async fn end_web_session(&self, key: &WebSessionKey) -> Result<bool, StoreError> {
        let key = key.clone();
        self.writer.write(move |connection| Box::pin(async move { end(connection, &key).await })).await
    }
}

/// What is asked, owned.
struct Login {
    user: UserId,
    checked: PasswordHash,
    upgrade: Option<PasswordHash>,
    session: NewWebSession,
    replaces: Option<WebSessionKey>,
    at: Moment,
}

/// A transaction here is alone in writing: reading the user is locking the user.
async fn open(connection: &mut SqliteConnection, tables: Arc<Tables>, login: Login) -> Result<WebOpened, StoreError> {
    let Some(user) = users::user(&mut *connection, &tables, login.user).await?.filter(|user| user.is_active) else {
        return Ok(WebOpened::OwnerInactive);
    };
    if user.password != login.checked {
        return Ok(WebOpened::PasswordChanged(user));
    }
    users::note_login(connection, &tables, user.id, login.upgrade.as_ref(), Some(login.at)).await?;
    if let Some(replaced) = &login.replaces {
        end(connection, replaced).await?;
    }
    let NewWebSession { key, data, expires_at } = login.session;
    let row = sqlx::query(OPEN).bind(key.expose()).bind(data).bind(django_text(expires_at));
    row.execute(connection).await.map_err(store_error)?;
    Ok(WebOpened::Session)
}

async fn end(connection: &mut SqliteConnection, key: &WebSessionKey) -> Result<bool, StoreError> {
    let row = sqlx::query(END).bind(key.expose());
    Ok(row.execute(connection).await.map_err(store_error)?.rows_affected() == 1)
}
