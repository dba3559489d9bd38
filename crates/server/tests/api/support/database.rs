//! The database under an application. What differs between the two that these tests run on stands beside each other in
//! `sqlite.rs` and `postgres.rs`, and nowhere else.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::UserTable;
use countersign_core::store::Store;
use private_postgres::{Chosen, chosen};

use super::machine::TestClock;
use super::postgres::Postgres;
use super::sqlite::Sqlite;

/// What a Django has made before we come.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Made {
    /// The tables of a user model of the project's own (see `custom_user.py`), and none of `auth_user`.
    pub(crate) custom_user: bool,
    /// Those of SimpleJWT's `token_blacklist`.
    pub(crate) blacklist_tables: bool,
}

/// A database of the test's own, which other programs write to as well.
#[async_trait]
pub(crate) trait TestDatabase: Debug + Send + Sync {
    async fn store(&self, users: &UserTable, clock: &Arc<TestClock>) -> Arc<dyn Store>;

    /// What another program does.
    async fn run(&self, statements: &str);

    /// A text that another program reads.
    async fn text(&self, query: &str) -> String;

    /// From now on no row of the table can be changed, as on a disk that is full.
    async fn refuse_updates(&self, table: &str);
}

/// With all our tables.
pub(super) async fn new_database(users: &UserTable, made: Made) -> Arc<dyn TestDatabase> {
    match chosen() {
        Chosen::Sqlite => Arc::new(Sqlite::new(users, made).await),
        Chosen::Postgres => Arc::new(Postgres::new(users, made).await),
    }
}
