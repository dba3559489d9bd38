//! How often somebody may ask.

use std::num::NonZeroUsize;

use countersign_core::accounts::PoolLimits;
use countersign_server::{AuthenticationClass, RestFramework, Route, RouteNameError, ThrottleClass};
use serde_json::json;

use crate::support::{Answer, Build, PASSWORD, TestApp, at_once, seconds};

use ThrottleClass::{AnonRate, ScopedRate, UserRate};

/// The peer of every call here.
const PEER: &str = "203.0.113.7";
const FORWARDED: &str = "x-forwarded-for";

/// As in a new deployment.
fn new() -> Build {
    TestApp::build().throttles(&[ScopedRate], [])
}

#[track_caller]
fn expect_throttled(answer: Answer, wait: u64) {
    let unit = if wait == 1 { "second" } else { "seconds" };
    let text = format!("Request was throttled. Expected available in {wait} {unit}.");
    let answer = answer.expect_json(429, &json!({ "detail": text }));
    assert_eq!(answer.header("retry-after"), wait.to_string());
}

#[tokio::test]
async fn s64_ten_logins_a_minute_from_one_address_and_the_next_waits_for_the_first_to_pass() {
    let app = new().start().await;
    for turn in 0..10 {
        app.obtain("alice", "wrong").await.expect(401);
        app.clock.advance(seconds(if turn == 0 { 20 } else { 0 }));
    }
    expect_throttled(app.obtain("alice", "wrong").await, 40);
    app.clock.advance(seconds(39));
    expect_throttled(app.obtain("bob", "wrong").await, 1);
    app.clock.advance(seconds(1));
    app.obtain("alice", "wrong").await.expect(401);
    expect_throttled(app.obtain("alice", "wrong").await, 20);
}

#[tokio::test]
async fn of_a_hundred_parallel_logins_exactly_ten_are_let_through() {
    let app = new().start().await;
    let answers = at_once((0..100).map(|name| app.obtain(&format!("user{name}"), "wrong"))).await;
    let count = |status| answers.iter().filter(|answer| answer.status() == status).count();
    assert_eq!((count(401), count(429)), (10, 90));
}

#[tokio::test]
async fn every_way_to_a_password_is_counted_together() {
    let app = new().start().await;
    let alice = app.user("alice").login().await;
    app.post("/api/login/", &json!({ "username": "alice", "password": "x" })).await.expect(401);
    app.post("/api-jwt/", &json!({ "username": "alice", "password": "x" })).await.expect(401);
    app.post("/api-token-auth/", &json!({ "username": "alice", "password": "x" })).await.expect(400);
    alice.reauthenticate("x").await.expect(400);
    alice.delete_account("x").await.expect(400);
    alice.change(&json!({ "email": "a@example.com", "current_password": "x" })).await.expect(400);
    for _ in 0..3 {
        app.post("/api/token/", &json!({})).await.expect(400);
    }
    expect_throttled(app.obtain("alice", PASSWORD).await, 60);
    expect_throttled(alice.reauthenticate(PASSWORD).await, 60);
    expect_throttled(alice.delete_account(PASSWORD).await, 60);
    expect_throttled(alice.change(&json!({ "current_password": PASSWORD })).await, 60);
    expect_throttled(app.post("/api-token-auth/", &json!({})).await, 60);
    alice.change(&json!({ "first_name": "Al" })).await.expect(200);
    alice.me().await.expect(200);
    alice.refresh().await.expect(200);
}

#[tokio::test]
async fn basic_credentials_are_counted_where_they_are_wrong() {
    let classes = vec![AuthenticationClass::Basic];
    let basic = RestFramework { authentication_classes: classes, ..RestFramework::default() };
    let app = TestApp::build().rest_framework(basic).start().await;
    app.user("alice").exists().await;
    let me = |credentials: &str| app.get("/api/users/me/").header("authorization", format!("Basic {credentials}"));
    // alice:correct horse battery, and alice:wrong
    let (right, wrong) = ("YWxpY2U6Y29ycmVjdCBob3JzZSBiYXR0ZXJ5", "YWxpY2U6d3Jvbmc=");
    for _ in 0..20 {
        me(right).await.expect(200);
    }
    for _ in 0..10 {
        me(wrong).await.expect(401);
    }
    expect_throttled(me(wrong).await, 60);
    expect_throttled(me(right).await, 60);
}

#[tokio::test]
async fn of_parallel_basic_credentials_the_right_ones_all_pass_and_ten_wrong_ones_are_checked() {
    let classes = vec![AuthenticationClass::Basic];
    let basic = RestFramework { authentication_classes: classes, ..RestFramework::default() };
    let app = TestApp::build().rest_framework(basic).start().await;
    app.user("alice").exists().await;
    let me = |credentials: &str| app.get("/api/users/me/").header("authorization", format!("Basic {credentials}"));
    // alice:correct horse battery, and alice:wrong
    for answer in at_once((0..30).map(|_| me("YWxpY2U6Y29ycmVjdCBob3JzZSBiYXR0ZXJ5"))).await {
        answer.expect(200);
    }
    let answers = at_once((0..30).map(|_| me("YWxpY2U6d3Jvbmc="))).await;
    let count = |status| answers.iter().filter(|answer| answer.status() == status).count();
    assert_eq!((count(401), count(429)), (10, 20));
}

#[tokio::test]
async fn basic_credentials_that_nobody_had_time_to_check_are_not_counted() {
    let classes = vec![AuthenticationClass::Basic];
    let basic = RestFramework { authentication_classes: classes, ..RestFramework::default() };
    let busy = PoolLimits { waiting: 0, ..PoolLimits::for_cores(NonZeroUsize::MIN) };
    let app = TestApp::build().rest_framework(basic).pool(busy).start().await;
    app.user("alice").exists().await;
    let me = || app.get("/api/users/me/").header("authorization", "Basic YWxpY2U6Y29ycmVjdCBob3JzZSBiYXR0ZXJ5");
    let answers = at_once((0..60).map(|_| me())).await;
    let count = |status| answers.iter().filter(|answer| answer.status() == status).count();
    assert_eq!(count(200) + count(503), 60, "none is throttled");
    me().await.expect(200);
}

#[tokio::test]
async fn throttles_come_after_permission_and_before_the_method_and_the_body() {
    let route = |scope: &str| Route { throttle_scope: Some(scope.to_owned()), ..Route::default() };
    let app = TestApp::build().throttles(&[ScopedRate], [("few", "1/day")]);
    let app = app.route("users_me", route("few")).route("token_verify", route("few")).start().await;
    let alice = app.user("alice").login().await;
    for _ in 0..3 {
        app.get("/api/users/me/").await.expect(401);
        app.get("/api/token/verify/?format=xml").await.expect(404);
    }
    alice.call("POST", "/api/users/me/").await.expect(405);
    expect_throttled(alice.call("POST", "/api/users/me/").await, 86_400);
    app.post("/api/token/verify/", &json!({})).await.expect(400);
    expect_throttled(app.call("POST", "/api/token/verify/").body("text/plain", "x").await, 86_400);
}

#[tokio::test]
async fn anon_limits_whoever_does_not_say_who_they_are() {
    let app = TestApp::build().throttles(&[AnonRate], [("anon", "2/m")]).start().await;
    let alice = app.user("alice").login().await;
    app.get("/api/").await.expect(200);
    expect_throttled(app.get("/api/").await, 60);
    expect_throttled(app.refresh("x").await, 60);
    alice.call("GET", "/api/").await.expect(200);
    app.post("/api-token-auth/", &json!({})).await.expect(400);
}

#[tokio::test]
async fn user_limits_each_user_wherever_they_are_and_strangers_by_address() {
    let app = TestApp::build().throttles(&[UserRate], [("user", "2/min")]).trusted_proxies([PEER]).start().await;
    let from = |address| app.get("/api/").header(FORWARDED, address);
    let alice = app.user("alice").login().await;
    let bob = app.another_node().await.user("bob").login().await;
    for address in ["192.0.2.1", "192.0.2.2"] {
        from(address).bearer(&alice.access).await.expect(200);
    }
    expect_throttled(from("192.0.2.3").bearer(&alice.access).await, 60);
    from("192.0.2.3").bearer(&bob.access).await.expect(200);
    for address in ["192.0.2.3", "192.0.2.3", "192.0.2.4"] {
        from(address).await.expect(200);
    }
    expect_throttled(from("192.0.2.3").await, 60);
}

#[tokio::test]
async fn of_several_throttles_the_longest_wait_is_told() {
    let route = Route { throttle_scope: Some("schema".to_owned()), ..Route::default() };
    let rates = [("anon", "1/min"), ("user", "1/sec"), ("schema", "1/hour")];
    let app = TestApp::build().throttles(&[AnonRate, UserRate, ScopedRate], rates).route("schema", route);
    let app = app.start().await;
    app.get("/api/schema/").await.expect(200);
    expect_throttled(app.get("/api/schema/").await, 3_600);
    expect_throttled(app.get("/api/").await, 60);
}

#[tokio::test]
async fn f14_no_header_gives_a_stranger_another_address() {
    let app = new().start().await;
    for turn in 0..10 {
        let call = app.obtain("alice", "wrong").header(FORWARDED, format!("198.51.100.{turn}"));
        call.header("x-real-ip", "198.51.100.9").header("forwarded", "for=198.51.100.9").await.expect(401);
    }
    expect_throttled(app.obtain("alice", "wrong").header(FORWARDED, "198.51.100.77").await, 60);
}

#[tokio::test]
async fn f14_behind_a_trusted_proxy_each_client_is_counted_by_itself_and_a_network_as_one() {
    let app = new().trusted_proxies(["203.0.113.0/24"]).start().await;
    let from = |forwarded: &str| app.obtain("alice", "wrong").header(FORWARDED, forwarded);
    for turn in 0..10 {
        from(&format!("6.6.6.{turn}, 198.51.100.1")).await.expect(401);
        from(&format!("2001:db8::{turn}")).await.expect(401);
        from(&format!("198.51.100.{turn}, garbage")).await.expect(401);
    }
    expect_throttled(from("6.6.6.66, 198.51.100.1").await, 60);
    expect_throttled(from("::ffff:198.51.100.1").await, 60);
    expect_throttled(from("2001:db8::ffff:1").await, 60);
    expect_throttled(from("unknown").await, 60);
    expect_throttled(app.obtain("alice", "wrong").await, 60);
    from("2001:db8:0:1::1").await.expect(401);
    from("198.51.100.2").await.expect(401);
}

#[tokio::test]
async fn f13_a_session_shows_the_client_behind_the_proxy() {
    let app = TestApp::build().trusted_proxies([PEER]).start().await;
    app.user("alice").exists().await;
    let login = app.obtain("alice", PASSWORD).header(FORWARDED, "6.6.6.6, 198.51.100.1").await.expect_pair();
    let sessions = app.get("/api/sessions/").bearer(&login.access).await.expect(200).json();
    assert_eq!(sessions[0]["ip"], "198.51.100.1");
}

#[tokio::test]
async fn without_throttle_classes_nothing_is_counted() {
    let app = TestApp::build().start().await;
    for _ in 0..30 {
        app.obtain("alice", "wrong").await.expect(401);
    }
}

#[tokio::test]
async fn a_route_may_be_taken_out_of_its_scope() {
    let route = Route { throttle_scope: Some(String::new()), ..Route::default() };
    let app = new().route("token_obtain_pair", route).start().await;
    for _ in 0..30 {
        app.obtain("alice", "wrong").await.expect(401);
    }
}

#[tokio::test]
async fn a_scope_without_a_rate_stops_the_start() {
    let route = || Route { throttle_scope: Some("books".to_owned()), ..Route::default() };
    let refusal = new().route("schema", route()).refusal().await.unwrap();
    assert_eq!(refusal, RouteNameError::NoRate { name: "schema".to_owned(), scope: "books".to_owned() });
    assert!(refusal.to_string().contains("default_throttle_rates"), "{refusal}");
    assert_eq!(TestApp::build().route("schema", route()).refusal().await, None, "nothing is counted");
}
