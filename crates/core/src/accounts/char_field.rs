//! What Django REST framework's `CharField` checks of every text.

use super::python_text;

/// More characters (code points) than the column takes.
pub(super) fn too_long(raw: &str, max_length: usize) -> Option<String> {
    let fits = python_text::length(raw) <= max_length;
    (!fits).then(|| format!("Ensure this field has no more than {max_length} characters."))
}

/// U+0000, which PostgreSQL cannot store.
pub(super) fn holds_null(raw: &str) -> Option<String> {
    raw.contains('\0').then(|| "Null characters are not allowed.".to_owned())
}
