//! The store's contract, promise by promise, each on a new database that two stores have open.

#[cfg(test)]
use countersign_core::{each_promise, store::contract, store::contract::SqlWriter};
#[cfg(test)]
use countersign_store_postgres::{Limits, PostgresStore, Server, TimeSource, UseOfBlacklistTables};

#[cfg(test)]
mod django {
    use countersign_core::store::contract::SqlWriter;
    use sqlx::{Connection, Executor, PgConnection};

    /// A Django on the database of two stores. It looks after references itself.
    #[derive(Debug)]
    pub(super) struct Django(pub(super) String);

    #[async_trait::async_trait]
    impl SqlWriter for Django {
        async fn run(&self, sql: &'static str) {
            let mut connection = PgConnection::connect(&self.0).await.unwrap();
            connection.execute("SET session_replication_role = replica").await.unwrap();
            connection.execute(sql).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

/// What a Django has made in the database before.
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
    let shared = private_postgres::shared();
    let database = shared.database_like(&shared.template("migrated", migrate));
    let server = Server::parse(&database.url(), None).unwrap();
    let django = django::Django(database.url());
    if tables == Tables::Blacklist {
        django.run(include_str!("postgres/django/token_blacklist.sql")).await;
    }
    let (one, other) = (open(&server).await, open(&server).await);
    promise(&contract::Stage::new(&one, &other).beside(&django)).await;
    one.close().await;
    other.close().await;
}

/// Once for all promises, on a runtime of its own: a test's is gone with it.
#[cfg(test)]
fn migrate(url: &str) {
    let server = Server::parse(url, None).unwrap();
    let migrated = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(PostgresStore::migrate(&server, &Limits::default()))
    });
    migrated.join().unwrap().unwrap();
}

#[cfg(test)]
async fn open(server: &Server) -> PostgresStore {
    let store = PostgresStore::open(server, Limits::default(), TimeSource::Given).await.unwrap();
    store.with_blacklist_tables(server, UseOfBlacklistTables::Auto).await.unwrap()
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
