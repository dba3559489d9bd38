//! The store's contract, promise by promise, each on a new database that two stores have open.

#[cfg(test)]
use countersign_core::{each_promise, store::contract};

#[cfg(test)]
mod django {
    use countersign_core::store::contract::SqlWriter;
    use sqlx::{Connection, Executor, PgConnection};

    /// A Django on the database of two stores.
    #[derive(Debug)]
    pub(super) struct Django(pub(super) String);

    #[async_trait::async_trait]
    impl SqlWriter for Django {
        async fn run(&self, sql: &'static str) {
            let mut connection = PgConnection::connect(&self.0).await.unwrap();
            connection.execute(sql).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

#[cfg(test)]
async fn keep(promise: impl AsyncFnOnce(&contract::Stage<'_>)) {
    use countersign_store_postgres::{Limits, PostgresStore, Server, TimeSource};

    let database = private_postgres::shared().database();
    let server = Server::parse(&database.url(), None).unwrap();
    PostgresStore::migrate(&server, &Limits::default()).await.unwrap();
    let one = PostgresStore::open(&server, Limits::default(), TimeSource::Given).await.unwrap();
    let other = PostgresStore::open(&server, Limits::default(), TimeSource::Given).await.unwrap();
    promise(&contract::Stage::new(&one, &other).beside(&django::Django(database.url()))).await;
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
