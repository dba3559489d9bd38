//! From the driver's errors to the store's.

use countersign_core::store::StoreError;

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
pub(crate) fn store_error(cause: sqlx::Error) -> StoreError {
    let unreadable =
        matches!(cause, sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::Decode(_));
    let text = cause.to_string();
    if unreadable { StoreError::Corrupt(text) } else { StoreError::Unavailable(text) }
}

/// The statement would have made two rows with one unique value.
pub(crate) fn is_unique_violation(cause: &sqlx::Error) -> bool {
    cause.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
