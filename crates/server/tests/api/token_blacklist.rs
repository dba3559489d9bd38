//! `POST /api/token/blacklist/`.

use serde_json::json;

use crate::support::{TestApp, claims, seconds};

#[tokio::test]
async fn blacklisting_ends_the_session_with_its_access_tokens() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let second = alice.with(alice.refresh().await.expect_pair());
    assert_eq!(app.blacklist(&second.refresh).await.expect(200).text(), "{}");
    alice.expect_out().await;
    second.expect_out().await;
}

#[tokio::test]
async fn c12_blacklisting_twice_is_refused_the_second_time() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.blacklist(&alice.refresh).await.expect(200);
    app.blacklist(&alice.refresh).await.expect_error(401, "token_not_valid").expect_detail(401, "Token is blacklisted");
}

#[tokio::test]
async fn the_previous_token_counts_as_live_within_the_interval() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let second = alice.with(alice.refresh().await.expect_pair());
    app.clock.advance(seconds(29));
    app.blacklist(&alice.refresh).await.expect_json(200, &json!({}));
    second.expect_out().await;
}

#[tokio::test]
async fn a_spent_token_is_refused_and_ends_its_session_too() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let second = alice.with(alice.refresh().await.expect_pair());
    app.clock.advance(seconds(30));
    app.blacklist(&alice.refresh).await.expect_detail(401, "Token is blacklisted");
    second.expect_out().await;
}

#[tokio::test]
async fn without_detection_a_spent_token_is_refused_and_ends_nothing() {
    let app = TestApp::build().detection_off().start().await;
    let alice = app.user("alice").login().await;
    let second = alice.refresh().await.expect_pair();
    app.clock.advance(seconds(30));
    app.blacklist(&alice.refresh).await.expect_detail(401, "Token is blacklisted");
    app.refresh(&second.refresh).await.expect_pair();
}

#[tokio::test]
async fn c13_only_a_good_refresh_token_can_be_blacklisted() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.blacklist(&alice.access).await.expect_detail(401, "Token has wrong type");
    app.blacklist("nonsense").await.expect_detail(401, "Token is invalid");
    app.post("/api/token/blacklist/", &json!({}))
        .await
        .expect_json(400, &json!({ "refresh": ["This field is required."] }));
    app.clock.advance(seconds(86_400));
    app.blacklist(&alice.refresh).await.expect_detail(401, "Token is expired");
}

#[tokio::test]
async fn a_token_that_names_a_session_not_on_record_is_refused() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let mut lost = claims(&alice.refresh);
    lost["sid"] = json!("0".repeat(32));
    app.blacklist(&app.sign(&lost)).await.expect_detail(401, "Token is blacklisted");
    alice.refresh().await.expect_pair();
}

#[tokio::test]
async fn c13_nobody_ends_a_session_with_a_token_of_somebody_else() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.user("mallory").exists().await;
    let mut crossed = claims(&alice.refresh);
    crossed["user_id"] = json!("2");
    app.blacklist(&app.sign(&crossed)).await.expect(401);
    alice.me().await.expect(200);
}

#[tokio::test]
async fn the_token_of_a_deleted_user_is_accepted_as_in_simplejwt() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    alice.delete_account(crate::support::PASSWORD).await.expect(204);
    app.blacklist(&alice.refresh).await.expect_json(200, &json!({}));
}
