//! Columns, as far as every database describes them alike.

use std::collections::BTreeMap;

use crate::UserKeyKind;

/// A column as a database describes it.
pub trait Column {
    /// What a message says that the key of users should be.
    const KEYS: &'static str;

    /// Its name.
    fn name(&self) -> &str;

    /// Its type, as a message has it: `character varying(150)`.
    fn declared(&self) -> &str;

    /// A row cannot be added without a value for it.
    fn must_be_filled(&self) -> bool;

    /// Which keys of users it holds, if any.
    fn key_kind(&self) -> Option<UserKeyKind>;

    /// It holds values of this kind.
    fn holds(&self, kind: ColumnKind) -> bool;

    /// What a message says that a column of this kind should be.
    fn wanted(kind: ColumnKind) -> &'static str;
}

/// What is kept in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// The key of a user.
    Key(UserKeyKind),
    /// A whole number.
    Integer,
    /// A text.
    Text,
    /// A text of up to so many characters.
    TextOf(u16),
    /// Yes or no.
    Boolean,
    /// Django's `DateTimeField`.
    Moment,
    /// Django's `DateField`.
    Date,
    /// A number, with a fraction or none.
    Number,
    /// Django's `UUIDField`.
    Uuid,
    /// Django's `JSONField`.
    Json,
}

/// The columns that were found, table by table.
#[derive(Debug)]
pub struct FoundColumns<C>(BTreeMap<String, Vec<C>>);

impl<C> FoundColumns<C> {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Those of a table, in their order; none where there is no such table.
    pub fn add(&mut self, table: &str, columns: Vec<C>) {
        self.0.insert(table.to_owned(), columns);
    }

    /// Those of a table; none where there is no such table.
    #[must_use]
    pub fn of(&self, table: &str) -> &[C] {
        self.0.get(table).map_or(&[], Vec::as_slice)
    }
}

impl<C> Default for FoundColumns<C> {
    fn default() -> Self {
        Self::new()
    }
}
