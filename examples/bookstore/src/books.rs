//! What is for sale.

use serde::Serialize;

/// A book, as customers see it.
#[derive(Debug, Serialize)]
pub(crate) struct Book {
    pub(crate) id: u32,
    pub(crate) title: &'static str,
    pub(crate) author: &'static str,
    pub(crate) year: u16,
    /// For staff.
    #[serde(skip)]
    pub(crate) copies: u16,
}

/// All of them.
pub(crate) const BOOKS: &[Book] = &[
    Book { id: 1, title: "Pride and Prejudice", author: "Jane Austen", year: 1813, copies: 4 },
    Book { id: 2, title: "Moby-Dick", author: "Herman Melville", year: 1851, copies: 2 },
    Book { id: 3, title: "Middlemarch", author: "George Eliot", year: 1871, copies: 0 },
    Book { id: 4, title: "The Time Machine", author: "H. G. Wells", year: 1895, copies: 7 },
];
