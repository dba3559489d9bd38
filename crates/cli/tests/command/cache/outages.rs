//! A cache that is away, slow, full, emptied or not ours.

use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use private_redis::Server as Redis;
use serde_json::json;

use super::{checked_of, counting, expect_ready, guess, locking_out};
use crate::support::{PASSWORD, Server};

const AWAY: &str = "the cache is away";

/// Waits until the server says this in its log.
fn until_logged(server: &Server, said: &str, times: usize) {
    let start = Instant::now();
    while server.log().matches(said).count() < times {
        assert!(start.elapsed() < Duration::from_mins(1), "{said:?} is not in the log: {}", server.log());
        thread::sleep(Duration::from_millis(10));
    }
}

/// Twenty logins are answered as they should be, and one of them at most has waited for the cache.
#[track_caller]
fn expect_undisturbed(server: &Server) {
    expect_ready(server);
    let start = Instant::now();
    for _ in 0..20 {
        server.login("alice");
    }
    let elapsed = start.elapsed();
    assert!(elapsed < Duration::from_secs(3), "{elapsed:?}: every one has waited");
}

#[test]
fn a_cache_that_dies_resets_nobody_and_fails_nobody() {
    let redis = Redis::start(&[]);
    let deployment = counting(&redis);
    let (one, other) = (deployment.serve(), deployment.serve());
    assert_eq!(checked_of(8, &[&one, &other], |turn| format!("user{turn}")), 8);
    // Each has seen what both have counted.
    assert_eq!((guess(&one, "a").status, guess(&other, "b").status), (401, 401));
    redis.kill();
    assert_eq!((guess(&one, "a").status, guess(&other, "b").status), (401, 429), "one has seen nine of the ten");
    assert_eq!(checked_of(20, &[&one, &other], |turn| format!("user{turn}")), 0);
    for server in [&one, &other] {
        expect_ready(server);
        assert_eq!(server.log().matches(AWAY).count(), 1, "{}", server.log());
    }
    redis.start_again();
    for server in [&one, &other] {
        until_logged(server, "the cache is back", 1);
    }
    assert_eq!(checked_of(20, &[&one, &other], |turn| format!("user{turn}")), 0, "an empty cache is no pardon");
}

#[test]
fn a_cache_that_is_emptied_resets_nobody() {
    let redis = Redis::start(&[]);
    let deployment = counting(&redis);
    let (one, other) = (deployment.serve(), deployment.serve());
    assert_eq!(checked_of(10, &[&one, &other], |turn| format!("user{turn}")), 10);
    assert_eq!((guess(&one, "a").status, guess(&other, "b").status), (429, 429));
    for _ in 0..5 {
        assert_eq!(redis.run(&["FLUSHALL"]), "OK");
        assert_eq!((guess(&one, "a").status, guess(&other, "b").status), (429, 429));
    }
    assert!(!one.log().contains(AWAY), "{}", one.log());
}

#[test]
fn failures_outlive_the_cache_and_are_told_when_it_is_back() {
    let redis = Redis::start(&[]);
    let deployment = locking_out(&redis).with_users(["alice"]);
    let (one, other) = (deployment.serve(), deployment.serve());
    for _ in 0..2 {
        assert_eq!(guess(&one, "alice").status, 401);
    }
    redis.kill();
    for _ in 0..2 {
        assert_eq!(guess(&one, "alice").status, 401);
    }
    redis.start_again();
    until_logged(&one, "the cache is back", 1);
    assert_eq!(guess(&one, "alice").status, 401, "the fifth, which tells of the four before it");
    if other.log().contains(AWAY) {
        until_logged(&other, "the cache is back", 1);
    }
    assert_eq!(other.client().login("alice", PASSWORD).status, 429);
}

#[test]
fn a_start_without_the_cache_is_a_start() {
    let redis = Redis::start(&[]);
    let deployment = locking_out(&redis).with_users(["alice"]);
    redis.kill();
    let server = deployment.serve();
    expect_undisturbed(&server);
    until_logged(&server, AWAY, 1);
    redis.start_again();
    until_logged(&server, "the cache is back", 1);
    assert_eq!(guess(&server, "alice").status, 401);
    assert_eq!(redis.run(&["KEYS", "countersign:lockout:*"]).lines().count(), 2);
    assert_eq!(server.log().matches(AWAY).count(), 1, "{}", server.log());
}

#[test]
fn a_cache_that_stands_still_costs_one_request_a_moment() {
    let redis = Redis::start(&[]);
    let deployment = locking_out(&redis).with_users(["alice"]);
    let server = deployment.serve();
    server.login("alice");
    redis.freeze();
    expect_undisturbed(&server);
    until_logged(&server, "no answer within 200 ms", 1);
    redis.thaw();
    until_logged(&server, "the cache is back", 1);
    expect_undisturbed(&server);
}

/// Connections are taken, and nothing is said.
#[test]
fn a_listener_that_never_answers_is_away() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let redis = Redis::start(&[]);
    let url = format!("redis://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let server = locking_out(&redis).with("COUNTERSIGN_CACHE__URL", &url).with_users(["alice"]).serve();
    expect_undisturbed(&server);
    until_logged(&server, AWAY, 1);
}

/// What the server says by itself: it wants a password, has another one, is full, or is a replica.
#[test]
fn a_cache_that_refuses_is_away_until_it_does_not() {
    let redis = Redis::start(&[]);
    let deployment = locking_out(&redis).with_users(["alice"]);
    let server = deployment.serve();
    let refusals: [(&[&str], &str, &[&str]); 3] = [
        (&["CONFIG", "SET", "maxmemory", "1"], "OOM", &["CONFIG", "SET", "maxmemory", "0"]),
        (&["REPLICAOF", "127.0.0.1", "1"], "READONLY", &["REPLICAOF", "NO", "ONE"]),
        (&["ACL", "SETUSER", "default", "-eval"], "NOPERM", &["ACL", "SETUSER", "default", "+eval"]),
    ];
    for (turn, (refuse, word, relent)) in refusals.into_iter().enumerate() {
        assert_eq!(redis.run(refuse), "OK", "{word}");
        assert_eq!(guess(&server, "bob").status, 401, "{word}");
        expect_undisturbed(&server);
        until_logged(&server, word, 1);
        assert_eq!(redis.run(relent), "OK", "{word}");
        until_logged(&server, "the cache is back", turn + 1);
        server.login("alice");
    }
    assert_eq!(server.log().matches(AWAY).count(), 3, "{}", server.log());
}

#[test]
fn a_wrong_password_for_the_cache_is_said_and_not_shown() {
    let redis = Redis::start(&["--requirepass", "richtig"]);
    let deployment = locking_out(&redis).with_users(["alice"]);
    for (login, word) in [(":geheim@", "WRONGPASS"), ("", "NOAUTH")] {
        let url = format!("redis://{login}127.0.0.1:{}", redis.port());
        let deployment = deployment.also("COUNTERSIGN_CACHE__URL", &url);
        let server = deployment.serve();
        expect_undisturbed(&server);
        until_logged(&server, word, 1);
        assert!(!server.log().contains("geheim"), "{}", server.log());
        let said = deployment.run(["check"]).expect_success();
        assert!(said.contains(word) && !said.contains("geheim"), "{said}");
    }
    let url = format!("redis://:richtig@127.0.0.1:{}", redis.port());
    let server = deployment.also("COUNTERSIGN_CACHE__URL", &url).serve();
    server.client().post("/api/token/", &json!({ "username": "alice", "password": "wrong" })).expect(401);
    assert!(!server.log().contains(AWAY), "{}", server.log());
}
