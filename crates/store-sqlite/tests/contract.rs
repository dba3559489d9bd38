//! The store's contract, promise by promise, each on a new file that two stores have open.

#[cfg(test)]
use std::{path::Path, sync::Arc};

#[cfg(test)]
use countersign_core::{each_promise, store::contract, store::contract::SqlWriter};
#[cfg(test)]
use countersign_store_sqlite::{SqliteStore, UseOfBlacklistTables};

#[cfg(test)]
mod django {
    use std::path::PathBuf;

    use countersign_core::store::contract::SqlWriter;
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{Connection, Executor, SqliteConnection};

    /// A Django on the file of two stores. It looks after references itself.
    #[derive(Debug)]
    pub(super) struct Django(pub(super) PathBuf);

    #[async_trait::async_trait]
    impl SqlWriter for Django {
        async fn run(&self, sql: &'static str) {
            let options = SqliteConnectOptions::new().filename(&self.0).foreign_keys(false);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            connection.execute(sql).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

/// What a Django has made on the file before.
#[cfg(test)]
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tables {
    /// Nothing that not every project has.
    Usual,
    /// Those of SimpleJWT's `token_blacklist`, too.
    Blacklist,
}

#[cfg(test)]
async fn keep(tables: Tables, promise: impl AsyncFnOnce(&contract::Stage<'_>)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("countersign.db");
    SqliteStore::migrate(&path).await.unwrap();
    let django = django::Django(path);
    if tables == Tables::Blacklist {
        django.run(include_str!("sqlite/django/token_blacklist.sql")).await;
    }
    let (one, other) = (open(&django.0).await, open(&django.0).await);
    promise(&contract::Stage::new(&one, &other).beside(&django)).await;
    one.close().await;
    other.close().await;
}

#[cfg(test)]
async fn open(path: &Path) -> SqliteStore {
    let store = SqliteStore::open(path, Arc::new(contract::FarBehind)).await.unwrap();
    store.with_blacklist_tables(path, UseOfBlacklistTables::Auto).await.unwrap()
}

#[cfg(test)]
fn usual(table: &str) -> Tables {
    if table == "outstanding_tokens" { Tables::Blacklist } else { Tables::Usual }
}

macro_rules! tests {
    ($($table:ident { $($promise:ident)+ })+) => {
        $(#[cfg(test)]
        mod $table {
            use super::{contract, keep, usual};

            $(#[tokio::test]
            async fn $promise() {
                keep(usual(stringify!($table)), async |stage| contract::$table::$promise(stage).await).await;
            })+
        })+

        /// The whole contract holds where those tables are in use, too.
        #[cfg(test)]
        mod with_blacklist_tables {
            $(mod $table {
                use crate::{Tables, contract, keep};

                $(#[tokio::test]
                async fn $promise() {
                    keep(Tables::Blacklist, async |stage| contract::$table::$promise(stage).await).await;
                })+
            })+
        }
    };
}
each_promise!(tests);
