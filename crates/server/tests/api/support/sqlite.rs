//! A database in a SQLite file.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::UserTable;
use countersign_core::store::{Store, UseOfBlacklistTables};
use countersign_store_sqlite::SqliteStore;
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use tempfile::TempDir;

use super::database::{Made, TestDatabase};
use super::machine::TestClock;

const CUSTOM_USER: &str = include_str!("../../../../store-sqlite/tests/sqlite/django/custom_user.sql");
/// As its migrations leave them.
const BLACKLIST_TABLES: &str = include_str!("../../../../store-sqlite/tests/sqlite/django/token_blacklist.sql");

#[derive(Debug)]
pub(super) struct Sqlite(TempDir);

impl Sqlite {
    pub(super) async fn new(users: &UserTable, made: Made) -> Self {
        let database = Self(tempfile::tempdir().unwrap());
        if made.custom_user {
            database.run(CUSTOM_USER).await;
        }
        SqliteStore::migrate(&database.path(), users).await.unwrap();
        if made.blacklist_tables {
            database.run(BLACKLIST_TABLES).await;
        }
        database
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("test.db")
    }

    async fn connection(&self) -> SqliteConnection {
        SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", self.path().display())).await.unwrap()
    }
}

#[async_trait]
impl TestDatabase for Sqlite {
    async fn store(&self, users: &UserTable, clock: &Arc<TestClock>) -> Arc<dyn Store> {
        let path = self.path();
        let store = SqliteStore::open(&path, users, Arc::<TestClock>::clone(clock)).await.unwrap();
        Arc::new(store.with_blacklist_tables(&path, UseOfBlacklistTables::Auto).await.unwrap())
    }

    async fn run(&self, statements: &str) {
        self.connection().await.execute(AssertSqlSafe(statements)).await.unwrap();
    }

    async fn text(&self, query: &str) -> String {
        sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut self.connection().await).await.unwrap()
    }

    async fn refuse_updates(&self, table: &str) {
        let refusal = "BEGIN SELECT RAISE(ABORT, 'disk full'); END";
        self.run(&format!("CREATE TRIGGER refuse_updates BEFORE UPDATE ON {table} {refusal}")).await;
    }
}
