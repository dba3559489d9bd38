//! Random sequences of operations, on one file for all of them.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::UserTable;
use countersign_core::store::Store;
use countersign_core::store::contract::FarBehind;
use countersign_core::store::contract::sequences::{Database, Size, hold};
use countersign_store_sqlite::SqliteStore;
use tempfile::TempDir;
use tokio::runtime::Runtime;

#[derive(Debug)]
struct File(TempDir);

#[async_trait]
impl Database for File {
    async fn open(&self) -> Arc<dyn Store> {
        let path = self.0.path().join("countersign.db");
        SqliteStore::migrate(&path, &UserTable::default()).await.unwrap();
        Arc::new(SqliteStore::open(&path, &UserTable::default(), Arc::new(FarBehind)).await.unwrap())
    }
}

fn play(size: Size) {
    let runtime = Runtime::new().unwrap();
    hold(runtime.handle(), &File(tempfile::tempdir().unwrap()), size);
}

#[test]
fn random_sequences_come_to_what_the_rules_say() {
    play(Size::one_by_one(60));
}

#[test]
fn what_is_asked_at_once_comes_to_what_some_order_comes_to() {
    play(Size::at_once(60));
}

#[test]
#[ignore = "takes minutes"]
fn many_random_sequences_come_to_what_the_rules_say() {
    play(Size::one_by_one(2_000));
    play(Size::at_once(2_000));
}
