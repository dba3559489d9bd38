//! `POST /api/logout/`.

use countersign_token::TokenPolicy;
use serde_json::json;

use crate::support::{TestApp, seconds};

const DONE: &str = r#"{"detail":"Successfully logged out."}"#;

#[tokio::test]
async fn a_bearer_token_logs_its_session_out() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    assert_eq!(alice.logout().await.expect(200).text(), DONE);
    alice.expect_out().await;
}

#[tokio::test]
async fn a_refresh_token_logs_its_session_out() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    assert_eq!(app.logout(&json!({ "refresh": alice.refresh })).await.expect(200).text(), DONE);
    alice.expect_out().await;
}

#[tokio::test]
async fn both_credentials_log_out_the_sessions_of_both() {
    let app = TestApp::new().await;
    let phone = app.user("alice").login().await;
    let laptop = app.user("alice").login().await;
    app.logout(&json!({ "refresh": laptop.refresh })).bearer(&phone.access).await.expect(200);
    phone.expect_out().await;
    laptop.expect_out().await;
}

#[tokio::test]
async fn both_credentials_of_one_session_are_fine_together() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.logout(&json!({ "refresh": alice.refresh })).bearer(&alice.access).await.expect(200);
    alice.expect_out().await;
}

#[tokio::test]
async fn an_empty_refresh_field_does_not_hinder_a_good_bearer_token() {
    let app = TestApp::new().await;
    for nothing in [json!(null), json!(""), json!("  ")] {
        let alice = app.user("alice").login().await;
        app.logout(&json!({ "refresh": nothing })).bearer(&alice.access).await.expect(200);
        alice.expect_out().await;
    }
}

#[tokio::test]
async fn without_a_credential_nobody_is_logged_out() {
    let app = TestApp::new().await;
    let told = "Authentication credentials were not provided.";
    app.logout(&json!({})).await.expect_detail(401, told);
    app.call("POST", "/api/logout/").await.expect_detail(401, told);
    app.logout(&json!({})).header("authorization", "Basic YTpi").await.expect_detail(401, told);
}

#[tokio::test]
async fn any_one_good_credential_suffices() {
    let app = TestApp::new().await;
    for bad in ["Bearer nonsense", "Bearer", "Bearer a b", "Token x", ""] {
        let alice = app.user("alice").login().await;
        let logout = app.logout(&json!({ "refresh": alice.refresh })).header("authorization", bad);
        assert_eq!(logout.await.expect(200).text(), DONE, "{bad:?}");
        alice.expect_out().await;
    }
    let alice = app.user("alice").login().await;
    app.logout(&json!({ "refresh": "nonsense" })).bearer(&alice.access).await.expect(200);
    alice.expect_out().await;
}

#[tokio::test]
async fn a_bad_credential_alone_is_told_why() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.logout(&json!({})).bearer("nonsense").await.expect_bearer_refused("Token is invalid");
    app.logout(&json!({})).header("authorization", "Bearer").await.expect_error(401, "bad_authorization_header");
    app.logout(&json!({ "refresh": "nonsense" })).await.expect_detail(401, "Token is invalid");
    app.logout(&json!({ "refresh": "x" })).bearer("nonsense").await.expect_bearer_refused("Token is invalid");
    app.logout(&json!({ "refresh": alice.access })).await.expect_detail(401, "Token has wrong type");
    alice.me().await.expect(200);
}

#[tokio::test]
async fn an_expired_access_token_with_a_good_refresh_token_logs_out() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(901));
    alice.logout().await.expect_bearer_refused("Token is expired");
    app.logout(&json!({ "refresh": alice.refresh })).bearer(&alice.access).await.expect(200);
    alice.refresh().await.expect_detail(401, "Token is blacklisted");
}

#[tokio::test]
async fn logging_out_twice_is_refused_the_second_time() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    alice.logout().await.expect(200);
    alice.logout().await.expect_bearer_refused("Token is blacklisted");
    app.logout(&json!({ "refresh": alice.refresh })).await.expect_detail(401, "Token is blacklisted");
}

#[tokio::test]
async fn a_spent_refresh_token_is_refused_and_ends_its_session() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let second = alice.with(alice.refresh().await.expect_pair());
    app.clock.advance(seconds(30));
    app.logout(&json!({ "refresh": alice.refresh })).await.expect_detail(401, "Token is blacklisted");
    second.expect_out().await;
}

#[tokio::test]
async fn a_logout_is_known_to_the_other_nodes_once_they_follow() {
    let app = TestApp::new().await;
    let other = app.another_node().await;
    let alice = app.user("alice").login().await;
    other.me(&alice.access).await.expect(200);
    alice.logout().await.expect(200);
    other.follow().await;
    other.me(&alice.access).await.expect_bearer_refused("Token is blacklisted");
    let third = app.another_node().await;
    third.me(&alice.access).await.expect_bearer_refused("Token is blacklisted");
}

#[tokio::test]
async fn a_token_that_was_taken_in_takes_its_session_with_it_at_once() {
    let untyped = TokenPolicy { token_type_claim: None, ..TokenPolicy::default() };
    let app = TestApp::build().tokens(untyped).start().await;
    let theirs = app.foreign_refresh(&app.user("alice").exists().await);
    let ours = app.refresh(&theirs).await.expect_pair();
    app.logout(&json!({})).bearer(&theirs).await.expect(200);
    app.me(&ours.access).await.expect_bearer_refused("Token is blacklisted");
}
