//! Counting requests and failures, over real sockets.

use std::thread;
use std::time::Instant;

use serde_json::json;

use crate::support::{Answer, Client, Deployment, PASSWORD, Server};

/// With the counting of a new deployment.
fn counting() -> Deployment {
    let counted = Deployment::new().with("COUNTERSIGN_LOCKOUT__FAILURES", "5");
    counted.with("COUNTERSIGN_REST_FRAMEWORK__DEFAULT_THROTTLE_CLASSES", r#"["ScopedRateThrottle"]"#)
}

fn login_by(client: &mut Client, forwarded: &str, name: &str, password: &str) -> Answer {
    let body = json!({ "username": name, "password": password }).to_string();
    let length = body.len();
    let head = format!("POST /api/token/ HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {forwarded}\r\n");
    let rest = format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}");
    client.send(&(head + &rest)).unwrap();
    client.answer().unwrap()
}

/// The status of each of a hundred logins, which all come at once by connections of their own.
fn a_hundred(server: &Server, name: impl Fn(usize) -> String) -> Vec<u16> {
    let mut clients: Vec<_> = (0..100).map(|turn| (server.client(), name(turn))).collect();
    let mut statuses = Vec::new();
    thread::scope(|scope| {
        let logins: Vec<_> =
            clients.iter_mut().map(|(client, name)| scope.spawn(move || client.login(name, "wrong").status)).collect();
        statuses.extend(logins.into_iter().map(|login| login.join().unwrap()));
    });
    statuses
}

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|found| **found == status).count()
}

#[track_caller]
fn expect_throttled(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 429, "{answer:?}");
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    let unit = if wait == 1 { "second" } else { "seconds" };
    let text = format!("Request was throttled. Expected available in {wait} {unit}.");
    assert_eq!(answer.body, json!({ "detail": text }));
    wait
}

#[test]
fn s64_of_a_hundred_parallel_logins_from_one_address_ten_a_minute_are_checked() {
    let deployment = counting();
    let server = deployment.serve();
    let statuses = a_hundred(&server, |turn| format!("user{turn}"));
    assert_eq!((count(&statuses, 401), count(&statuses, 429)), (10, 90));
    let wait = expect_throttled(&server.client().login("alice", PASSWORD));
    assert!((1..=60).contains(&wait), "{wait}");
}

#[test]
fn s64_of_a_hundred_parallel_guesses_at_one_account_five_are_checked() {
    let deployment = Deployment::new().with("COUNTERSIGN_LOCKOUT__FAILURES", "5").with_users(["alice"]);
    let server = deployment.serve();
    let start = Instant::now();
    let statuses = a_hundred(&server, |_| "alice".to_owned());
    // After waits of 1, 2, 4 … seconds one more is let through: a slow machine gets there.
    let later = usize::try_from((start.elapsed().as_secs() + 1).ilog2()).unwrap();
    let checked = count(&statuses, 401);
    assert!((5..=5 + later).contains(&checked), "{checked}");
    assert_eq!(count(&statuses, 429), 100 - checked);
}

#[test]
fn s64_f14_a_header_that_no_trusted_proxy_sent_changes_nothing() {
    let deployment = counting().with("COUNTERSIGN_SERVER__TRUSTED_PROXIES", r#"["10.0.0.0/8"]"#);
    let server = deployment.serve();
    let mut client = server.client();
    for turn in 0..10 {
        assert_eq!(login_by(&mut client, &format!("198.51.100.{turn}"), &format!("user{turn}"), "x").status, 401);
    }
    expect_throttled(&login_by(&mut client, "198.51.100.99", "alice", "x"));
}

#[test]
fn s64_behind_a_trusted_proxy_each_client_is_counted_by_itself() {
    let deployment = counting().with("COUNTERSIGN_SERVER__TRUSTED_PROXIES", r#"["127.0.0.0/8"]"#).with_users(["alice"]);
    let server = deployment.serve();
    let mut client = server.client();
    for turn in 0..10 {
        let forwarded = format!("6.6.6.{turn}, 198.51.100.1");
        assert_eq!(login_by(&mut client, &forwarded, &format!("user{turn}"), "x").status, 401);
    }
    expect_throttled(&login_by(&mut client, "6.6.6.6, 198.51.100.1", "alice", PASSWORD));
    let pair = login_by(&mut client, "198.51.100.2", "alice", PASSWORD).pair();
    let sessions = client.get_as(&pair.access, "/api/sessions/");
    assert_eq!(sessions.body[0]["ip"], "198.51.100.2");
}

#[test]
fn the_preset_counts_nothing_and_check_deploy_says_so() {
    let deployment = Deployment::with_default_settings().with("COUNTERSIGN_JWT__PRESET", "simplejwt");
    let server = deployment.serve();
    let mut client = server.client();
    let statuses: Vec<_> = (0..12).map(|_| client.login("alice", "wrong").status).collect();
    assert_eq!(count(&statuses, 401), 12);
    drop(server);
    let said = deployment.run(["check", "--deploy"]).expect_success();
    for about in ["rest_framework.default_throttle_classes = [] (preset simplejwt)", "lockout.failures = 0"] {
        assert!(said.contains(about), "{said}");
    }
    let quiet = deployment.run(["check"]).expect_success();
    assert!(!quiet.contains("lockout"), "{quiet}");
}

#[test]
fn a_new_deployment_passes_check_deploy() {
    let deployment = Deployment::with_default_settings();
    let said = deployment.run(["check", "--deploy"]).expect_success();
    assert!(said.contains("Everything is in order."), "{said}");
}

#[test]
fn what_cannot_be_counted_stops_the_start_and_is_mended_by_what_is_said() {
    let refused = |settings: &str, wanted: &[&str]| {
        let deployment = Deployment::with_default_settings();
        deployment.write("countersign.toml", settings);
        let said = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
        for part in wanted {
            assert!(said.contains(part), "{part}: {said}");
        }
    };
    let rate = "[rest_framework.default_throttle_rates]\nlogin = \"10/5m\"";
    refused(rate, &["line 2", "login", "10/5m", "10/min"]);
    refused("[server]\ntrusted_proxies = [\"proxy\"]", &["line 2", "trusted_proxies", "proxy", "10.0.0.0/8"]);
    refused("[lockout]\ncooloff = 0\nfailures = 5", &["lockout.cooloff = 0s", "line 2", "at least 1s"]);
    let throttle = "[rest_framework]\ndefault_throttle_classes = [\"rest_framework.throttling.AnonRateThrottle\"]";
    refused(throttle, &["line 2", "AnonRateThrottle", "without a path"]);
}

#[test]
fn a_scope_of_ones_own_needs_a_rate() {
    let deployment = counting();
    let scope = "[routes.schema]\nthrottle_scope = \"books\"\n";
    deployment.write("countersign.toml", scope);
    let said = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    assert!(said.contains("books") && said.contains("default_throttle_rates"), "{said}");
    deployment.write("countersign.toml", format!("{scope}[rest_framework.default_throttle_rates]\nbooks = \"1/day\""));
    let server = deployment.serve();
    assert_eq!(server.client().get("/api/schema/").status, 200);
    assert!(expect_throttled(&server.client().get("/api/schema/")) > 86_000);
}
