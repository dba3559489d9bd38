//! An open database.

use std::sync::Arc;

use countersign_core::store::{DjangoTables, Store};
use countersign_store_postgres::PostgresStore;
use countersign_store_sqlite::SqliteStore;

/// A store, whichever it is.
#[derive(Debug, Clone)]
pub(crate) enum OpenStore {
    Sqlite(SqliteStore),
    Postgres(PostgresStore),
}

impl OpenStore {
    /// For what asks no more than the promises of every store.
    pub(crate) fn shared(&self) -> Arc<dyn Store> {
        match self {
            Self::Sqlite(store) => Arc::new(store.clone()),
            Self::Postgres(store) => Arc::new(store.clone()),
        }
    }

    /// Which of Django's tables there are.
    pub(crate) fn django_tables(&self) -> DjangoTables {
        match self {
            Self::Sqlite(store) => store.django_tables(),
            Self::Postgres(store) => store.django_tables(),
        }
    }

    /// Closes the database.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(store) => store.close().await,
            Self::Postgres(store) => store.close().await,
        }
    }
}
