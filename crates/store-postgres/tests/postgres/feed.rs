//! The feed beside what other databases do not do: transactions that stay open, and standbys that take over.

use countersign_core::store::contract::{Stage, at, ending};
use countersign_core::store::{Blacklisting, Ended, Feed, OutstandingTokens, Revocation, Sessions};
use countersign_store_postgres::UseOfBlacklistTables;
use private_postgres::shared;
use sqlx::{Connection, Executor, PgConnection};

use crate::support::{cluster, migrated, opened, server, stage};

/// Django's `TokenBlacklistView` for the token that was issued last.
const DJANGO_BLACKLISTS: &str = "
INSERT INTO token_blacklist_blacklistedtoken (token_id, blacklisted_at)
SELECT max(id), now() FROM token_blacklist_outstandingtoken";

/// Whoever takes a number holds up those who come after until it is committed or gone: no later one is seen before.
#[tokio::test]
async fn a_transaction_that_stays_open_leaves_no_gap() {
    let database = shared().database();
    let store = migrated(&database.url()).await;
    let stage = stage(&store);
    let held = stage.login(stage.user("alice").await).await;
    let mut late = PgConnection::connect(&database.url()).await.unwrap();
    late.execute("BEGIN; UPDATE countersign_feed_counter SET last = last + 1").await.unwrap();
    late.execute("INSERT INTO countersign_feed VALUES (1, 'jti', 'late', 9999999999)").await.unwrap();
    let now = ending(at(1));
    let end = store.end_session(&held.session, None, &now);
    let commit = async {
        while database.run("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == "0" {
            assert_eq!(store.feed_after(0, at(1).timestamp()).await.unwrap().last, 0);
        }
        late.execute("COMMIT").await.unwrap();
    };
    let (ended, ()) = tokio::join!(end, commit);
    ended.unwrap();
    let page = store.feed_after(0, at(1).timestamp()).await.unwrap();
    assert_eq!((page.last, page.events.iter().map(|event| event.seq).collect::<Vec<_>>()), (2, vec![1, 2]));
    store.close().await;
}

/// Who blacklists a token beside a Django that does the same, and waits for it, holds up nobody else's events.
#[tokio::test]
async fn who_waits_for_a_django_holds_up_nobody() {
    let database = shared().database();
    let store = migrated(&database.url()).await;
    database.run(include_str!("django/token_blacklist.sql"));
    let store = store.with_blacklist_tables(&server(&database.url()), UseOfBlacklistTables::On).await.unwrap();
    let stage = stage(&store);
    let user = stage.user("alice").await;
    let (other, held) = (stage.login(user).await, stage.login(user).await);
    let mut django = PgConnection::connect(&database.url()).await.unwrap();
    django.execute("BEGIN").await.unwrap();
    django.execute(DJANGO_BLACKLISTS).await.unwrap();
    let (now, until) = (ending(at(1)), at(500).timestamp());
    let token = Stage::row_of_token(&held.jti, user, at(1), until);
    let blacklisting = Blacklisting { token: &token, until, session: Some(&held.session), ending: &now };
    let others = async {
        while database.run("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == "0" {
            store.feed_after(0, at(1).timestamp()).await.unwrap();
        }
        let ended = store.end_session(&other.session, None, &now).await;
        django.execute("COMMIT").await.unwrap();
        ended
    };
    let (blacklisted, ended) = tokio::join!(store.blacklist_token(&blacklisting), others);
    assert_eq!(ended.unwrap(), Ended::Now);
    assert_eq!(blacklisted.unwrap(), Revocation::Now(Some(held.session)));
    store.close().await;
}

/// A standby that takes over without the last commits gives their numbers again: its feed has another name, by which every
/// follower starts anew.
#[tokio::test]
async fn a_promoted_standby_has_another_feed() {
    let primary = cluster(&[]);
    let store = migrated(&primary.url("postgres")).await;
    let stage = stage(&store);
    let user = stage.user("alice").await;
    let (early, late) = (stage.login(user).await, stage.login(user).await);
    store.end_session(&early.session, None, &ending(at(1))).await.unwrap();
    let standby = primary.replica();
    assert_eq!(standby.run("postgres", "SELECT last FROM countersign_feed_counter"), "1");
    standby.stop();
    store.end_session(&late.session, None, &ending(at(2))).await.unwrap();
    let before = store.feed_after(0, at(2).timestamp()).await.unwrap();
    store.close().await;
    primary.crash();
    standby.start_again();
    standby.promote();
    let store = opened(&standby.url("postgres"), countersign_store_postgres::Limits::default()).await;
    let after = store.feed_after(0, at(2).timestamp()).await.unwrap();
    assert_eq!((before.last, after.last), (2, 1));
    assert_ne!(before.epoch, after.epoch);
    store.close().await;
}

/// Everybody may ask what a feed's name is made of.
#[tokio::test]
async fn an_ordinary_role_reads_the_feed() {
    let database = shared().database();
    migrated(&database.url()).await.close().await;
    let role = format!("reader_{}", database.name());
    database.run(&format!(
        "CREATE ROLE {role} LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    ));
    let url = database.url().replace("postgres://postgres@", &format!("postgres://{role}@"));
    let store = opened(&url, countersign_store_postgres::Limits::default()).await;
    let (server, first) = (server(&url), store.feed_after(0, at(1).timestamp()).await.unwrap());
    assert!(first.epoch.matches('-').count() == 2, "{server}: {}", first.epoch);
    store.close().await;
    database.run(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}
