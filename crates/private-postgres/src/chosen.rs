//! Which database a test-suite that can have either runs on.

/// Names the database that test-suites run on: `sqlite` (default) or `postgres`.
pub const DATABASE_VARIABLE: &str = "COUNTERSIGN_TEST_DATABASE";

/// The database that a test-suite runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// A file.
    Sqlite,
    /// A database on the [`shared`](crate::shared) server.
    Postgres,
}

/// What [`DATABASE_VARIABLE`] asks for.
///
/// # Panics
/// If it names no such database: a run that is not what was asked for proves nothing.
#[must_use]
pub fn chosen() -> Chosen {
    #[expect(clippy::disallowed_methods, reason = "whoever starts the tests says what they run on")]
    let wanted = std::env::var_os(DATABASE_VARIABLE);
    match wanted.as_deref().map(|value| value.to_str()) {
        None | Some(Some("sqlite")) => Chosen::Sqlite,
        Some(Some("postgres")) => Chosen::Postgres,
        Some(_) => panic!("{DATABASE_VARIABLE} must be `sqlite` or `postgres`, and is {wanted:?}"),
    }
}
