//! A user's key, as columns hold it.

use countersign_core::UserId;

/// For the columns of an integer key. A UUID is nobody's there: of keys that are counted up none is below zero.
pub(crate) fn key(id: UserId) -> i64 {
    match id {
        UserId::Integer(key) => key,
        UserId::Uuid(_) => i64::MIN,
    }
}
