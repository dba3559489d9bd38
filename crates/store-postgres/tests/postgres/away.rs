//! The server goes away, stands still, and comes back.

use std::time::{Duration, Instant};

use countersign_core::Moment;
use countersign_core::store::contract::{Held, RULE, Stage, all_at_once, at, ending, tally};
use countersign_core::store::{OwnerRule, RotateRequest, Rotation, Sessions, StoreError, Successor, Users};
use countersign_store_postgres::PostgresStore;
use private_postgres::shared;
use sqlx::{Connection, PgConnection};

use crate::support::{cluster, impatient, migrated, opened, stage};

/// Connections that were cut while nobody used them give nobody an error.
#[tokio::test]
async fn after_a_restart_no_request_sees_an_old_connection() {
    let cluster = cluster(&[]);
    let store = migrated(&cluster.url("postgres")).await;
    let stage = stage(&store);
    let alice = stage.user("alice").await;
    let mut held = Vec::new();
    for login in all_at_once((0..8).map(|_| stage.login(alice))).await {
        held.push(login);
    }
    cluster.crash();
    cluster.start_again();
    let told = all_at_once(held.iter().map(|held| stage.refresh(held, at(1)))).await;
    assert_eq!(tally(&told)["rotated"], 8);
    stage.login(alice).await;
    store.close().await;
}

/// Refreshes whose connections are cut in their middle, over and over: one of them rotates, and nobody is taken for a thief.
#[tokio::test]
async fn beside_cut_connections_a_token_rotates_once() {
    let database = shared().database();
    let store = migrated(&database.url()).await;
    let stage = stage(&store);
    let mut held = stage.login(stage.user("alice").await).await;
    let cut = tokio::spawn(cut_for_ever(shared().url("postgres"), database.name().to_owned()));
    for round in 1..=20 {
        let told = all_at_once((0..20).map(|_| refreshed(&stage, &store, &held, at(round)))).await;
        let mut successors: Vec<_> = told.iter().map(|next| next.jti.clone()).collect();
        successors.dedup();
        assert_eq!(successors.len(), 1, "{told:?}");
        held = held.next(told[0].clone());
    }
    cut.abort();
    let generation = stage.session(&held.session).await.chain.generation;
    assert_eq!(generation, 20);
    store.close().await;
}

/// While the server is away a step fails at once; when it is back the next one is good.
#[tokio::test]
async fn a_server_that_is_away_is_said_so_at_once() {
    let cluster = cluster(&[]);
    let store = migrated(&cluster.url("postgres")).await;
    let alice = stage(&store).user("alice").await;
    cluster.stop();
    let start = Instant::now();
    for _ in 0..20 {
        assert!(matches!(store.user(alice).await, Err(StoreError::Unavailable(_))));
    }
    assert!(start.elapsed() < Duration::from_secs(3));
    cluster.start_again();
    assert!(store.user(alice).await.unwrap().is_some());
    store.close().await;
}

/// A server that answers nothing costs a step no more than its time, however many wait; and it takes no connection for good.
#[tokio::test]
async fn a_server_that_stands_still_is_given_up_in_time() {
    let cluster = cluster(&[]);
    migrated(&cluster.url("postgres")).await.close().await;
    let store = opened(&cluster.url("postgres"), impatient()).await;
    let alice = stage(&store).user("alice").await;
    cluster.freeze();
    let start = Instant::now();
    let told = all_at_once((0..40).map(|_| store.user(alice))).await;
    assert!(told.iter().all(|told| matches!(told, Err(StoreError::Unavailable(_)))));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    cluster.thaw();
    let told = all_at_once((0..40).map(|_| store.user(alice))).await;
    assert!(told.iter().all(|told| matches!(told, Ok(Some(_)))), "{told:?}");
    store.close().await;
}

/// A call that is told of no outcome asks again with another name for its successor, as its client would.
async fn refreshed(stage: &Stage<'_>, store: &PostgresStore, held: &Held, now: Moment) -> Successor {
    loop {
        let (next, ending) = (stage.new_refresh(now), ending(now));
        let Held { session, user, jti: presented } = held;
        let (user, rule, owners) = (*user, RULE, OwnerRule::Active);
        let request = RotateRequest {
            session,
            user,
            presented,
            next: &next,
            rule,
            idle_timeout: None,
            owners,
            ending: &ending,
            exchange: None,
        };
        match store.rotate(&request).await {
            Ok(Rotation::Rotated(next) | Rotation::Repeated(next)) => return next,
            Ok(other) => panic!("{other:?}"),
            Err(_) => {}
        }
    }
}

/// Ends every connection to the database, again and again.
async fn cut_for_ever(server: String, database: String) {
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = $1";
    loop {
        sqlx::query(cut).bind(&database).execute(&mut connection).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
