//! The writing connection: groups, their commits, and what their callers are told.

use std::cell::Cell;
use std::future::poll_fn;
use std::task::Poll;

use countersign_core::UserId;
use countersign_core::store::contract::{Stage, all_at_once, at, ending, hash};
use countersign_core::store::{Added, Change, NewSession, Opening, Sessions, StoreError, Users};
use sqlx::Executor;

use crate::support::File;

#[tokio::test]
async fn an_item_that_fails_takes_back_only_its_own_writes() {
    let file = File::migrated().await;
    let store = file.store().await;
    let stage = Stage::new(&store, &store);
    let alice = stage.user("alice").await;
    let new: Vec<_> = (0..20).map(|number| Stage::new_user(&format!("user{number}"))).collect();
    let twin = NewSession { id: stage.login(alice).await.session, ..stage.new_session(alice, at(1)) };
    let (checked, upgrade) = (hash("first"), hash("upgrade"));
    let failing =
        Opening { session: &twin, checked: &checked, upgrade: Some(&upgrade), last_login: None, outstanding: None };
    let (before, failed, after) = tokio::join!(
        all_at_once(new.iter().take(10).map(|user| store.add_user(user))),
        store.open_session(&failing),
        all_at_once(new.iter().skip(10).map(|user| store.add_user(user))),
    );
    failed.unwrap_err();
    assert!(before.iter().chain(&after).all(|added| matches!(added, Ok(Added::User(_)))));
    assert_eq!(store.users().await.unwrap().len(), 21);
    assert!(stage.row_of(alice).await.password == checked);
}

#[tokio::test]
async fn a_deletion_that_a_foreign_table_forbids_fails_alone() {
    let file = File::migrated().await;
    file.run("CREATE TABLE pet (owner integer REFERENCES auth_user (id) DEFERRABLE INITIALLY DEFERRED)").await;
    let store = file.store().await;
    let alice = Stage::new(&store, &store).user("alice").await;
    file.run("INSERT INTO pet (owner) SELECT id FROM auth_user").await;
    let (now, bob) = (ending(at(1)), Stage::new_user("bob"));
    let (deleted, added) = tokio::join!(store.delete_user(alice, &now), store.add_user(&bob));
    assert_eq!(deleted.unwrap(), Change::Referenced);
    assert!(matches!(added, Ok(Added::User(_))), "{added:?}");
    assert_eq!(store.users().await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_somebody_did_in_django_s_admin_forbids_no_deletion() {
    let file = File::migrated().await;
    file.run("CREATE TABLE django_admin_log (id integer PRIMARY KEY, user_id integer REFERENCES auth_user (id))").await;
    let store = file.store().await;
    let alice = Stage::new(&store, &store).user("alice").await;
    file.run("INSERT INTO django_admin_log (user_id) SELECT id FROM auth_user").await;
    assert!(matches!(store.delete_user(alice, &ending(at(1))).await, Ok(Change::Done(_))));
}

#[tokio::test]
async fn an_answered_write_is_seen_by_other_processes() {
    let file = File::migrated().await;
    let store = file.store().await;
    let calls = (0..50).map(|number| {
        let (file, store) = (&file, &store);
        async move {
            let mut other = file.connection().await;
            let Added::User(user) = store.add_user(&Stage::new_user(&format!("user{number}"))).await.unwrap() else {
                panic!("the name is free")
            };
            let seen = sqlx::query("SELECT 1 FROM auth_user WHERE id = $1").bind(user.id.to_string());
            assert!(seen.fetch_optional(&mut other).await.unwrap().is_some(), "{user:?}");
        }
    });
    all_at_once(calls).await;
}

#[tokio::test]
async fn a_write_waits_for_another_process_and_a_read_does_not() {
    let file = File::migrated().await;
    let (store, mut other) = (file.store().await, file.connection().await);
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let (answered, alice) = (Cell::new(false), Stage::new_user("alice"));
    let write = async {
        store.add_user(&alice).await.unwrap();
        answered.set(true);
    };
    let release = async {
        assert!(store.users().await.unwrap().is_empty());
        assert!(!answered.get());
        other.execute("COMMIT").await.unwrap();
    };
    tokio::join!(write, release);
    assert_eq!(store.users().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_write_whose_caller_went_away_stands() {
    let file = File::migrated().await;
    let store = file.store().await;
    let alice = Stage::new_user("alice");
    let mut call = store.add_user(&alice);
    let answered = poll_fn(|context| Poll::Ready(call.as_mut().poll(context).is_ready())).await;
    assert!(!answered);
    drop(call);
    store.close().await;
    assert_eq!(file.number("SELECT count(*) FROM auth_user").await, 1);
}

#[tokio::test]
async fn closing_finishes_what_waits_and_folds_the_log_into_the_file() {
    let file = File::migrated().await;
    let store = file.store().await;
    let new: Vec<_> = (0..100).map(|number| Stage::new_user(&format!("user{number}"))).collect();
    let (added, ()) = tokio::join!(biased; all_at_once(new.iter().map(|user| store.add_user(user))), store.close());
    assert!(added.iter().all(|added| matches!(added, Ok(Added::User(_)))));
    assert_eq!(file.contents().len(), 1);
    assert_eq!(file.number("SELECT count(*) FROM auth_user").await, 100);
}

#[tokio::test]
async fn a_closed_store_is_unavailable() {
    let file = File::migrated().await;
    let store = file.store().await;
    store.close().await;
    assert!(matches!(store.add_user(&Stage::new_user("alice")).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(store.user(UserId::from_key(1)).await, Err(StoreError::Unavailable(_))));
    store.close().await;
}

#[tokio::test]
async fn a_row_that_no_row_may_be_is_named_as_corrupt() {
    let file = File::migrated().await;
    let store = file.store().await;
    Stage::new(&store, &store).user("alice").await;
    file.run("UPDATE auth_user SET date_joined = 'yesterday'").await;
    assert!(matches!(store.user_named("alice").await, Err(StoreError::Corrupt(_))));
}
