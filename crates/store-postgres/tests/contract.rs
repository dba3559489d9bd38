//! The store's contract, promise by promise, each on a new database that two stores have open.

#[cfg(test)]
use countersign_core::store::contract::{self, Model, SqlWriter, Tables};
#[cfg(test)]
use countersign_core::{contract_tests, each_promise};
#[cfg(test)]
use countersign_store_postgres::{Limits, PostgresStore, Server, TimeSource, UseOfBlacklistTables};
#[cfg(test)]
use sqlx::{Connection, Executor, PgConnection};

#[cfg(test)]
mod django {
    use countersign_core::store::contract::{Model, SqlWriter};
    use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

    /// How a column is declared that holds a user's key: an integer, and a UUID.
    const KEY: [&str; 2] = ["    user_id integer,", "    user_id uuid,"];

    /// A Django on the database of two stores. It looks after references itself.
    #[derive(Debug)]
    pub(super) struct Django {
        pub(super) url: String,
        pub(super) model: Model,
    }

    #[async_trait::async_trait]
    impl SqlWriter for Django {
        async fn run(&self, sql: &'static str) {
            let sql = AssertSqlSafe(self.model.words(sql, KEY));
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            connection.execute("SET session_replication_role = replica").await.unwrap();
            connection.execute(sql).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

#[cfg(test)]
async fn keep(tables: Tables, model: Model, promise: impl AsyncFnOnce(&contract::Stage<'_>)) {
    let shared = private_postgres::shared();
    let template = match model {
        Model::OfDjango => shared.template("migrated", |url| migrate(url, model)),
        Model::Custom => shared.template("custom_user", |url| migrate(url, model)),
    };
    let database = shared.database_like(&template);
    let server = Server::parse(&database.url(), None).unwrap();
    let django = django::Django { url: database.url(), model };
    if tables == Tables::Blacklist {
        django.run(include_str!("postgres/django/token_blacklist.sql")).await;
    }
    let (one, other) = (open(&server, model).await, open(&server, model).await);
    let stage = contract::Stage::new(&one, &other).beside(&django);
    promise(&if model == Model::Custom { stage.with_names_as_addresses() } else { stage }).await;
    one.close().await;
    other.close().await;
}

/// Once for all promises, on a runtime of its own: a test's is gone with it.
#[cfg(test)]
fn migrate(url: &str, model: Model) {
    let url = url.to_owned();
    let migrated = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            if model == Model::Custom {
                let mut connection = PgConnection::connect(&url).await.unwrap();
                connection.execute(include_str!("postgres/django/custom_user.sql")).await.unwrap();
                connection.close().await.unwrap();
            }
            let server = Server::parse(&url, None).unwrap();
            PostgresStore::migrate(&server, &model.table(), &Limits::default()).await
        })
    });
    migrated.join().unwrap().unwrap();
}

#[cfg(test)]
async fn open(server: &Server, model: Model) -> PostgresStore {
    let store = PostgresStore::open(server, &model.table(), Limits::default(), TimeSource::Given).await.unwrap();
    store.with_blacklist_tables(server, UseOfBlacklistTables::Auto).await.unwrap()
}

each_promise!(contract_tests);
