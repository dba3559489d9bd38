//! Several stores on one file, as several processes have it. The contract races two; here are more, on threads.

use std::collections::BTreeMap;

use countersign_core::store::contract::{Outcome, RULE, Stage, at, ending, tally};
use countersign_core::store::{OwnerRule, RotateRequest, Sessions, Users};
use sqlx::Executor;

use crate::support::File;

#[tokio::test]
async fn two_stores_take_turns_with_one_session() {
    let file = File::migrated().await;
    let (one, other) = (file.store().await, file.store().await);
    let stage = Stage::new(&one, &other);
    let mut held = stage.login(stage.user("alice").await).await;
    for turn in 1..=20 {
        let next = stage.refresh_on(turn, &held, at(0), RULE).await.rotated();
        assert_eq!(stage.refresh_on(turn + 1, &held, at(1), RULE).await.repeated().jti, next.jti);
        held = held.next(next);
    }
    assert_eq!(stage.session(&held.session).await.chain.generation, 20);
}

#[tokio::test]
async fn what_one_store_writes_the_other_reads_at_once() {
    let file = File::migrated().await;
    let (one, other) = (file.store().await, file.store().await);
    let stage = Stage::new(&one, &other);
    for round in 0..20 {
        let alice = stage.user(&format!("alice{round}")).await;
        let held = stage.login(alice).await;
        assert!(other.user(alice).await.unwrap().is_some_and(|alice| alice.is_active));
        assert!(other.session(&held.session).await.unwrap().is_some_and(|(session, _)| !session.chain.ended));
        one.deactivate_user(alice, &ending(at(1))).await.unwrap();
        assert!(other.user(alice).await.unwrap().is_some_and(|alice| !alice.is_active));
        assert!(other.session(&held.session).await.unwrap().is_some_and(|(session, _)| session.chain.ended));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_refreshes_on_four_stores_and_threads_exactly_one_rotates() {
    let file = File::migrated().await;
    let mut stores = Vec::new();
    for _ in 0..4 {
        stores.push(file.store().await);
    }
    let stage = Stage::new(&stores[0], &stores[1]);
    let alice = stage.user("alice").await;
    for _ in 0..10 {
        let held = stage.login(alice).await;
        let mut calls = tokio::task::JoinSet::new();
        for turn in 0..40 {
            let (store, held, next) = (stores[turn % 4].clone(), held.clone(), stage.new_refresh(at(1)));
            calls.spawn(async move {
                let request = RotateRequest {
                    session: &held.session,
                    user: held.user,
                    presented: &held.jti,
                    next: &next,
                    rule: RULE,
                    idle_timeout: None,
                    owners: OwnerRule::Active,
                    ending: &ending(at(1)),
                    exchange: None,
                };
                store.rotate(&request).await.unwrap()
            });
        }
        assert_eq!(tally(&calls.join_all().await), BTreeMap::from([("rotated", 1), ("repeated", 39)]));
    }
}

#[tokio::test]
async fn a_reader_that_takes_its_time_holds_up_no_write() {
    let file = File::migrated().await;
    let (store, mut reader) = (file.store().await, file.connection().await);
    reader.execute("BEGIN; SELECT count(*) FROM auth_user").await.unwrap();
    Stage::new(&store, &store).user("alice").await;
    let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM auth_user").fetch_one(&mut reader).await.unwrap();
    assert_eq!((seen, store.users().await.unwrap().len()), (0, 1));
}
