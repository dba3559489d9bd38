//! A database on the private PostgreSQL.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::UserTable;
use countersign_core::store::{Store, UseOfBlacklistTables};
use countersign_store_postgres::{Limits, PostgresStore, Server, TimeSource};
use private_postgres::{Database, shared};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::runtime;

use super::database::{Made, TestDatabase};
use super::machine::TestClock;

const CUSTOM_USER: &str = include_str!("../../../../store-postgres/tests/postgres/django/custom_user.sql");
/// As its migrations leave them.
const BLACKLIST_TABLES: &str = include_str!("../../../../store-postgres/tests/postgres/django/token_blacklist.sql");

#[derive(Debug)]
pub(super) struct Postgres(Database<'static>);

impl Postgres {
    /// A copy of one that was made once.
    pub(super) async fn new(users: &UserTable, made: Made) -> Self {
        let (purpose, before) = if made.custom_user { ("custom_user", CUSTOM_USER) } else { ("migrated", "") };
        let template = shared().template(purpose, |url| on_another_thread(migrate(url, users, before)));
        let database = Self(shared().database_like(&template));
        if made.blacklist_tables {
            database.run(BLACKLIST_TABLES).await;
        }
        database
    }

    async fn connection(&self) -> PgConnection {
        PgConnection::connect(&self.0.url()).await.unwrap()
    }
}

#[async_trait]
impl TestDatabase for Postgres {
    /// The moments that are handed in are those of the application's clock.
    async fn store(&self, users: &UserTable, _: &Arc<TestClock>) -> Arc<dyn Store> {
        let server = Server::parse(&self.0.url(), None).unwrap();
        let store = PostgresStore::open(&server, users, Limits::default(), TimeSource::Given).await.unwrap();
        Arc::new(store.with_blacklist_tables(&server, UseOfBlacklistTables::Auto).await.unwrap())
    }

    async fn run(&self, statements: &str) {
        self.connection().await.execute(AssertSqlSafe(statements)).await.unwrap();
    }

    async fn text(&self, query: &str) -> String {
        sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut self.connection().await).await.unwrap()
    }

    async fn refuse_updates(&self, table: &str) {
        let refusal = "BEGIN RAISE EXCEPTION 'disk full'; END";
        self.run(&format!("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $${refusal}$$")).await;
        self.run(&format!("CREATE TRIGGER refuse BEFORE UPDATE ON {table} EXECUTE FUNCTION refuse()")).await;
    }
}

async fn migrate(url: &str, users: &UserTable, before: &'static str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    connection.execute(before).await.unwrap();
    connection.close().await.unwrap();
    PostgresStore::migrate(&Server::parse(url, None).unwrap(), users, &Limits::default()).await.unwrap();
}

/// The runtime of the test that happens to ask first waits for this.
fn on_another_thread(work: impl Future<Output = ()> + Send) {
    std::thread::scope(|scope| {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
        scope.spawn(move || runtime.block_on(work)).join().unwrap();
    });
}
