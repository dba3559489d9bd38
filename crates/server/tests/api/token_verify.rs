//! `POST /api/token/verify/`.

use serde_json::json;

use crate::support::{Call, TestApp, seconds};

const BLACKLISTED: &str = r#"{"non_field_errors":["Token is blacklisted"]}"#;

async fn expect_blacklisted(call: Call) {
    assert_eq!(call.await.expect(400).text(), BLACKLISTED);
}

#[tokio::test]
async fn a_good_token_of_any_type_verifies() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    for token in [&alice.access, &alice.refresh, &app.sign(&app.good_claims("sliding"))] {
        assert_eq!(app.verify(token).await.expect(200).text(), "{}");
    }
}

#[tokio::test]
async fn the_user_of_a_token_is_not_asked_for() {
    let app = TestApp::new().await;
    for user in [json!("999"), json!("abc"), json!(null), json!([])] {
        let mut claims = app.good_claims("access");
        claims["user_id"] = user;
        app.verify(&app.sign(&claims)).await.expect_json(200, &json!({}));
    }
}

#[tokio::test]
async fn an_expired_or_broken_token_is_told_so() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(900));
    app.verify(&alice.access).await.expect_error(401, "token_not_valid").expect_detail(401, "Token is expired");
    app.verify("a.b.c").await.expect_detail(401, "Token is invalid");
    app.verify("").await.expect_json(400, &json!({ "token": ["This field may not be blank."] }));
}

#[tokio::test]
async fn a_revoked_access_token_is_refused() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    alice.logout().await.expect(200);
    let answer = app.verify(&alice.access).await.expect_error(401, "token_not_valid");
    assert_eq!(answer.text(), r#"{"detail":"Token is blacklisted","code":"token_not_valid"}"#);
}

#[tokio::test]
async fn a_rotated_token_verifies_within_the_interval_and_not_after() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let second = alice.refresh().await.expect_pair();
    app.clock.advance(seconds(29));
    app.verify(&alice.refresh).await.expect(200);
    app.clock.advance(seconds(1));
    expect_blacklisted(app.verify(&alice.refresh)).await;
    app.verify(&second.refresh).await.expect(200);
}

#[tokio::test]
async fn verifying_a_spent_token_is_no_theft() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let second = alice.refresh().await.expect_pair();
    app.clock.advance(seconds(31));
    expect_blacklisted(app.verify(&alice.refresh)).await;
    app.me(&second.access).await.expect(200);
    app.refresh(&second.refresh).await.expect_pair();
}

#[tokio::test]
async fn verifying_spends_nothing() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.verify(&alice.refresh).await.expect(200);
    assert_eq!(alice.refresh().await.expect(200).header("x-refresh-reuse"), "none");
}

#[tokio::test]
async fn c12_a_blacklisted_or_ended_refresh_token_is_a_field_error_as_in_simplejwt() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.blacklist(&alice.refresh).await.expect(200);
    expect_blacklisted(app.verify(&alice.refresh)).await;
    let again = app.user("alice").login().await;
    again.logout_all().await.expect(200);
    expect_blacklisted(app.verify(&again.refresh)).await;
}

#[tokio::test]
async fn without_blacklist_after_rotation_only_an_ended_session_counts() {
    let app = TestApp::build().blacklist_off().start().await;
    let alice = app.user("alice").login().await;
    let second = alice.refresh().await.expect_pair();
    app.blacklist(&alice.refresh).await.expect(200);
    app.verify(&alice.refresh).await.expect_json(200, &json!({}));
    app.logout(&json!({})).bearer(&second.access).await.expect(200);
    for token in [&alice.refresh, &second.refresh] {
        app.verify(token).await.expect_error(401, "token_not_valid").expect_detail(401, "Token is blacklisted");
    }
}

#[tokio::test]
async fn an_expired_token_says_so_even_if_it_was_blacklisted() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.blacklist(&alice.refresh).await.expect(200);
    app.clock.advance(seconds(86_400));
    app.verify(&alice.refresh).await.expect_detail(401, "Token is expired");
}
