//! Random sequences of operations, in one database for all of them.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::store::Store;
use countersign_core::store::contract::sequences::{Database, Size, hold};
use countersign_store_postgres::Limits;
use tokio::runtime::Runtime;

use crate::support::{migrated, opened};

#[derive(Debug)]
struct Url(String);

#[async_trait]
impl Database for Url {
    async fn open(&self) -> Arc<dyn Store> {
        Arc::new(opened(&self.0, Limits::default()).await)
    }
}

fn play(size: Size) {
    let (runtime, database) = (Runtime::new().unwrap(), private_postgres::shared().database());
    drop(runtime.block_on(migrated(&database.url())));
    hold(runtime.handle(), &Url(database.url()), size);
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
