//! `POST /api/token/session/`: tokens for who is logged in with a browser.

use countersign_server::{AuthenticationClass, RestFramework};
use serde_json::json;

use crate::support::{Browser, Call, TestApp, claims, seconds};

const PATH: &str = "/api/token/session/";
const ANONYMOUS: &str = "Authentication credentials were not provided.";

/// As a page of ours asks, with the cookie's token in the header.
fn ask(browser: &Browser) -> Call {
    browser.call("POST", PATH).header("x-csrftoken", &browser.jar["csrftoken"])
}

#[tokio::test]
async fn a_browser_that_is_logged_in_gets_a_pair_of_its_own_session() {
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    let answer = ask(&alice).await.expect(200);
    assert_eq!((answer.header("cache-control"), answer.header("vary")), ("no-store", "Accept, Cookie"));
    assert_eq!(answer.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["refresh", "access"]);
    let pair = answer.expect_pair();
    app.me(&pair.access).await.expect(200);
    let next = app.refresh(&pair.refresh).await.expect_pair();
    assert_eq!(claims(&next.access)["sid"], claims(&pair.refresh)["sid"]);
    app.logout(&json!({ "refresh": next.refresh })).await.expect(200);
    alice.me().await.expect(200);
}

#[tokio::test]
async fn it_is_no_proof_of_identity() {
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    let device = app.user("alice").login().await.with(ask(&alice).await.expect_pair());
    let refused = device.delete_account("wrong").await;
    refused.expect(400);
    let row = app.text("SELECT CAST(count(*) AS TEXT) FROM countersign_session WHERE proven_at IS NULL").await;
    assert_eq!(row, "1");
}

#[tokio::test]
async fn what_a_script_from_elsewhere_sends_is_refused() {
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    alice.call("POST", PATH).await.expect_detail(403, "CSRF Failed: CSRF token missing.");
    let wrong = "a".repeat(32);
    let told = alice.call("POST", PATH).header("x-csrftoken", wrong).await;
    told.expect_detail(403, "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect.");
    assert_eq!(app.text("SELECT CAST(count(*) AS TEXT) FROM countersign_session").await, "0");
}

#[tokio::test]
async fn nobody_else_than_who_is_logged_in_gets_tokens() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    Browser::new(&app).call("POST", PATH).await.expect_detail(403, ANONYMOUS);
    let device = app.user("alice").login().await;
    // A token is no session of a browser.
    device.call("POST", PATH).await.expect_detail(403, ANONYMOUS);
    let before = alice.clone();
    alice.log_out().await;
    ask(&before).await.expect_detail(403, ANONYMOUS);
    let again = Browser::of(&app, "alice").await;
    app.user("alice").deactivate().await;
    ask(&again).await.expect_detail(403, ANONYMOUS);
}

#[tokio::test]
async fn a_cookie_of_the_password_before_gets_no_tokens() {
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    ask(&alice).await.expect(200);
    // Django changes it: nobody tells this process, which remembers the user.
    app.sql("UPDATE auth_user SET password = 'pbkdf2_sha256$1$other$AAAA'").await;
    ask(&alice).await.expect_detail(403, ANONYMOUS);
    app.clock.advance(seconds(60));
    ask(&alice).await.expect_detail(403, ANONYMOUS);
}

#[tokio::test]
async fn the_default_classes_do_not_matter() {
    let classes = RestFramework {
        authentication_classes: vec![AuthenticationClass::Jwt],
        throttle_classes: Vec::new(),
        ..RestFramework::default()
    };
    let app = TestApp::build().rest_framework(classes).start().await;
    let alice = Browser::of(&app, "alice").await;
    ask(&alice).await.expect_pair();
}

#[tokio::test]
async fn its_sessions_tokens_end_with_a_logout_everywhere() {
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    let pair = ask(&alice).await.expect_pair();
    app.user("alice").log_out().await;
    app.me(&pair.access).await.expect_bearer_refused("Token is blacklisted");
    ask(&alice).await.expect_detail(403, ANONYMOUS);
}

#[tokio::test]
async fn it_has_a_page_and_says_what_it_takes() {
    let app = TestApp::build().mount("token_session", &["/api/tokens/mine/"]).start().await;
    let alice = Browser::of(&app, "alice").await;
    let options = alice.call("OPTIONS", "/api/tokens/mine/").header("x-csrftoken", &alice.jar["csrftoken"]);
    assert_eq!(options.await.expect(200).json()["name"], "Token Session");
    let page = alice.call("GET", "/api/tokens/mine/").header("accept", "text/html").await;
    assert!(page.expect(405).text().contains("Token Session"));
    app.get(PATH).await.expect(404);
}
