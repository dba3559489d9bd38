//! `/api/sessions/`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_server::{AuthenticationClass, RestFramework};
use serde_json::json;

use crate::support::{Browser, PASSWORD, TestApp, seconds};

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";

#[tokio::test]
async fn a_session_shows_device_address_and_dates() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login_with(FIREFOX).await;
    let expected = json!([{
        "id": alice.sid(),
        "created_at": "2026-01-01T00:00:00Z",
        "last_used_at": "2026-01-01T00:00:00Z",
        "expires_at": "2026-01-31T00:00:00Z",
        "ip": "203.0.113.7",
        "user_agent": FIREFOX,
        "device": "Firefox on Windows",
        "current": true,
    }]);
    let answer = alice.call("GET", "/api/sessions/").await.expect(200);
    assert_eq!(answer.text(), expected.to_string());
}

#[tokio::test]
async fn the_newest_use_comes_first_and_the_asking_one_is_current() {
    let app = TestApp::new().await;
    let phone = app.user("alice").login_with("okhttp/4.12").await;
    app.clock.advance(seconds(60));
    let laptop = app.user("alice").login_with("curl/8.5").await;
    app.clock.advance(seconds(60));
    let phone = phone.with(phone.refresh().await.expect_pair());
    app.clock.advance(seconds(60));
    let devices: Vec<_> = phone.sessions().await.iter().map(|s| (s["device"].clone(), s["current"].clone())).collect();
    assert_eq!(devices, [(json!("Android app"), json!(true)), (json!("curl"), json!(false))]);
    assert_eq!(laptop.sessions().await[1]["current"], true);
}

#[tokio::test]
async fn the_last_use_is_shown_late_by_the_reuse_interval() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(100));
    let alice = alice.with(alice.refresh().await.expect_pair());
    assert_eq!(alice.sessions().await[0]["last_used_at"], "2026-01-01T00:00:00Z", "as before the refresh");
    app.clock.advance(seconds(30));
    assert_eq!(alice.sessions().await[0]["last_used_at"], "2026-01-01T00:01:40Z");
    let alice = alice.with(alice.refresh().await.expect_pair());
    assert_eq!(alice.sessions().await[0]["last_used_at"], "2026-01-01T00:01:40Z", "as before the refresh");
}

#[tokio::test]
async fn without_rotation_the_last_use_is_written_at_most_once_a_minute() {
    let app = TestApp::build().rotation_off().start().await;
    let alice = app.user("alice").login().await;
    for (wait, noted) in [(59, "00:00:00"), (1, "00:01:00"), (59, "00:01:00"), (1, "00:02:00"), (1, "00:02:00")] {
        app.clock.advance(seconds(wait));
        alice.refresh().await.expect(200);
        let later = app.another_node_with(|build| build.reuse_interval(0)).await;
        let listed = later.get("/api/sessions/").bearer(&alice.access).await.expect(200).json();
        assert_eq!(listed[0]["last_used_at"], format!("2026-01-01T{noted}Z"));
    }
}

#[tokio::test]
async fn one_session_is_shown_as_in_the_list() {
    let app = TestApp::new().await;
    let (alice, phone) = (app.user("alice").login().await, app.user("alice").login_with("okhttp/4.12").await);
    app.clock.advance(seconds(100));
    phone.refresh().await.expect_pair();
    for listed in alice.sessions().await {
        let path = format!("/api/sessions/{}/", listed["id"].as_str().unwrap());
        assert_eq!(alice.call("GET", &path).await.expect(200).json(), listed);
    }
    let page = alice.call("GET", &format!("/api/sessions/{}/", phone.sid())).header("accept", "text/html");
    let page = page.await.expect(200);
    assert!(page.text().contains("name=\"_method\" value=\"DELETE\""), "{}", page.text());
}

#[tokio::test]
async fn who_comes_without_a_session_sees_none_as_current() {
    let app = TestApp::build().rest_framework(RestFramework {
        authentication_classes: vec![
            AuthenticationClass::Jwt,
            AuthenticationClass::Basic,
            AuthenticationClass::Session,
        ],
        throttle_classes: Vec::new(),
        ..RestFramework::default()
    });
    let app = app.start().await;
    let (laptop, browser) = (app.user("alice").login().await, Browser::of(&app, "alice").await);
    let basic = format!("Basic {}", STANDARD.encode(format!("alice:{PASSWORD}")));
    let foreign = app.foreign_access(&app.row_of("alice").await);
    for call in [
        browser.call("GET", "/api/sessions/"),
        app.get("/api/sessions/").header("authorization", basic),
        app.get("/api/sessions/").bearer(&foreign),
    ] {
        let sessions = call.await.expect(200).json();
        let seen: Vec<_> = sessions.as_array().unwrap().iter().map(|s| (&s["id"], &s["current"])).collect();
        assert_eq!(seen, [(&json!(laptop.sid()), &json!(false))]);
    }
}

#[tokio::test]
async fn a_person_ends_one_of_their_sessions() {
    let app = TestApp::new().await;
    let phone = app.user("alice").login().await;
    let laptop = app.user("alice").login().await;
    let answer = laptop.end_session(&phone.sid()).await.expect(204);
    assert_eq!((answer.text(), answer.header("content-type")), ("", ""));
    phone.expect_out().await;
    assert_eq!(laptop.sessions().await.len(), 1);
    laptop.end_session(&laptop.sid()).await.expect(204);
    laptop.expect_out().await;
}

#[tokio::test]
async fn c17_somebody_elses_session_is_as_absent_as_none_at_all() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let mallory = app.user("mallory").login().await;
    let over = app.user("mallory").login().await;
    over.logout().await.expect(200);
    let others = mallory.end_session(&alice.sid()).await.expect(404);
    assert_eq!(others.text(), r#"{"detail":"Not found."}"#);
    let shown = mallory.call("GET", &format!("/api/sessions/{}/", alice.sid())).await.expect(404);
    assert_eq!(shown.text(), others.text());
    for unknown in ["0".repeat(32), over.sid(), alice.sid().to_uppercase(), "1".to_owned(), "%ff".to_owned()] {
        assert_eq!(mallory.end_session(&unknown).await.expect(404).text(), others.text(), "{unknown}");
        let shown = mallory.call("GET", &format!("/api/sessions/{unknown}/")).await.expect(404);
        assert_eq!(shown.text(), others.text(), "{unknown}");
    }
    alice.me().await.expect(200);
    assert!(mallory.sessions().await.iter().all(|session| session["id"] != alice.sid()));
}

#[tokio::test]
async fn all_others_end_and_this_one_stays() {
    let app = TestApp::new().await;
    let phone = app.user("alice").login().await;
    let laptop = app.user("alice").login().await;
    let bob = app.user("bob").login().await;
    laptop.call("DELETE", "/api/sessions/").await.expect(204);
    phone.expect_out().await;
    laptop.me().await.expect(200);
    bob.me().await.expect(200);
    assert_eq!(laptop.sessions().await.len(), 1);
}

#[tokio::test]
async fn all_others_are_those_of_browsers_and_tokens_without_a_session_too() {
    let app = TestApp::new().await;
    let (browser, laptop) = (Browser::of(&app, "alice").await, app.user("alice").login().await);
    let foreign = app.foreign_access(&app.row_of("alice").await);
    app.me(&foreign).await.expect(200);
    laptop.call("DELETE", "/api/sessions/").await.expect(204);
    laptop.me().await.expect(200);
    laptop.refresh().await.expect_pair();
    browser.me().await.expect(401);
    app.me(&foreign).await.expect_bearer_refused("Token is blacklisted");
}

#[tokio::test]
async fn a_browser_ends_all_others_and_stays() {
    let app = TestApp::new().await;
    let (here, elsewhere) = (Browser::of(&app, "alice").await, Browser::of(&app, "alice").await);
    let (laptop, foreign) = (app.user("alice").login().await, app.foreign_access(&app.row_of("alice").await));
    let end = || here.call("DELETE", "/api/sessions/").header("x-csrftoken", &here.jar["csrftoken"]);
    for _ in 0..2 {
        end().await.expect(204);
        here.me().await.expect(200);
    }
    elsewhere.me().await.expect(401);
    laptop.expect_out().await;
    app.me(&foreign).await.expect_bearer_refused("Token is blacklisted");
    app.clock.advance(seconds(60));
    end().await.expect(204);
    here.me().await.expect(200);
    app.clock.advance(seconds(1));
    app.user("alice").log_out().await;
    here.me().await.expect(401);
}

#[tokio::test]
async fn a_token_without_a_session_ends_sessions_and_not_itself() {
    let app = TestApp::new().await;
    let laptop = app.user("alice").login().await;
    let foreign = app.foreign_access(&app.row_of("alice").await);
    app.call("DELETE", "/api/sessions/").bearer(&foreign).await.expect(204);
    laptop.expect_out().await;
    app.me(&foreign).await.expect(200);
}

#[tokio::test]
async fn a_session_past_its_end_is_no_longer_listed() {
    let app = TestApp::build().session_lifetime(86_400).start().await;
    app.user("alice").login().await;
    app.clock.advance(seconds(86_400));
    assert_eq!(app.user("alice").login().await.sessions().await.len(), 1);
}

#[tokio::test]
async fn a_session_whose_refresh_token_expired_is_no_longer_listed() {
    let app = TestApp::new().await;
    app.user("alice").login().await;
    app.clock.advance(seconds(86_401));
    assert_eq!(app.user("alice").login().await.sessions().await.len(), 1);
}

#[tokio::test]
async fn an_odd_user_agent_is_kept_within_bounds() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login_with(&"\u{e9}".repeat(2000)).await;
    let shown = alice.sessions().await[0].clone();
    assert_eq!(shown["user_agent"].as_str().unwrap().len(), 512);
    assert!(shown["device"].as_str().unwrap().chars().count() <= 40);
    assert_eq!(app.user("bob").login().await.sessions().await[0]["device"], "Unknown device");
}

#[tokio::test]
async fn sessions_are_for_those_who_are_logged_in() {
    let app = TestApp::new().await;
    let one = format!("/api/sessions/{}/", "0".repeat(32));
    for (method, path) in [("GET", "/api/sessions/"), ("DELETE", "/api/sessions/"), ("GET", &one), ("DELETE", &one)] {
        app.call(method, path).await.expect_detail(401, "Authentication credentials were not provided.");
    }
}
