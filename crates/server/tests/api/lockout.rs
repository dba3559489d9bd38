//! Guessing passwords slowly.

use countersign_server::{AuthenticationClass, RestFramework};
use serde_json::json;

use crate::support::{Answer, Build, Call, PASSWORD, TestApp, at_once, seconds};

const PEER: &str = "203.0.113.7";

/// As in a new deployment, without the throttles; behind a proxy that names clients.
fn new() -> Build {
    TestApp::build().lockout(5, 900).trusted_proxies([PEER])
}

fn guess(app: &TestApp, name: &str, address: &str) -> Call {
    app.obtain(name, "wrong").header("x-forwarded-for", address)
}

#[track_caller]
fn expect_locked_out(answer: Answer, wait: u64) {
    let unit = if wait == 1 { "second" } else { "seconds" };
    let text = format!("Request was throttled. Expected available in {wait} {unit}.");
    let answer = answer.expect_json(429, &json!({ "detail": text }));
    assert_eq!(answer.header("retry-after"), wait.to_string());
}

#[tokio::test]
async fn s64_after_five_failures_waits_double_up_to_the_cooloff_whether_the_account_is_there_or_not() {
    let app = new().start().await;
    app.user("alice").exists().await;
    for name in ["alice", "nobody"] {
        for _ in 0..5 {
            app.obtain(name, "wrong").await.expect(401);
        }
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            expect_locked_out(app.obtain(name, PASSWORD).await, wait);
            app.clock.advance(seconds(wait));
            app.obtain(name, "wrong").await.expect(401);
        }
    }
}

#[tokio::test]
async fn a_login_clears_the_failures_of_its_address() {
    let app = new().start().await;
    app.user("alice").exists().await;
    for _ in 0..4 {
        for _ in 0..4 {
            app.obtain("alice", "wrong").await.expect(401);
        }
        app.obtain("alice", PASSWORD).await.expect(200);
    }
    for _ in 0..5 {
        app.obtain("alice", "wrong").await.expect(401);
    }
    expect_locked_out(app.obtain("alice", PASSWORD).await, 1);
    app.clock.advance(seconds(1));
    app.obtain("alice", PASSWORD).await.expect(200);
    app.obtain("alice", "wrong").await.expect(401);
}

#[tokio::test]
async fn s64_of_a_hundred_parallel_guesses_five_are_checked() {
    let app = new().start().await;
    app.user("alice").exists().await;
    let answers = at_once((0..100).map(|_| app.obtain("alice", "wrong"))).await;
    let count = |status| answers.iter().filter(|answer| answer.status() == status).count();
    assert_eq!((count(401), count(429)), (5, 95));
}

#[tokio::test]
async fn a_hundred_parallel_logins_all_succeed() {
    let app = new().start().await;
    app.user("alice").exists().await;
    for answer in at_once((0..100).map(|_| app.obtain("alice", PASSWORD))).await {
        answer.expect(200);
    }
}

#[tokio::test]
async fn every_way_to_a_password_shares_the_failures() {
    let classes = vec![AuthenticationClass::Jwt, AuthenticationClass::Basic];
    let basic = RestFramework { authentication_classes: classes, throttle_classes: vec![], ..RestFramework::default() };
    let app = TestApp::build().rest_framework(basic).lockout(6, 900).start().await;
    let alice = app.user("alice").login().await;
    let with_basic = || app.get("/api/users/me/").header("authorization", "Basic YWxpY2U6d3Jvbmc=");
    app.obtain("alice", "wrong").await.expect(401);
    with_basic().await.expect(401);
    app.post("/api-token-auth/", &json!({ "username": "alice", "password": "wrong" })).await.expect(400);
    alice.reauthenticate("wrong").await.expect(400);
    alice.delete_account("wrong").await.expect(400);
    alice.change(&json!({ "email": "a@example.com", "current_password": "wrong" })).await.expect(400);
    expect_locked_out(with_basic().await, 1);
    expect_locked_out(app.obtain("alice", PASSWORD).await, 1);
    expect_locked_out(alice.reauthenticate(PASSWORD).await, 1);
    expect_locked_out(alice.delete_account(PASSWORD).await, 1);
    expect_locked_out(alice.change(&json!({ "current_password": PASSWORD })).await, 1);
    let token = app.post("/api-token-auth/", &json!({ "username": "alice", "password": PASSWORD }));
    expect_locked_out(token.await, 1);
    alice.me().await.expect(200);
    alice.refresh().await.expect(200);
}

#[tokio::test]
async fn another_name_gives_no_further_guesses_at_the_current_password() {
    let app = new().start().await;
    let alice = app.user("alice").login().await;
    for turn in 0..5 {
        alice.change(&json!({ "username": format!("alice{turn}") })).await.expect(200);
        alice.reauthenticate("wrong").await.expect(400);
    }
    alice.change(&json!({ "username": "alice" })).await.expect(200);
    expect_locked_out(alice.reauthenticate(PASSWORD).await, 1);
    app.clock.advance(seconds(1));
    alice.reauthenticate(PASSWORD).await.expect(200);
}

#[tokio::test]
async fn the_owner_gets_in_from_a_known_address_while_others_guess_from_everywhere() {
    let app = new().start().await;
    app.user("alice").exists().await;
    let home = |password| app.obtain("alice", password).header("x-forwarded-for", "192.0.2.1");
    let pair = home(PASSWORD).await.expect_pair();
    app.logout(&json!({ "refresh": pair.refresh })).await.expect(200);
    for host in 0..50 {
        guess(&app, "alice", &format!("198.51.100.{host}")).await.expect(401);
    }
    expect_locked_out(guess(&app, "alice", "198.51.100.99").await, 1);
    home(PASSWORD).await.expect(200);
    home("wrong").await.expect(401);
    expect_locked_out(guess(&app, "alice", "198.51.100.98").await, 2);
    app.clock.advance(seconds(2));
    guess(&app, "alice", "198.51.100.97").await.expect(401);
    expect_locked_out(app.obtain("alice", PASSWORD).header("x-forwarded-for", "198.51.100.96").await, 4);
    guess(&app, "bob", "198.51.100.96").await.expect(401);
}

#[tokio::test]
async fn an_address_that_an_auth_token_was_obtained_from_is_known() {
    let app = new().start().await;
    app.user("alice").exists().await;
    let home = || {
        let fields = json!({ "username": "alice", "password": PASSWORD });
        app.post("/api-token-auth/", &fields).header("x-forwarded-for", "192.0.2.1")
    };
    home().await.expect(200);
    for host in 0..50 {
        guess(&app, "alice", &format!("198.51.100.{host}")).await.expect(401);
    }
    expect_locked_out(guess(&app, "alice", "198.51.100.99").await, 1);
    home().await.expect(200);
}

#[tokio::test]
async fn no_spelling_of_a_name_or_a_neighbouring_address_gives_further_guesses() {
    let app = new().start().await;
    for (turn, name) in ["alice", "Alice", "ALICE", "\u{ff41}lice", " alice "].into_iter().enumerate() {
        guess(&app, name, &format!("2001:db8::{turn}")).await.expect(401);
    }
    expect_locked_out(guess(&app, "alice", "2001:db8::99").await, 1);
}

#[tokio::test]
async fn without_failures_in_the_rule_nobody_is_locked_out() {
    let app = TestApp::build().lockout(0, 900).start().await;
    for _ in 0..60 {
        app.obtain("alice", "wrong").await.expect(401);
    }
}
