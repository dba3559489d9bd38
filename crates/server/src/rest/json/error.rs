//! What is wrong with a document, in CPython's words.

use thiserror::Error;

use super::MAX_DEPTH;

/// Why a text is not JSON. The message is CPython's (`Expecting value: line 1 column 1 (char 0)`) and goes out on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum JsonError {
    /// A break of the grammar, with its place.
    #[error("{fault}: line {line} column {column} (char {char})")]
    Syntax {
        /// What was expected or found.
        fault: Fault,
        /// From 1; only line feeds count.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// From 0, in characters.
        char: usize,
    },
    /// `NaN`, `Infinity` or `-Infinity`, which JSON does not have.
    #[error("Out of range float values are not JSON compliant: '{0}'")]
    Constant(&'static str),
    /// An integer of more digits than Python converts.
    #[error(
        "Exceeds the limit (4300 digits) for integer string conversion: value has {0} digits; use sys.set_int_max_str_digits() to increase the limit"
    )]
    HugeInteger(usize),
}

/// The kinds of syntax error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum Fault {
    #[error("Expecting value")]
    Value,
    #[error("Expecting property name enclosed in double quotes")]
    PropertyName,
    #[error("Expecting ':' delimiter")]
    Colon,
    #[error("Expecting ',' delimiter")]
    Comma,
    #[error("Extra data")]
    Extra,
    #[error("Unterminated string starting at")]
    Unterminated,
    #[error("Invalid control character at")]
    Control,
    #[error("Invalid \\escape")]
    Escape,
    #[error("Invalid \\uXXXX escape")]
    UnicodeEscape,
    #[error("Unexpected UTF-8 BOM (decode using utf-8-sig)")]
    ByteOrderMark,
    /// Our own words: CPython fails with a `RecursionError` here.
    #[error("Nested too deeply (at most {MAX_DEPTH} levels)")]
    Depth,
}

impl Fault {
    /// Place the fault at byte `at` of `document`.
    pub(super) fn at(self, document: &str, at: usize) -> JsonError {
        let before = document.get(..at).unwrap_or(document);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let line = before.matches('\n').count() + 1;
        JsonError::Syntax { fault: self, line, column, char: before.chars().count() }
    }
}
