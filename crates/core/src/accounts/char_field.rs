//! What Django REST framework's `CharField` checks of every text.

use super::complaint::Complaint;
use super::python_text;

/// More characters (code points) than the column takes.
pub(super) fn too_long(raw: &str, max_length: usize) -> Option<Complaint> {
    let fits = python_text::length(raw) <= max_length;
    (!fits).then_some(Complaint::TooLong { max: max_length })
}

/// U+0000, which PostgreSQL cannot store.
pub(super) fn holds_null(raw: &str) -> Option<Complaint> {
    raw.contains('\0').then_some(Complaint::NullCharacters)
}
