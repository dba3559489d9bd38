//! What is heard of the feed, by whom and how soon.

use std::time::{Duration, Instant};

use countersign_core::store::contract::{Stage, at, ending};
use countersign_core::store::{Announcements, Feed, Sessions};
use countersign_store_postgres::{Limits, PostgresStore};
use private_postgres::{Database, shared};
use sqlx::{Connection, Executor, PgConnection};
use tokio::time::timeout;

use crate::support::{migrated, opened, stage};

const ROUNDS: usize = 200;
/// Whatever is awaited comes long before.
const NEVER: Duration = Duration::from_mins(1);
/// Nothing that is on its way takes so long.
const SILENCE: Duration = Duration::from_millis(500);

/// Two nodes on one database: the second one listens.
async fn nodes(database: &Database<'_>) -> (PostgresStore, PostgresStore, Announcements) {
    let one = migrated(&database.url()).await;
    let other = opened(&database.url(), Limits::default()).await;
    let mut announced = other.announcements();
    hears(&mut announced).await;
    (one, other, announced)
}

async fn hears(announced: &mut Announcements) {
    timeout(NEVER, announced.next()).await.expect("nothing was announced");
}

async fn hears_nothing(announced: &mut Announcements) {
    assert!(timeout(SILENCE, announced.next()).await.is_err(), "something was announced");
}

/// Ends a session of a new login on the first node.
async fn revoke(stage: &Stage<'_>, store: &PostgresStore, name: &str) {
    let held = stage.login(stage.user(name).await).await;
    store.end_session(&held.session, None, &ending(at(1))).await.unwrap();
}

#[tokio::test]
async fn another_node_hears_of_an_event_at_once() {
    let database = shared().database();
    let (one, other, mut announced) = nodes(&database).await;
    let stage = stage(&one);
    let user = stage.user("alice").await;
    let mut took = Vec::with_capacity(ROUNDS);
    for round in 1..=ROUNDS {
        let held = stage.login(user).await;
        one.end_session(&held.session, None, &ending(at(1))).await.unwrap();
        let answered = Instant::now();
        while other.feed_after(0, at(1).timestamp()).await.unwrap().last < round as u64 {
            hears(&mut announced).await;
        }
        took.push(answered.elapsed());
    }
    took.sort_unstable();
    let (half, most) = (took[ROUNDS / 2], took[ROUNDS * 99 / 100]);
    println!("{ROUNDS} events, known on another node {half:?} (p50) and {most:?} (p99) after the answer");
    assert!(most < Duration::from_millis(400), "no sooner than by polling");
    one.close().await;
    other.close().await;
}

#[tokio::test]
async fn an_event_is_heard_of_when_it_is_committed_and_not_before() {
    let database = shared().database();
    let (one, other, mut announced) = nodes(&database).await;
    let mut late = PgConnection::connect(&database.url()).await.unwrap();
    late.execute("BEGIN; UPDATE countersign_feed_counter SET last = last + 1").await.unwrap();
    late.execute("SELECT pg_notify('countersign_feed_' || CAST(tableoid AS TEXT), '') FROM countersign_feed_counter")
        .await
        .unwrap();
    hears_nothing(&mut announced).await;
    late.execute("COMMIT").await.unwrap();
    hears(&mut announced).await;
    one.close().await;
    other.close().await;
}

#[tokio::test]
async fn who_was_cut_off_listens_again_and_misses_nothing() {
    let database = shared().database();
    let (one, other, mut announced) = nodes(&database).await;
    let stage = stage(&one);
    for round in 0..5 {
        let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE datname = current_database() AND query LIKE 'LISTEN%'";
        assert_eq!(database.run(cut), "1");
        revoke(&stage, &one, &format!("during{round}")).await;
        hears(&mut announced).await;
        while timeout(SILENCE, announced.next()).await.is_ok() {}
        revoke(&stage, &one, &format!("after{round}")).await;
        hears(&mut announced).await;
    }
    assert_eq!(other.feed_after(0, at(1).timestamp()).await.unwrap().last, 10);
    one.close().await;
    other.close().await;
}

#[tokio::test]
async fn a_burst_is_heard_of_as_one() {
    let database = shared().database();
    let (one, other, mut announced) = nodes(&database).await;
    let stage = stage(&one);
    for name in 0..20 {
        revoke(&stage, &one, &format!("user{name}")).await;
    }
    // The last of them is on its way still.
    tokio::time::sleep(SILENCE).await;
    hears(&mut announced).await;
    hears_nothing(&mut announced).await;
    one.close().await;
    other.close().await;
}

#[tokio::test]
async fn who_uses_another_schema_is_not_woken() {
    let database = shared().database();
    database.run("CREATE SCHEMA first; CREATE SCHEMA second");
    let of = |schema: &str| format!("{}?options=-csearch_path%3D{schema}", database.url());
    let (first, second) = (migrated(&of("first")).await, migrated(&of("second")).await);
    let (mut here, mut there) = (first.announcements(), second.announcements());
    hears(&mut here).await;
    hears(&mut there).await;
    revoke(&stage(&first), &first, "alice").await;
    hears(&mut here).await;
    hears_nothing(&mut there).await;
    first.close().await;
    second.close().await;
}

/// A listener keeps a connection, and gives it up when nobody waits.
#[tokio::test]
async fn nobody_listens_for_nobody() {
    let database = shared().database();
    let (one, other, announced) = nodes(&database).await;
    drop(announced);
    let listening = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%LISTEN%' AND pid <> pg_backend_pid()";
    let start = Instant::now();
    while database.run(listening) != "0" {
        assert!(start.elapsed() < NEVER, "the connection stays");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    one.close().await;
    other.close().await;
}
