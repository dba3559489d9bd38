//! Refresh tokens that others made, without a session of ours.

use std::collections::BTreeSet;

use serde_json::json;

use crate::support::{Answer, PASSWORD, TestApp, at_once, claims, seconds};

#[tokio::test]
async fn a_foreign_token_gets_a_session_at_its_first_refresh() {
    let app = TestApp::new().await;
    let user = app.user("alice").exists().await;
    let foreign = app.foreign_refresh(&user);
    let pair = app.refresh(&foreign).await.expect_pair();
    assert_eq!(claims(&pair.access)["sid"], claims(&pair.refresh)["sid"]);
    assert_eq!(claims(&pair.refresh)["sid"].as_str().unwrap().len(), 32);
    let device = app.user("alice").login().await.with(pair);
    assert!(device.sessions().await.iter().any(|session| session["current"] == true));
    device.refresh().await.expect_pair();
}

#[tokio::test]
async fn an_adopted_token_is_spent_as_ours_are() {
    let app = TestApp::new().await;
    let foreign = app.foreign_refresh(&app.user("alice").exists().await);
    let first = app.refresh(&foreign).await.expect_pair();
    app.clock.advance(seconds(29));
    assert_eq!(app.refresh(&foreign).await.expect_pair().refresh, first.refresh);
    app.clock.advance(seconds(1));
    app.refresh(&foreign).await.expect_detail(401, "Token is blacklisted");
    app.refresh(&first.refresh).await.expect_detail(401, "Token is blacklisted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_first_refreshes_at_once_make_one_session() {
    let app = TestApp::new().await;
    let foreign = app.foreign_refresh(&app.user("alice").exists().await);
    let answers = at_once((0..50).map(|_| app.refresh(&foreign))).await;
    let refreshes: BTreeSet<_> = answers.into_iter().map(|answer: Answer| answer.expect_pair().refresh).collect();
    assert_eq!(refreshes.len(), 1);
    let sessions = app.user("alice").login().await.sessions().await;
    assert_eq!(sessions.len(), 2, "the adopted one and this login");
}

#[tokio::test]
async fn foreign_claims_survive_and_reach_the_access_token() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let mut foreign = app.good_claims("refresh");
    foreign["team"] = json!(["a", { "b": 1.5 }]);
    let pair = app.refresh(&app.sign(&foreign)).await.expect_pair();
    let next = app.refresh(&pair.refresh).await.expect_pair();
    for token in [&pair.access, &pair.refresh, &next.access, &next.refresh] {
        assert_eq!(claims(token)["team"], foreign["team"]);
    }
}

#[tokio::test]
async fn a_foreign_token_from_before_the_mark_is_refused_and_a_later_one_is_not() {
    let app = TestApp::new().await;
    let user = app.user("alice").exists().await;
    let (refresh, access) = (app.foreign_refresh(&user), app.foreign_access(&user));
    app.me(&access).await.expect(200);
    app.user("alice").log_out().await;
    app.me(&access).await.expect_bearer_refused("Token is blacklisted");
    app.refresh(&refresh).await.expect_detail(401, "Token is blacklisted");
    app.verify(&access).await.expect_detail(401, "Token is blacklisted");
    app.clock.advance(seconds(1));
    app.me(&app.foreign_access(&user)).await.expect(200);
    app.refresh(&app.foreign_refresh(&user)).await.expect_pair();
}

#[tokio::test]
async fn a_token_that_hides_its_issue_does_not_pass_a_mark() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let mut undated = app.good_claims("refresh");
    undated.as_object_mut().unwrap().remove("iat");
    app.user("alice").log_out().await;
    app.refresh(&app.sign(&undated)).await.expect_detail(401, "Token is blacklisted");
}

#[tokio::test]
async fn a_foreign_token_that_was_blacklisted_is_not_adopted() {
    let app = TestApp::new().await;
    let foreign = app.foreign_refresh(&app.user("alice").exists().await);
    app.blacklist(&foreign).await.expect_json(200, &json!({}));
    app.refresh(&foreign).await.expect_detail(401, "Token is blacklisted");
    app.blacklist(&foreign).await.expect_detail(401, "Token is blacklisted");
    assert_eq!(app.user("alice").login().await.sessions().await.len(), 1);
}

#[tokio::test]
async fn blacklisting_the_adopted_token_ends_the_session_that_it_got() {
    let app = TestApp::new().await;
    let foreign = app.foreign_refresh(&app.user("alice").exists().await);
    let pair = app.refresh(&foreign).await.expect_pair();
    app.blacklist(&foreign).await.expect(200);
    app.me(&pair.access).await.expect_bearer_refused("Token is blacklisted");
    app.refresh(&pair.refresh).await.expect_detail(401, "Token is blacklisted");
}

#[tokio::test]
async fn a_foreign_token_refreshes_without_rotation_and_stays_foreign() {
    let app = TestApp::build().rotation_off().start().await;
    let foreign = app.foreign_refresh(&app.user("alice").exists().await);
    let access = app.refresh(&foreign).await.expect(200).json()["access"].as_str().unwrap().to_owned();
    assert_eq!(claims(&access).get("sid"), None);
    app.me(&access).await.expect(200);
    assert_eq!(app.user("alice").login().await.sessions().await.len(), 1);
}

#[tokio::test]
async fn a_foreign_access_token_logs_out_by_itself() {
    let app = TestApp::new().await;
    let user = app.user("alice").exists().await;
    let access = app.foreign_access(&user);
    app.call("POST", "/api/logout/").bearer(&access).await.expect(200);
    app.me(&access).await.expect_bearer_refused("Token is blacklisted");
    app.verify(&access).await.expect_detail(401, "Token is blacklisted");
    app.obtain("alice", PASSWORD).await.expect_pair();
}

#[tokio::test]
async fn a_foreign_access_token_is_no_fresh_proof() {
    let app = TestApp::new().await;
    let access = app.foreign_access(&app.user("alice").exists().await);
    let email = json!({ "email": "new@example.com" });
    app.call("PATCH", "/api/users/me/")
        .bearer(&access)
        .json(&email)
        .await
        .expect_error(403, "reauthentication_required");
    let proof = json!({ "email": "new@example.com", "current_password": PASSWORD });
    app.call("PATCH", "/api/users/me/").bearer(&access).json(&proof).await.expect(200);
    let told = app.call("POST", "/api/reauthenticate/").bearer(&access).json(&json!({ "password": PASSWORD })).await;
    assert!(told.expect(400).json()["non_field_errors"].is_array());
}
