//! From the driver's errors to the store's.

use countersign_core::store::StoreError;
use sqlx::error::ErrorKind;

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
pub(crate) fn store_error(cause: sqlx::Error) -> StoreError {
    let unreadable =
        matches!(cause, sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::Decode(_));
    let text = cause.to_string();
    if unreadable { StoreError::Corrupt(text) } else { StoreError::Unavailable(text) }
}

/// What is wrong with a statement that writes what a client sent: a value may be against a rule of the table. (One that is missing
/// is no client's fault: the settings do not know its column.)
pub(crate) fn written(cause: sqlx::Error) -> StoreError {
    match cause.as_database_error().map(sqlx::error::DatabaseError::kind) {
        Some(ErrorKind::CheckViolation) => StoreError::Rejected("CHECK constraint failed".to_owned()),
        _ => store_error(cause),
    }
}

/// The statement would have made two rows with one unique value.
pub(crate) fn is_unique_violation(cause: &sqlx::Error) -> bool {
    cause.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
