//! The store's contract, promise by promise, each on a new file that two stores have open.

#[cfg(test)]
use std::{path::Path, sync::Arc};

#[cfg(test)]
use countersign_core::store::contract::{self, Model, SqlWriter, Tables};
#[cfg(test)]
use countersign_core::{contract_tests, each_promise};
#[cfg(test)]
use countersign_store_sqlite::{SqliteStore, UseOfBlacklistTables};
#[cfg(test)]
use sqlx::{Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};

#[cfg(test)]
mod django {
    use std::path::PathBuf;

    use countersign_core::store::contract::{Model, SqlWriter};
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};

    /// How a column is declared that holds a user's key: an integer, and a UUID.
    const KEY: [&str; 2] = ["integer NULL REFERENCES \"auth_user\"", "char(32) NULL REFERENCES \"auth_user\""];

    /// A Django on the file of two stores. It looks after references itself.
    #[derive(Debug)]
    pub(super) struct Django {
        pub(super) path: PathBuf,
        pub(super) model: Model,
    }

    #[async_trait::async_trait]
    impl SqlWriter for Django {
        async fn run(&self, sql: &'static str) {
            let sql = AssertSqlSafe(self.model.words(sql, KEY));
            let options = SqliteConnectOptions::new().filename(&self.path).foreign_keys(false);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            connection.execute(sql).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

#[cfg(test)]
async fn keep(tables: Tables, model: Model, promise: impl AsyncFnOnce(&contract::Stage<'_>)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("countersign.db");
    let django = django::Django { path, model };
    if model == Model::Custom {
        make_custom_tables(&django.path).await;
    }
    SqliteStore::migrate(&django.path, &model.table()).await.unwrap();
    if tables == Tables::Blacklist {
        django.run(include_str!("sqlite/django/token_blacklist.sql")).await;
    }
    let (one, other) = (open(&django).await, open(&django).await);
    let stage = contract::Stage::new(&one, &other).beside(&django);
    promise(&if model == Model::Custom { stage.with_names_as_addresses() } else { stage }).await;
    one.close().await;
    other.close().await;
}

#[cfg(test)]
async fn make_custom_tables(path: &Path) {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    connection.execute(include_str!("sqlite/django/custom_user.sql")).await.unwrap();
    connection.close().await.unwrap();
}

#[cfg(test)]
async fn open(django: &django::Django) -> SqliteStore {
    let users = django.model.table();
    let store = SqliteStore::open(&django.path, &users, Arc::new(contract::FarBehind)).await.unwrap();
    store.with_blacklist_tables(&django.path, UseOfBlacklistTables::Auto).await.unwrap()
}

each_promise!(contract_tests);
