//! Django's session table: people with a browser and a cookie.

use async_trait::async_trait;

use super::StoreError;
use crate::accounts::PasswordHash;
use crate::web_session::WebSessionKey;
use crate::{Moment, User, UserId};

/// Reads and writes `django_session`. What a row holds is signed text, which no store looks into.
#[async_trait]
pub trait WebSessions {
    /// The data of the session with this key, unless it has expired by `now`.
    async fn web_session(&self, key: &WebSessionKey, now: Moment) -> Result<Option<String>, StoreError>;

    /// Opens a session under the user's lock, and ends the one that it replaces in the same transaction.
    ///
    /// The user must be active and have the password column that was checked; `upgrade`, the same password hashed anew, and the
    /// time of the login are written with it.
    async fn open_web_session(&self, opening: &WebOpening<'_>) -> Result<WebOpened, StoreError>;

    /// Writes other data into a session that still holds `from`; false: it is gone, or holds something else by now.
    async fn change_web_session(&self, key: &WebSessionKey, from: &str, to: &str) -> Result<bool, StoreError>;

    /// Ends a session; false: there is none of that key.
    async fn end_web_session(&self, key: &WebSessionKey) -> Result<bool, StoreError>;
}

/// What [`WebSessions::open_web_session`] is asked.
#[derive(Debug)]
pub struct WebOpening<'a> {
    /// Who logs in.
    pub user: UserId,
    /// The password column that the given password was checked against.
    pub checked: &'a PasswordHash,
    /// The same password, hashed anew.
    pub upgrade: Option<&'a PasswordHash>,
    /// The new row.
    pub session: &'a NewWebSession,
    /// The session that came with the request, which is over now.
    pub replaces: Option<&'a WebSessionKey>,
    /// Now: becomes the user's `last_login`.
    pub at: Moment,
}

/// A row that is about to be written.
#[derive(Debug, Clone)]
pub struct NewWebSession {
    /// Its key.
    pub key: WebSessionKey,
    /// Signed data.
    pub data: String,
    /// When it expires.
    pub expires_at: Moment,
}

/// What came of [`WebSessions::open_web_session`].
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "one at a time is made, and taken apart at once")]
pub enum WebOpened {
    /// The session is open.
    Session,
    /// The user is not active, or gone.
    OwnerInactive,
    /// The password column is another by now.
    PasswordChanged(User),
}
