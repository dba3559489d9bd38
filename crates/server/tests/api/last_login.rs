//! `jwt.update_last_login`: a login is noted in its user's row.

use serde_json::json;

use crate::support::{PASSWORD, TestApp, seconds};

#[tokio::test]
async fn by_default_a_login_is_not_noted() {
    let app = TestApp::new().await;
    app.user("alice").login().await;
    assert_eq!(app.row_of("alice").await.last_login, None);
}

#[tokio::test]
async fn a_login_is_noted_and_a_refresh_or_a_refused_login_is_not() {
    let app = TestApp::build().policy(|policy| policy.update_last_login = true).start().await;
    let alice = app.user("alice").login().await;
    let noted = app.ctx().clock.now();
    app.clock.advance(seconds(60));
    alice.refresh().await.expect(200);
    app.obtain("alice", "wrong").await.expect(401);
    assert_eq!(app.row_of("alice").await.last_login, Some(noted));
    app.user("alice").login().await;
    assert_eq!(app.row_of("alice").await.last_login, Some(app.ctx().clock.now()));
}

#[tokio::test]
async fn a_noted_login_ends_nothing_and_changes_no_answer() {
    let app =
        TestApp::build().policy(|policy| policy.update_last_login = true).response_fields(&["user"]).start().await;
    let first = app.user("alice").login().await;
    let answer = app.obtain("alice", PASSWORD).await.expect(200).json();
    assert_eq!(answer["user"], first.me().await.expect(200).json());
    assert_eq!(answer["user"].get("last_login"), None, "{answer}");
    first.refresh().await.expect(200);
    assert_eq!(first.me().await.json()["username"], json!("alice"));
}
