//! What is counted together.

use std::thread::sleep;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use private_redis::Server as Redis;

use super::{checked_of, counting, guess, locking_out};
use crate::support::{Deployment, PASSWORD};

#[test]
fn s78_of_a_hundred_parallel_logins_at_two_servers_ten_a_minute_are_checked() {
    let redis = Redis::start(&[]);
    let deployment = counting(&redis);
    let servers = [deployment.serve(), deployment.serve()];
    assert_eq!(checked_of(100, &[&servers[0], &servers[1]], |turn| format!("user{turn}")), 10);
    for server in &servers {
        let refused = server.client().login("alice", PASSWORD);
        assert_eq!(refused.status, 429, "{refused:?}");
        let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
    }
}

#[test]
fn s78_failures_on_one_server_lock_out_on_the_other() {
    let redis = Redis::start(&[]);
    let deployment = locking_out(&redis).with_users(["alice"]);
    let (one, other) = (deployment.serve(), deployment.serve());
    for server in [&one, &other, &one, &other, &one] {
        assert_eq!(guess(server, "alice").status, 401);
    }
    for server in [&other, &one] {
        assert_eq!(server.client().login("Alice", PASSWORD).status, 429);
    }
    assert_eq!(guess(&other, "bob").status, 401, "nobody else is");
    sleep(Duration::from_millis(1_100));
    assert_eq!(guess(&other, "alice").status, 401, "after its wait one is checked");
    let refused = one.client().login("alice", PASSWORD);
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("2")), "and the waits double");
}

#[test]
fn s78_a_login_on_one_server_forgives_the_failures_on_the_other() {
    let redis = Redis::start(&[]);
    let deployment = locking_out(&redis).with_users(["alice"]);
    let (one, other) = (deployment.serve(), deployment.serve());
    for _ in 0..3 {
        for server in [&one, &one, &other, &other] {
            assert_eq!(guess(server, "alice").status, 401);
        }
        one.login("alice");
    }
}

#[test]
fn a_password_that_was_no_guess_is_taken_back_on_all_servers() {
    let redis = Redis::start(&[]);
    let deployment = counting(&redis)
        .with("COUNTERSIGN_REST_FRAMEWORK__DEFAULT_AUTHENTICATION_CLASSES", r#"["BasicAuthentication"]"#)
        .with_users(["alice"]);
    let servers = [deployment.serve(), deployment.serve()];
    let basic = STANDARD.encode(format!("alice:{PASSWORD}"));
    for turn in 0..30 {
        let mut client = servers[turn % 2].client();
        client
            .send(&format!("GET /api/users/me/ HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {basic}\r\n\r\n"))
            .unwrap();
        assert_eq!(client.answer().unwrap().status, 200, "{turn}");
    }
}

#[test]
fn deployments_on_one_cache_do_not_count_together() {
    let redis = Redis::start(&[]);
    let (one, other) = (counting(&redis).on_sqlite().serve(), counting(&redis).on_sqlite().serve());
    assert_eq!(checked_of(20, &[&one], |turn| format!("user{turn}")), 10);
    assert_eq!(checked_of(20, &[&other], |turn| format!("user{turn}")), 10);
}

#[test]
fn nothing_in_the_cache_says_who_asked_and_all_of_it_expires() {
    let redis = Redis::start(&[]);
    let deployment = counting(&redis).with_users(["alice"]);
    let server = deployment.serve();
    assert_eq!(guess(&server, "alice\r\n*1").status, 401);
    assert_eq!(guess(&server, "alice").status, 401);
    sleep(Duration::from_millis(1_100));
    let names: Vec<String> = redis.run(&["KEYS", "*"]).lines().map(str::to_owned).collect();
    assert_eq!(names.len(), 5, "one throttle, two accounts from here and from anywhere: {names:?}");
    for name in &names {
        let digits = name.strip_prefix("countersign:throttle:").or(name.strip_prefix("countersign:lockout:")).unwrap();
        assert!(digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()), "{name}");
        let value = redis.run(&["GET", name]);
        assert!(value.bytes().all(|byte| byte.is_ascii_digit() || b":;,".contains(&byte)), "{value}");
        assert!(redis.run(&["PTTL", name]).parse::<i64>().unwrap() > 0, "{name}");
    }
}

#[test]
fn garbage_in_the_keys_does_no_harm() {
    let redis = Redis::start(&[]);
    let deployment: Deployment = counting(&redis).with_users(["alice"]);
    let (one, other) = (deployment.serve(), deployment.serve());
    let long = "7".repeat(100_000);
    let garbage: [&[&str]; 8] = [
        &["LPUSH", "KEY", "x"],
        &["HSET", "KEY", "a", "b"],
        &["SET", "KEY", ""],
        &["SET", "KEY", "{\"a\": 1}"],
        &["SET", "KEY", "1;5:99999999999999999999999999,"],
        &["SET", "KEY", "99999999999999999999999999;::,,"],
        &["SET", "KEY", &long],
        &["SETBIT", "KEY", "80000000", "1"],
    ];
    assert_eq!(guess(&one, "alice").status, 401);
    for (turn, garbage) in garbage.into_iter().enumerate() {
        for name in redis.run(&["KEYS", "countersign:*:*"]).lines() {
            assert_eq!(redis.run(&["DEL", name]), "1");
            let command: Vec<&str> = garbage.iter().map(|word| if *word == "KEY" { name } else { *word }).collect();
            let _ = redis.run(&command);
        }
        assert_eq!(guess(&one, &format!("user{turn}")).status, 401, "{garbage:?}");
    }
    assert_eq!(guess(&one, "alice").status, 401, "the tenth of this minute");
    let refused = (guess(&one, "alice").status, guess(&other, "alice").status);
    assert_eq!(refused, (429, 429), "what was counted before is not forgotten");
    assert!(!one.log().contains("the cache is away"), "{}", one.log());
}
