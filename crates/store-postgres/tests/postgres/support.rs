//! Stores on a private server.

use std::time::Duration;

use countersign_core::UserTable;
use countersign_core::store::contract::Stage;
use countersign_store_postgres::{Limits, PostgresStore, Server, TimeSource};
use private_postgres::{Cluster, Settings};

pub(crate) fn server(url: &str) -> Server {
    Server::parse(url, None).unwrap()
}

/// Makes the tables there, and opens the database.
pub(crate) async fn migrated(url: &str) -> PostgresStore {
    PostgresStore::migrate(&server(url), &UserTable::default(), &Limits::default()).await.unwrap();
    opened(url, Limits::default()).await
}

pub(crate) async fn opened(url: &str, limits: Limits) -> PostgresStore {
    PostgresStore::open(&server(url), &UserTable::default(), limits, TimeSource::Given).await.unwrap()
}

/// A server of the test's own, with these parameters.
pub(crate) fn cluster(parameters: &[&str]) -> Cluster {
    Cluster::start(&Settings {
        parameters: parameters.iter().map(|&one| one.to_owned()).collect(),
        ..Settings::default()
    })
}

/// Waits for nothing for long.
pub(crate) fn impatient() -> Limits {
    let second = Duration::from_secs(1);
    Limits {
        acquire_timeout: second,
        connect_timeout: second,
        statement_timeout: second,
        lock_timeout: second,
        ..Limits::default()
    }
}

/// Both nodes are one.
pub(crate) fn stage(store: &PostgresStore) -> Stage<'_> {
    Stage::new(store, store)
}
