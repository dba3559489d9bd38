//! A database file in a folder of its own.

use std::path::PathBuf;
use std::sync::Arc;

use countersign_core::UserTable;
use countersign_core::store::contract::FarBehind;
use countersign_store_sqlite::SqliteStore;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use tempfile::TempDir;

/// The file; gone with its folder at the end of the test.
pub(crate) struct File {
    folder: TempDir,
}

impl File {
    /// Not made yet.
    pub(crate) fn absent() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Up to date and empty.
    pub(crate) async fn migrated() -> Self {
        let file = Self::absent();
        SqliteStore::migrate(&file.path(), &UserTable::default()).await.unwrap();
        file
    }

    /// As a Django left it: its tables, a user `alice`, and a rollback journal.
    pub(crate) async fn of_django() -> Self {
        let file = Self::absent();
        let mut django = file.connection().await;
        for (_, _, _, sql) in recorded_schema() {
            if !sql.starts_with("CREATE TABLE sqlite_sequence") {
                django.execute(AssertSqlSafe(sql)).await.unwrap();
            }
        }
        django.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0001_initial', '2025-01-01 00:00:00')").await.unwrap();
        django
            .execute(
                "INSERT INTO auth_user (password, is_superuser, username, last_name, email, is_staff, is_active, \
                 date_joined, first_name) VALUES ('first', 0, 'alice', '', '', 0, 1, '2025-01-01 12:00:00.000250', '')",
            )
            .await
            .unwrap();
        django.close().await.unwrap();
        file
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("countersign.db")
    }

    /// Another process's way to the file; makes it where it is absent.
    pub(crate) async fn connection(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.path()).create_if_missing(true);
        SqliteConnection::connect_with(&options).await.unwrap()
    }

    pub(crate) async fn store(&self) -> SqliteStore {
        SqliteStore::open(&self.path(), &UserTable::default(), Arc::new(FarBehind)).await.unwrap()
    }

    /// Runs statements as another process.
    pub(crate) async fn run(&self, sql: &'static str) {
        let mut connection = self.connection().await;
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    }

    /// The number that a query gives to another process.
    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        let mut connection = self.connection().await;
        let number = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        number
    }

    /// The text that a query gives to another process.
    pub(crate) async fn text(&self, sql: &'static str) -> String {
        let mut connection = self.connection().await;
        let text = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        text
    }

    /// The files of the folder and what is in them.
    pub(crate) fn contents(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
    }
}

/// Type, name, table and text of what Django's migrations make.
pub(crate) fn recorded_schema() -> Vec<(String, String, String, String)> {
    let mut schema: Vec<(String, String, String, String)> = recorded("schema")
        .into_iter()
        .map(|row| (text(&row[0]), text(&row[1]), text(&row[2]), text(&row[3])))
        .collect();
    schema.sort_by_key(|(kind, ..)| kind != "table");
    schema
}

/// Application and name of each of Django's migrations.
pub(crate) fn recorded_migrations() -> Vec<(String, String)> {
    recorded("migrations").into_iter().map(|row| (text(&row[0]), text(&row[1]))).collect()
}

/// Application, model, codename and name of each of the permissions that Django makes.
pub(crate) fn recorded_permissions() -> Vec<(String, String, String, String)> {
    let row = |row: Value| (text(&row[0]), text(&row[1]), text(&row[2]), text(&row[3]));
    recorded("permissions").into_iter().map(row).collect()
}

fn recorded(member: &str) -> Vec<Value> {
    let recorded: Value = serde_json::from_str(include_str!("django/recorded.json")).unwrap();
    recorded[member].as_array().unwrap().clone()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
