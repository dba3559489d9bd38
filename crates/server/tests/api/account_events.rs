//! What happens to tokens when something happens to the account that they are of.

use serde_json::json;

use crate::support::{PASSWORD, TestApp};

#[tokio::test]
async fn reactivation_revives_no_session() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.user("alice").deactivate().await;
    app.obtain("alice", PASSWORD).await.expect(401);
    app.user("alice").reactivate().await;
    alice.expect_out().await;
    app.user("alice").login().await.me().await.expect(200);
}

#[tokio::test]
async fn reactivation_revives_nothing_that_another_program_had_deactivated() {
    let app = TestApp::build().user_cache_age(0).start().await;
    let alice = app.user("alice").login().await;
    app.sql("UPDATE auth_user SET is_active = FALSE").await;
    alice.me().await.expect_error(401, "user_inactive");
    app.user("alice").reactivate().await;
    alice.expect_out().await;
}

#[tokio::test]
async fn a_new_password_ends_every_session_and_the_old_password() {
    let app = TestApp::new().await;
    let (phone, laptop) = (app.user("alice").login().await, app.user("alice").login().await);
    app.user("alice").change_password("another one entirely").await;
    phone.expect_out().await;
    laptop.expect_out().await;
    app.obtain("alice", PASSWORD).await.expect(401);
    app.obtain("alice", "another one entirely").await.expect_pair();
}

#[tokio::test]
async fn a_logout_by_the_operator_ends_every_session() {
    let app = TestApp::new().await;
    let (phone, laptop) = (app.user("alice").login().await, app.user("alice").login().await);
    app.user("alice").log_out().await;
    phone.expect_out().await;
    laptop.expect_out().await;
}

#[tokio::test]
async fn c11_tokens_of_a_deleted_account_do_not_fit_the_next_one_of_its_name() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    alice.delete_account(PASSWORD).await.expect(204);
    let namesake = app.user("alice").login().await;
    assert_eq!(namesake.me().await.expect(200).json()["id"], 2);
    alice.me().await.expect_error(401, "user_not_found");
    alice.refresh().await.expect_detail(401, "No active account found for the given token.");
    assert_eq!(namesake.sessions().await.len(), 1);
}

#[tokio::test]
async fn c09_a_refresh_after_each_event_is_refused_on_a_node_that_has_not_heard_of_it() {
    let app = TestApp::new().await;
    let deaf = app.another_node().await;
    for name in ["deactivated", "changed", "logged_out", "deleted"] {
        let device = app.user(name).login().await;
        deaf.me(&device.access).await.expect(200);
        match name {
            "deactivated" => app.user(name).deactivate().await,
            "changed" => app.user(name).change_password("another one entirely").await,
            "logged_out" => app.user(name).log_out().await,
            _ => drop(device.delete_account(PASSWORD).await.expect(204)),
        }
        deaf.refresh(&device.refresh).await.expect(401);
    }
}

#[tokio::test]
async fn a_profile_changed_on_one_node_is_shown_by_it_at_once() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    alice.me().await.expect(200);
    alice.change(&json!({ "first_name": "Al" })).await.expect(200);
    assert_eq!(alice.me().await.expect(200).json()["first_name"], "Al");
}
