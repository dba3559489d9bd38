//! The store's contract, promise by promise, each on a new file that two stores have open.

#[cfg(test)]
use std::sync::Arc;

#[cfg(test)]
use countersign_core::{each_promise, store::contract};

#[cfg(test)]
mod django {
    use std::path::PathBuf;

    use countersign_core::store::contract::SqlWriter;
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{Connection, Executor, SqliteConnection};

    /// A Django on the file of two stores.
    #[derive(Debug)]
    pub(super) struct Django(pub(super) PathBuf);

    #[async_trait::async_trait]
    impl SqlWriter for Django {
        async fn run(&self, sql: &'static str) {
            let options = SqliteConnectOptions::new().filename(&self.0);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            connection.execute(sql).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

#[cfg(test)]
async fn keep(promise: impl AsyncFnOnce(&contract::Stage<'_>)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("countersign.db");
    countersign_store_sqlite::SqliteStore::migrate(&path).await.unwrap();
    let one = countersign_store_sqlite::SqliteStore::open(&path, Arc::new(contract::FarBehind)).await.unwrap();
    let other = countersign_store_sqlite::SqliteStore::open(&path, Arc::new(contract::FarBehind)).await.unwrap();
    promise(&contract::Stage::new(&one, &other).beside(&django::Django(path))).await;
    one.close().await;
    other.close().await;
}

macro_rules! tests {
    ($($table:ident { $($promise:ident)+ })+) => {
        $(#[cfg(test)]
        mod $table {
            use super::{contract, keep};

            $(#[tokio::test]
            async fn $promise() {
                keep(async |stage| contract::$table::$promise(stage).await).await;
            })+
        })+
    };
}
each_promise!(tests);
