//! Names of tables and columns that settings give.

use std::fmt;

/// The name of a table or a column, fit to stand in a statement once it is [quoted](Identifier::quoted).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identifier(String);

/// Why a text names no table and no column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// It is empty.
    #[error("a name cannot be empty")]
    Empty,
    /// PostgreSQL takes no more than 63 bytes.
    #[error("a name has 63 bytes at most")]
    Long,
    /// A quotation mark would end it; control characters are in no name.
    #[error("a name has no \" and no control character")]
    Character,
    /// Tables of that name are ours, or the database's own.
    #[error("names that begin with countersign_, sqlite_ or pg_ are taken")]
    Taken,
}

impl Identifier {
    /// The longest name (bytes) that both databases take.
    pub const MAX_BYTES: usize = 63;

    /// Takes a name as it stands in the database, with its case.
    ///
    /// # Errors
    /// See [`IdentifierError`].
    pub fn new(name: impl Into<String>) -> Result<Self, IdentifierError> {
        let name = name.into();
        if name.is_empty() {
            Err(IdentifierError::Empty)
        } else if name.len() > Self::MAX_BYTES {
            Err(IdentifierError::Long)
        } else if name.chars().any(|c| c == '"' || c.is_control()) {
            Err(IdentifierError::Character)
        } else if ["countersign_", "sqlite_", "pg_"].iter().any(|taken| name.to_lowercase().starts_with(taken)) {
            Err(IdentifierError::Taken)
        } else {
            Ok(Self(name))
        }
    }

    /// A name of Django's own.
    pub(super) fn known(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// As it stands in the database.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it stands in a statement of SQLite or PostgreSQL.
    #[must_use]
    pub fn quoted(&self) -> String {
        format!("\"{}\"", self.0)
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_would_leave_its_quotes_is_none() {
        for name in ["x\" = x", "\"", "a\nb", "a\0", "", "countersign_session", "PG_user", &"x".repeat(64)] {
            assert!(Identifier::new(name).is_err(), "{name:?}");
        }
        for name in ["auth_user", "User Table", "größe", "select", "it's; --", &"x".repeat(63)] {
            assert_eq!(Identifier::new(name).unwrap().quoted(), format!("\"{name}\""));
        }
    }
}
