//! The store's contract, promise by promise, each on a new file that two stores have open.

#[cfg(test)]
use std::sync::Arc;

#[cfg(test)]
use countersign_core::{each_promise, store::contract};

#[cfg(test)]
async fn keep(promise: impl AsyncFnOnce(&contract::Stage<'_>)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("countersign.db");
    countersign_store_sqlite::SqliteStore::migrate(&path).await.unwrap();
    let one = countersign_store_sqlite::SqliteStore::open(&path, Arc::new(contract::FarBehind)).await.unwrap();
    let other = countersign_store_sqlite::SqliteStore::open(&path, Arc::new(contract::FarBehind)).await.unwrap();
    promise(&contract::Stage::new(&one, &other)).await;
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
