//! From the driver's errors to the store's, and which of them are worth another try.

use countersign_core::store::StoreError;

/// Why a step did not come to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{}", told(.0))]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Failure {
    /// Another transaction was in the way, and this one was taken back whole: a serialization failure, or a deadlock.
    pub(crate) fn is_conflict(&self) -> bool {
        self.has_code(&["40001", "40P01"])
    }

    /// The connection is gone: cut, or the server is ending or starting.
    pub(crate) fn is_lost(&self) -> bool {
        let cut = matches!(self, Self::Database(sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_)));
        cut || self.has_code(&["57P01", "57P02", "57P03", "57P05", "08000", "08003", "08006", "25P03"])
    }

    /// Rows of another table still name the row that was deleted.
    pub(crate) fn is_reference(&self) -> bool {
        self.has_code(&["23503"])
    }

    fn has_code(&self, codes: &[&str]) -> bool {
        let Self::Database(sqlx::Error::Database(cause)) = self else { return false };
        cause.code().is_some_and(|code| codes.contains(&&*code))
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(cause) => cause,
            Failure::Database(cause) => store_error(&cause),
        }
    }
}

pub(crate) fn store_error(cause: &sqlx::Error) -> StoreError {
    let unreadable =
        matches!(cause, sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::Decode(_));
    let text = told(cause);
    if unreadable { StoreError::Corrupt(text) } else { StoreError::Unavailable(text) }
}

/// What is wrong with a statement that writes what a client sent: SQLSTATE's class 22 is a value beyond its column's type,
/// class 23 one against a rule of the table. (A value that is missing, 23502, is no client's fault: the settings do not know its
/// column.)
pub(crate) fn written(cause: sqlx::Error) -> Failure {
    let Some(refused) = cause.as_database_error() else { return cause.into() };
    let is_of_value = |code: &str| code.starts_with("22") || code.starts_with("23") && code != "23502";
    let Some(code) = refused.code().filter(|code| is_of_value(code)) else { return cause.into() };
    let rule = refused.constraint().map(|name| format!(" ({name})")).unwrap_or_default();
    StoreError::Rejected(format!("SQLSTATE {code}{rule}")).into()
}

/// As it is shown: what the server says, without the line of its own source, and of a password nothing.
pub(crate) fn told(cause: &sqlx::Error) -> String {
    if let sqlx::Error::Database(told) = cause {
        told.message().to_owned()
    } else if is_prohibited_password(cause) {
        "the password has a character that SASLprep prohibits".to_owned()
    } else {
        cause.to_string()
    }
}

/// The driver brings to SCRAM-SHA-256 what `SASLprep` (RFC 4013) makes of a password, and names the character where it makes nothing.
pub(crate) fn is_prohibited_password(cause: &sqlx::Error) -> bool {
    matches!(cause, sqlx::Error::Configuration(said) if said.to_string().contains("saslprep password"))
}

/// The statement would have made two rows with one unique value.
pub(crate) fn is_unique_violation(cause: &sqlx::Error) -> bool {
    cause.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
