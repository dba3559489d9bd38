//! Callers by session cookie (DRF's `SessionAuthentication`), and the forgeries that they are protected from.

use countersign_core::flows;
use countersign_core::web_session::{WebSessionKey, dumps, loads};
use countersign_server::{AuthenticationClass, RestFramework, Route};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Answer, Browser, PASSWORD, TestApp};

const ANONYMOUS: &str = "Authentication credentials were not provided.";

#[tokio::test]
async fn s37_a_session_opens_the_api_and_a_change_repeats_the_token() {
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    let seen = alice.me().await.expect(200);
    assert_eq!((seen.json()["username"].as_str(), seen.header("vary")), (Some("alice"), "Accept, Cookie"));
    let refused = alice.forged_change("Mallory").await.expect_detail(403, "CSRF Failed: CSRF token missing.");
    assert_eq!((refused.header("vary"), refused.header("www-authenticate")), ("Accept, Cookie", ""));
    assert_eq!(alice.change("Alice").await.expect(200).json()["first_name"], "Alice");
}

#[tokio::test]
async fn i95_the_header_may_be_the_secret_or_masked() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    let masked = alice.open("/accounts/login/").await;
    assert_eq!((masked.len(), alice.jar["csrftoken"].len()), (64, 32));
    alice.forged_change("Alice").header("x-csrftoken", &masked).await.expect(200);
    // A masked cookie is one of an older Django.
    alice.jar.insert("csrftoken".to_owned(), masked);
    alice.change("Alice").await.expect(200);
}

#[tokio::test]
async fn i94_a_forged_request_is_told_why_in_djangos_words() {
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    for (token, reason) in [
        ("abc", "CSRF token from the 'X-Csrftoken' HTTP header has incorrect length."),
        ("", "CSRF token from the 'X-Csrftoken' HTTP header has incorrect length."),
        ("--------------------------------", "CSRF token from the 'X-Csrftoken' HTTP header has invalid characters."),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "CSRF token from the 'X-Csrftoken' HTTP header incorrect."),
    ] {
        let told = alice.forged_change("M").header("x-csrftoken", token).await;
        told.expect_detail(403, &format!("CSRF Failed: {reason}"));
    }
    for (cookie, reason) in [
        (None, "CSRF cookie not set."),
        (Some("short"), "CSRF cookie has incorrect length."),
        (Some("--------------------------------"), "CSRF cookie has invalid characters."),
    ] {
        let mut without = alice.clone();
        without.jar.remove("csrftoken");
        without.jar.extend(cookie.map(|value| ("csrftoken".to_owned(), value.to_owned())));
        let told = without.forged_change("M").header("x-csrftoken", &alice.jar["csrftoken"]).await;
        told.expect_detail(403, &format!("CSRF Failed: {reason}"));
    }
}

#[tokio::test]
async fn f01_another_sites_request_is_refused_even_with_the_token() {
    let app = TestApp::build().trusting("https://*.shop.example").start().await;
    let alice = Browser::of(&app, "alice").await;
    let change = |origin| alice.change("Alice").header("host", "auth.example").header("origin", origin);
    for origin in ["http://auth.example", "https://shop.example", "https://www.shop.example"] {
        change(origin).await.expect(200);
    }
    for origin in [
        "null",
        "",
        "http://evil.example",
        "https://auth.example",
        "http://auth.example:8000",
        "http://www.shop.example",
        "https://evilshop.example",
    ] {
        let reason = format!("CSRF Failed: Origin checking failed - {origin} does not match any trusted origins.");
        change(origin).await.expect_detail(403, &reason);
    }
}

#[tokio::test]
async fn f23_the_token_of_a_form_counts_and_that_of_another_body_does_not() {
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    let token = alice.jar["csrftoken"].clone();
    let fields = format!("csrfmiddlewaretoken={token}&password={}", PASSWORD.replace(' ', "+"));
    let form = |kind: &str| alice.call("POST", "/api/reauthenticate/").body(kind, fields.clone());
    // Past the gate: a cookie has no session of tokens that the proof could be noted on.
    let past = form("application/x-www-form-urlencoded").await;
    let told = "This token belongs to no session. Please log in again.";
    past.expect_json(400, &json!({ "non_field_errors": [told] }));
    for other in ["text/plain", "application/json", "x"] {
        form(other).await.expect_detail(403, "CSRF Failed: CSRF token missing.");
    }
    let missing = alice.call("POST", "/api/reauthenticate/").await;
    missing.expect_detail(403, "CSRF Failed: CSRF token missing.");
    let wrong = alice.call("POST", "/api/reauthenticate/");
    let wrong = wrong.body("application/x-www-form-urlencoded", "csrfmiddlewaretoken=abc").await;
    wrong.expect_detail(403, "CSRF Failed: CSRF token from POST has incorrect length.");
}

#[tokio::test]
async fn i92_csrf_is_asked_of_nobody_who_is_not_logged_in() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    app.user("alice").deactivate().await;
    alice.jar.remove("csrftoken");
    alice.forged_change("M").await.expect_detail(401, ANONYMOUS);
    let body = json!({ "username": "bob", "email": "bob@example.com", "password": PASSWORD });
    Browser::new(&app).call("POST", "/api/register/").json(&body).await.expect(201);
}

#[tokio::test]
async fn a7_only_an_answer_that_the_session_was_asked_for_varies_by_cookie() {
    let app = TestApp::new().await;
    let device = app.user("alice").login().await;
    assert_eq!(device.me().await.expect(200).header("vary"), "Accept");
    assert_eq!(app.get("/api/users/me/").await.expect(401).header("vary"), "Accept, Cookie");
    assert_eq!(app.obtain("alice", PASSWORD).await.expect(200).header("vary"), "Accept");
}

#[tokio::test]
async fn c24_where_the_session_is_asked_first_a_401_is_a_403() {
    use AuthenticationClass::{Jwt, Session};
    let classes = RestFramework { authentication_classes: vec![Session, Jwt], ..RestFramework::default() };
    let app = TestApp::build().rest_framework(classes).start().await;
    let nobody = app.get("/api/users/me/").await.expect_detail(403, ANONYMOUS);
    assert_eq!(nobody.header("www-authenticate"), "");
    app.me("bad").await.expect_error(403, "token_not_valid");
    app.user("alice").login().await.me().await.expect(200);
}

#[tokio::test]
async fn f05_a_bearer_token_goes_before_the_cookie_and_a_bad_one_does_not_fall_back_to_it() {
    let app = TestApp::new().await;
    let (alice, bob) = (Browser::of(&app, "alice").await, app.user("bob").login().await);
    let both = alice.me().bearer(&bob.access).await.expect(200);
    assert_eq!(both.json()["username"], "bob");
    alice.forged_change("M").bearer("junk").await.expect_error(401, "token_not_valid");
    alice
        .forged_change("M")
        .header("authorization", "Junk")
        .await
        .expect_detail(403, "CSRF Failed: CSRF token missing.");
}

#[tokio::test]
async fn s36_a_route_that_is_exempt_asks_for_no_token() {
    let exempt = Route { csrf_exempt: true, ..Route::default() };
    let app = TestApp::build().route("users_me", exempt).start().await;
    let alice = Browser::of(&app, "alice").await;
    alice.forged_change("Alice").await.expect(200);
    app.get("/api/users/me/").await.expect_detail(401, ANONYMOUS);
    let elsewhere = alice.call("POST", "/api/logout/all/").await;
    elsewhere.expect_detail(403, "CSRF Failed: CSRF token missing.");
}

#[tokio::test]
async fn a_logout_by_cookie_heeds_the_exemption_and_its_answers_vary_by_cookie() {
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    let vary = |answer: &Answer| answer.headers("vary").join(", ").contains("Cookie");
    let refused = alice.call("POST", "/api/logout/").await.expect_detail(403, "CSRF Failed: CSRF token missing.");
    assert!(vary(&refused), "{refused:?}");
    let nobody = app.call("POST", "/api/logout/").await.expect_detail(401, ANONYMOUS);
    assert!(vary(&nobody), "{nobody:?}");
    let exempt = Route { csrf_exempt: true, ..Route::default() };
    let app = TestApp::build().route("logout", exempt).start().await;
    let alice = Browser::of(&app, "alice").await;
    let out = alice.call("POST", "/api/logout/").await.expect(200);
    assert!(vary(&out), "{out:?}");
    alice.me().await.expect_detail(401, ANONYMOUS);
}

#[tokio::test]
async fn a_session_ends_with_its_password_its_user_its_time_and_everything() {
    for end in 0..4 {
        let app = TestApp::new().await;
        let alice = Browser::of(&app, "alice").await;
        app.clock.advance(crate::support::seconds(1));
        alice.me().await.expect(200);
        match end {
            0 => app.user("alice").change_password("another battery staple").await,
            1 => app.user("alice").deactivate().await,
            2 => app.user("alice").log_out().await,
            _ => app.clock.advance(crate::support::seconds(1_209_600)),
        }
        alice.me().await.expect_detail(401, ANONYMOUS);
        app.user("alice").reactivate().await;
        alice.me().await.expect_detail(401, ANONYMOUS);
    }
}

#[tokio::test]
async fn a_login_right_after_the_end_of_everything_is_good() {
    let app = TestApp::new().await;
    let before = Browser::of(&app, "alice").await;
    app.user("alice").log_out().await;
    Browser::of(&app, "alice").await.me().await.expect(200);
    before.me().await.expect_detail(401, ANONYMOUS);
}

#[tokio::test]
async fn a_password_that_a_django_changed_ends_the_session_in_time() {
    let app = TestApp::build().user_cache_age(0).start().await;
    let alice = Browser::of(&app, "alice").await;
    app.sql("UPDATE auth_user SET password = password || 'x'").await;
    alice.me().await.expect_detail(401, ANONYMOUS);
}

#[tokio::test]
async fn another_node_knows_the_session_and_its_end() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    let there = app.another_node().await;
    let same = alice.elsewhere(&there);
    same.me().await.expect(200);
    alice.log_out().await.expect(200);
    same.me().await.expect_detail(401, ANONYMOUS);
}

#[tokio::test]
async fn a_row_that_nobody_signed_is_no_session_and_no_error() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    app.sql("UPDATE django_session SET session_data = replace(session_data, ':', 'x:')").await;
    alice.me().await.expect_detail(401, ANONYMOUS);
    app.sql("UPDATE django_session SET session_data = ''").await;
    alice.me().await.expect_detail(401, ANONYMOUS);
    alice.log_in("alice", PASSWORD).await.expect(302);
    alice.me().await.expect(200);
}

#[tokio::test]
async fn a_session_of_the_key_before_is_taken_and_signed_anew() {
    const OLD: &str = "django-insecure-test-key-0123456789abcdefghijklmnopqrstuvwxyz";
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    let served_by = async |current: &str, fallbacks: &[&str]| {
        let there = app.another_node_with(|build| build.secret_keys(current, fallbacks)).await;
        alice.elsewhere(&there).me().await
    };
    served_by("a new key", &[]).await.expect_detail(401, ANONYMOUS);
    served_by("a new key", &[OLD]).await.expect(200);
    served_by("a new key", &[]).await.expect(200);
    alice.me().await.expect_detail(401, ANONYMOUS);
}

#[tokio::test]
async fn a_session_of_the_key_before_opens_the_api_while_nothing_can_be_written() {
    const OLD: &str = "django-insecure-test-key-0123456789abcdefghijklmnopqrstuvwxyz";
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    app.database().refuse_updates("django_session").await;
    let there = app.another_node_with(|build| build.secret_keys("a new key", &[OLD])).await;
    alice.elsewhere(&there).me().await.expect(200);
}

#[tokio::test]
async fn a_login_whose_network_is_not_noted_is_a_login() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    app.sql("DROP TABLE countersign_known_network").await;
    let mut alice = Browser::new(&app);
    alice.log_in("alice", PASSWORD).await.expect(302);
    alice.me().await.expect(200);
    app.post("/api-token-auth/", &json!({ "username": "alice", "password": PASSWORD })).await.expect(200);
}

/// What the browser's session holds beside who is logged in.
struct Cart<'a> {
    app: &'a TestApp,
}

impl Cart<'_> {
    const SALT: &'static str = "django.contrib.sessions.SessionStore";

    async fn members(&self, browser: &Browser) -> (WebSessionKey, String, Value) {
        let key = WebSessionKey::parse(&browser.jar["sessionid"]).unwrap();
        let (ctx, now) = (self.app.ctx(), self.app.ctx().clock.now());
        let column = ctx.store.web_session(&key, now).await.unwrap().unwrap();
        let members = loads(&ctx.web_sessions.keys, Self::SALT, &column).unwrap().value;
        (key, column, members)
    }

    async fn fill(&self, browser: &Browser) {
        let (key, column, mut members) = self.members(browser).await;
        members["cart"] = json!("full");
        let filled = dumps(&self.app.ctx().web_sessions.keys, Self::SALT, &members, self.app.now());
        assert!(self.app.store().change_web_session(&key, &column, &filled).await.unwrap());
    }

    async fn is_full(&self, browser: &Browser) -> bool {
        self.members(browser).await.2["cart"] == "full"
    }
}

#[tokio::test]
async fn what_a_session_held_stays_with_its_user_until_the_password_changes() {
    let app = TestApp::new().await;
    let (mut alice, cart) = (Browser::of(&app, "alice").await, Cart { app: &app });
    cart.fill(&alice).await;
    alice.log_in("alice", PASSWORD).await.expect(302);
    assert!(cart.is_full(&alice).await);
    app.user("bob").exists().await;
    let mut bob = alice.clone();
    bob.log_in("bob", PASSWORD).await.expect(302);
    assert!(!cart.is_full(&bob).await);
    alice.log_in("alice", PASSWORD).await.expect(302);
    cart.fill(&alice).await;
    app.clock.advance(crate::support::seconds(60));
    app.user("alice").change_password("another battery staple").await;
    alice.log_in("alice", "another battery staple").await.expect(302);
    assert!(!cart.is_full(&alice).await);
}

#[tokio::test]
async fn f04_two_session_cookies_that_differ_are_none() {
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    let twice = alice.me().header("cookie", "sessionid=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    twice.await.expect_detail(401, ANONYMOUS);
}

#[tokio::test]
async fn a_session_that_django_wrote_logs_in() {
    let app = TestApp::new().await;
    for name in ["a", "b", "c", "d", "e", "f", "g"] {
        app.user(name).exists().await;
    }
    // Of the user with key 7 and the password column `pbkdf2_sha256$1$a$b`; see the vectors of `web_session`.
    app.sql("UPDATE auth_user SET password = 'pbkdf2_sha256$1$a$b' WHERE id = 7").await;
    app.sql(
        "INSERT INTO django_session (session_key, session_data, expire_date) VALUES
         ('djangodjangodjangodjangodjango12', '.eJxVjMEOwiAQRP-FsyFAXSgevfsNZJcFqRpISnsy_rtt0oPeJvPezFsEXJcS1p7mMLG4CCdOvx1hfKa6A35gvTcZW13mieSuyIN2eWucXtfD_Tso2Mu2BmIf0SKNijxYP4J2NAAjU45kmGLWCkgPnrS1oLaglAVvXKaz0YP4fAH63jeW:1xocE4:NTC19-gPxa1NrLwVj8L_HiMtx3yZiRkHc7prW99gAG8',
          '2026-01-15 00:00:00.000001')",
    )
    .await;
    app.ctx().users.forget_all();
    let mut browser = Browser::new(&app);
    browser.jar.insert("sessionid".to_owned(), "djangodjangodjangodjangodjango12".to_owned());
    assert_eq!(browser.me().await.expect(200).json()["username"], "g");
}

#[tokio::test]
async fn a_session_that_has_expired_is_flushed() {
    let app = TestApp::new().await;
    Browser::of(&app, "alice").await;
    let flushed = async || flows::flush_expired_tokens(app.ctx(), &mut |_| {}).await.unwrap().web_sessions;
    app.clock.advance(crate::support::seconds(1_209_600));
    assert_eq!(flushed().await, 0, "clocks may differ");
    app.clock.advance(crate::support::seconds(10_000));
    assert_eq!(flushed().await, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn foreign_cookies_and_tokens_are_no_error(cookie in "[ -~]{0,80}", token in "[ -~]{0,70}", session in "[ -~]{0,45}") {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let app = TestApp::new().await;
            for target in ["/api/users/me/", "/api/register/", "/accounts/login/", "/accounts/logout/"] {
                let call = app.call("POST", target).header("cookie", format!("{cookie}; sessionid={session}; csrftoken={token}"));
                let answer = call.header("x-csrftoken", &token).await;
                assert!(answer.status() < 500, "{answer:?}");
            }
        });
    }
}
