//! Whether a database is as this version wants it.

/// How far a database is, before it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MigrationState {
    /// There is none, or nothing in it yet that anybody made.
    New,
    /// Some migrations are missing, or all of them beside a Django's tables.
    Behind,
    /// Nothing to do.
    UpToDate,
}
