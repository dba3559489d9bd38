//! Who deletes unasked.

use std::time::{Duration, Instant};

use countersign_core::store::ExpiredRows;
use countersign_store_postgres::Limits;
use private_postgres::shared;

use crate::support::{migrated, opened};

#[tokio::test]
async fn one_node_at_a_time_has_the_turn() {
    let database = shared().database();
    let one = migrated(&database.url()).await;
    let other = opened(&database.url(), Limits::default()).await;
    let turn = one.take_turn().await.unwrap();
    assert!(turn.is_some());
    assert!(other.take_turn().await.unwrap().is_none());
    drop(turn);
    let dropped = Instant::now();
    while other.take_turn().await.unwrap().is_none() {
        assert!(dropped.elapsed() < Duration::from_mins(1), "the turn does not end");
    }
    one.close().await;
    other.close().await;
}
