//! From the driver's errors to the store's.

use countersign_core::store::StoreError;

pub(crate) fn store_error(cause: sqlx::Error) -> StoreError {
    match cause {
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::Decode(_) => {
            StoreError::Corrupt(cause.to_string())
        }
        other => StoreError::Unavailable(other.to_string()),
    }
}

/// The statement would have made two rows with one unique value.
pub(crate) fn is_unique_violation(cause: &sqlx::Error) -> bool {
    cause.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
