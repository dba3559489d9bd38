//! `POST /api/logout/all/`.

use crate::support::{TestApp, seconds};

#[tokio::test]
async fn every_session_of_the_caller_ends_and_is_counted() {
    let app = TestApp::new().await;
    let devices = [app.user("alice").login().await, app.user("alice").login().await, app.user("alice").login().await];
    let bob = app.user("bob").login().await;
    let answer = devices[1].logout_all().await.expect(200).json();
    assert_eq!(answer["sessions"], 3);
    assert!(answer["detail"].is_string());
    for device in devices {
        device.expect_out().await;
    }
    bob.me().await.expect(200);
}

#[tokio::test]
async fn sessions_that_were_over_before_do_not_count() {
    let app = TestApp::new().await;
    let gone = app.user("alice").login().await;
    let alice = app.user("alice").login().await;
    gone.logout().await.expect(200);
    assert_eq!(alice.logout_all().await.expect(200).json()["sessions"], 1);
}

#[tokio::test]
async fn a_login_after_it_is_good_even_in_the_same_second() {
    let app = TestApp::new().await;
    app.user("alice").login().await.logout_all().await.expect(200);
    let again = app.user("alice").login().await;
    again.me().await.expect(200);
    again.refresh().await.expect_pair();
}

#[tokio::test]
async fn tokens_without_a_session_end_too() {
    let app = TestApp::new().await;
    let user = app.user("alice").exists().await;
    let (access, refresh) = (app.foreign_access(&user), app.foreign_refresh(&user));
    app.me(&access).await.expect(200);
    app.call("POST", "/api/logout/all/").bearer(&access).await.expect(200);
    app.me(&access).await.expect_bearer_refused("Token is blacklisted");
    app.refresh(&refresh).await.expect_detail(401, "Token is blacklisted");
}

#[tokio::test]
async fn it_asks_for_a_good_bearer_token() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.call("POST", "/api/logout/all/").await.expect_detail(401, "Authentication credentials were not provided.");
    app.clock.advance(seconds(900));
    alice.logout_all().await.expect_bearer_refused("Token is expired");
    alice.refresh().await.expect_pair();
}
