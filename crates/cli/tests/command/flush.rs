//! `countersign flushexpiredtokens`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use countersign_core::accounts::PasswordHash;
use countersign_core::session::SessionId;
use countersign_core::store::{Ending, NewRefresh, NewSession, Opened, Opening, Store};
use countersign_core::{Clock, Moment, UserId};
use countersign_token::{Jti, Timestamp};
use serde_json::json;

use crate::support::{Deployment, Server};

/// 2001: whatever expired then is dead.
const LONG_AGO: Timestamp = Timestamp::from_unix(1_000_000_000);

/// The clock of 2001.
#[derive(Debug)]
struct Old;

impl Clock for Old {
    fn now(&self) -> Moment {
        LONG_AGO.into()
    }
}

/// Leaves `count` dead sessions, revoked tokens and events in the deployment's database, as years of use would.
fn age(deployment: &Deployment, count: u64) {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = deployment.store(Arc::new(Old)).await;
        let user = store.user_named("alice").await.unwrap().unwrap();
        let writes = (0..count).map(|number| {
            let (store, password) = (Arc::clone(&store), user.password.clone());
            tokio::spawn(async move { leave(&*store, user.id, &password, number).await })
        });
        for write in writes.collect::<Vec<_>>() {
            write.await.unwrap();
        }
    });
}

async fn leave(store: &dyn Store, user: UserId, password: &PasswordHash, number: u64) {
    let jti = Jti::new(format!("{number:032x}"));
    let session = NewSession {
        id: SessionId::parse(&format!("{:032x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15))).unwrap(),
        user,
        refresh: NewRefresh { jti: jti.clone(), iat: LONG_AGO, exp: LONG_AGO },
        expires_at: None,
        access_until: LONG_AGO,
        at: LONG_AGO.into(),
        proven_at: None,
        ip: None,
        user_agent: String::new(),
    };
    let opening = Opening { session: &session, checked: password, upgrade: None, last_login: None, outstanding: None };
    assert!(matches!(store.open_session(&opening).await, Ok(Opened::Session { .. })));
    let ending = Ending { at: LONG_AGO.into(), access_until: LONG_AGO };
    store.revoke_token(&jti, LONG_AGO, &ending).await.unwrap();
}

/// Refreshes one session after the other until told to stop; how often.
fn refresh_until(server: &Server, stop: &AtomicBool, rounds: &AtomicUsize) -> usize {
    let mut client = server.client();
    let mut pair = server.login("alice");
    let mut count = 0;
    while !stop.load(Ordering::SeqCst) {
        pair = client.refresh(&pair.refresh).pair();
        client.me(&pair.access).expect(200);
        rounds.fetch_add(1, Ordering::SeqCst);
        count += 1;
    }
    client.refresh(&pair.refresh).expect(200);
    count
}

#[test]
fn s57_c14_what_has_expired_is_deleted_and_what_lives_stays() {
    let deployment = Deployment::new().with_users(["alice"]);
    age(&deployment, 1234);
    let server = deployment.serve();
    let (alice, over) = (server.login("alice"), server.login("alice"));
    deployment.run(["token", "revoke", &over.refresh]).expect_success();
    let gone =
        json!({ "sessions": 1234, "revoked_tokens": 1234, "outstanding_tokens": 0, "events": 1234, "web_sessions": 0 });
    assert_eq!(deployment.run(["flushexpiredtokens", "--json"]).expect_json(), gone);
    let gone = json!({ "sessions": 0, "revoked_tokens": 0, "outstanding_tokens": 0, "events": 0, "web_sessions": 0 });
    assert_eq!(deployment.run(["flushexpiredtokens", "--json"]).expect_json(), gone);
    server.refresh(&alice.refresh).expect(200);
    server.refresh(&over.refresh).expect_refused("Token is blacklisted");
    deployment.serve().me(&over.access).expect_refused("Token is blacklisted");
}

#[test]
fn beside_servers_under_load_nobody_is_logged_out_and_revocations_arrive() {
    let deployment = Deployment::new().with_users(["alice", "bob"]);
    age(&deployment, 6000);
    let servers = [deployment.serve(), deployment.serve()];
    let bob = servers[0].login("bob");
    let (stop, rounds) = (AtomicBool::new(false), AtomicUsize::new(0));
    let counts = thread::scope(|scope| {
        let callers: Vec<_> = (servers.iter().cycle().take(8))
            .map(|server| scope.spawn(|| refresh_until(server, &stop, &rounds)))
            .collect();
        while rounds.load(Ordering::SeqCst) < 20 {
            thread::yield_now();
        }
        let before = rounds.load(Ordering::SeqCst);
        let said = deployment.run(["flushexpiredtokens"]);
        let during = rounds.load(Ordering::SeqCst) - before;
        deployment.run(["users", "logout", "bob"]).expect_success();
        stop.store(true, Ordering::SeqCst);
        let counts: Vec<_> = callers.into_iter().map(|caller| caller.join().unwrap()).collect();
        let said = said.expect_success();
        assert_eq!(said.matches(" 6000\n").count(), 3, "{said}");
        assert!(during > 0, "nobody was served meanwhile");
        counts
    });
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    let started = Instant::now();
    for server in &servers {
        while server.me(&bob.access).status != 401 {
            assert!(started.elapsed() < Duration::from_secs(1), "the followers missed something");
        }
        server.refresh(&bob.refresh).expect_refused("Token is blacklisted");
    }
}

#[test]
fn two_at_once_delete_every_row_once() {
    let deployment = Deployment::new().with_users(["alice"]);
    age(&deployment, 2000);
    let counts = thread::scope(|scope| {
        let run = || deployment.run(["flushexpiredtokens", "--json"]).expect_json();
        let runs = [scope.spawn(run), scope.spawn(run)];
        runs.map(|run| run.join().unwrap())
    });
    for rows in ["sessions", "revoked_tokens", "events"] {
        let deleted: u64 = counts.iter().map(|count| count[rows].as_u64().unwrap()).sum();
        assert_eq!(deleted, 2000, "{rows}");
    }
}

#[test]
fn there_is_nothing_to_flush_without_a_database() {
    let deployment = Deployment::new().on_sqlite();
    assert!(deployment.run(["flushexpiredtokens"]).expect_refusal().contains("countersign migrate"));
    assert_eq!(deployment.folder().read_dir().unwrap().count(), 0);
}

/// Nobody has to think of it: a running server does it, of our own tables.
#[test]
fn a_running_server_deletes_what_has_expired_by_itself() {
    let deployment = Deployment::new().with_users(["alice"]).with("COUNTERSIGN_DATABASE__FLUSH_INTERVAL", "1s");
    age(&deployment, 1234);
    let expired =
        "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('old', '', '2001-01-01')";
    deployment.sql(expired);
    let servers = [deployment.serve(), deployment.serve()];
    let (alice, over) = (servers[0].login("alice"), servers[1].login("alice"));
    deployment.run(["token", "revoke", &over.refresh]).expect_success();
    let started = Instant::now();
    for table in ["session", "revoked_token", "feed"] {
        // What is alive stays: two sessions, one of them revoked with an event.
        let left = match table {
            "session" => "2",
            "feed" => "1",
            _ => "0",
        };
        while deployment.sql(&format!("SELECT count(*) FROM countersign_{table}")) != left {
            assert!(started.elapsed() < Duration::from_mins(1), "countersign_{table} is never emptied");
            thread::sleep(Duration::from_millis(50));
        }
    }
    assert_eq!(deployment.sql("SELECT count(*) FROM django_session"), "1");
    servers[1].refresh(&alice.refresh).expect(200);
    servers[0].refresh(&over.refresh).expect_refused("Token is blacklisted");
    for server in servers {
        server.stop();
    }
}
