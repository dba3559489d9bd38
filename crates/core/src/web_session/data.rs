//! What a session row holds.

use std::fmt;

use countersign_token::Timestamp;
use serde_json::{Map, Value};

use super::{SecretKeys, SigningError, dumps, loads, session_auth_hash};
use crate::{User, UserId};

/// `django.contrib.sessions.backends.db.SessionStore` signs under this.
const SALT: &str = "django.contrib.sessions.SessionStore";
const USER_ID: &str = "_auth_user_id";
const BACKEND: &str = "_auth_user_backend";
const HASH: &str = "_auth_user_hash";
/// Django's default among `AUTHENTICATION_BACKENDS`, which checks passwords as we do.
const MODEL_BACKEND: &str = "django.contrib.auth.backends.ModelBackend";

/// The members of a session: who is logged in, and whatever a Django beside us keeps there.
#[derive(Clone, Default, PartialEq)]
pub struct SessionData(Map<String, Value>);

/// A session as a row had it.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// Its members.
    pub data: SessionData,
    /// When it was written.
    pub signed_at: Timestamp,
}

impl SessionData {
    /// Reads the `session_data` column.
    ///
    /// # Errors
    /// Nobody with one of our keys wrote it, or it is no object: such a session is empty, and no error to anybody.
    pub fn decode(keys: &SecretKeys, column: &str) -> Result<Decoded, SigningError> {
        let loaded = loads(keys, SALT, column)?;
        match loaded.value {
            Value::Object(members) => Ok(Decoded { data: Self(members), signed_at: loaded.signed_at }),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Err(SigningError::Unreadable)
            }
        }
    }

    /// Writes the `session_data` column.
    #[must_use]
    pub fn encode(&self, keys: &SecretKeys, at: Timestamp) -> String {
        dumps(keys, SALT, &Value::Object(self.0.clone()), at)
    }

    /// Who is logged in; `None`: nobody, or no user of this database.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        self.0.get(BACKEND).and_then(Value::as_str)?;
        self.0.get(USER_ID).and_then(UserId::from_claim)
    }

    /// The hash of the password that they logged in with.
    #[must_use]
    pub fn auth_hash(&self) -> Option<&str> {
        self.0.get(HASH).and_then(Value::as_str)
    }

    /// The same session, with `user` logged in.
    #[must_use]
    pub fn with_user(mut self, user: &User, keys: &SecretKeys) -> Self {
        let hash = session_auth_hash(&user.password, keys.current());
        for (name, value) in [(USER_ID, user.id.to_string()), (BACKEND, MODEL_BACKEND.to_owned()), (HASH, hash)] {
            // A backend of a Django beside us stays.
            if name != BACKEND || !self.0.contains_key(BACKEND) {
                self.0.insert(name.to_owned(), Value::String(value));
            }
        }
        self
    }
}

/// Members are the business of whoever put them there.
impl fmt::Debug for SessionData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<session of {}>", self.0.len())
    }
}
