//! The pages on which people log in and out.

use countersign_server::ThrottleClass;
use serde_json::json;

use crate::support::{Answer, Browser, Call, PASSWORD, TestApp, seconds, stored, token_of};

const INVALID: &str = "Please enter a correct username and password. Note that both fields may be case-sensitive.";
const LOGIN: &str = "/accounts/login/";

/// Whether a cookie is set as it must be.
#[track_caller]
fn expect_cookie(answer: &Answer, name: &str, rest: &str) {
    let cookie = answer.set_cookies().into_iter().find(|cookie| cookie.starts_with(&format!("{name}=")));
    let cookie = cookie.unwrap_or_else(|| panic!("no {name}: {answer:?}"));
    assert!(cookie.ends_with(rest), "{cookie}");
}

#[tokio::test]
async fn the_login_page_is_a_form_with_a_cookie_and_nothing_from_elsewhere() {
    let app = TestApp::new().await;
    let mut browser = Browser::new(&app);
    let page = browser.send(browser.call("GET", LOGIN)).await.expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!((page.header("vary"), page.header("x-frame-options")), ("Cookie", "DENY"));
    assert!(page.header("cache-control").contains("no-store"));
    assert!(page.header("content-security-policy").contains("form-action 'self'"));
    assert!(!page.text().contains("<script") && !page.text().contains("http"), "{}", page.text());
    expect_cookie(&page, "csrftoken", "; Max-Age=31449600; Path=/; SameSite=Lax");
    let again = browser.send(browser.call("GET", LOGIN)).await;
    assert_eq!(again.set_cookies()[0].split(';').next(), page.set_cookies()[0].split(';').next());
    assert_eq!(app.get("/accounts/login").await.expect(301).header("location"), LOGIN);
}

#[tokio::test]
async fn a_login_sets_both_cookies_and_the_last_login_and_goes_on() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let mut browser = Browser::new(&app);
    let done = browser.log_in("alice", PASSWORD).await.expect(302);
    assert_eq!((done.header("location"), done.header("vary"), done.text()), ("/api/", "Cookie", ""));
    expect_cookie(&done, "sessionid", "; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax");
    expect_cookie(&done, "csrftoken", "; Max-Age=31449600; Path=/; SameSite=Lax");
    assert_eq!(app.row_of("alice").await.last_login, Some(app.ctx().clock.now()));
    browser.me().await.expect(200);
}

#[tokio::test]
async fn i96_a_login_rotates_both_cookies_and_the_session_before_is_over() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    let before = alice.clone();
    alice.log_in("alice", PASSWORD).await.expect(302);
    for name in ["sessionid", "csrftoken"] {
        assert_ne!(alice.jar[name], before.jar[name], "{name}");
    }
    before.me().await.expect(401);
    alice.me().await.expect(200);
}

#[tokio::test]
async fn c20_a_planted_session_is_not_taken_over() {
    let app = TestApp::new().await;
    let mallory = Browser::of(&app, "mallory").await;
    let planted = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    for key in [planted, &mallory.jar["sessionid"]] {
        app.user("alice").exists().await;
        let mut alice = Browser::new(&app);
        alice.jar.insert("sessionid".to_owned(), key.to_owned());
        alice.log_in("alice", PASSWORD).await.expect(302);
        assert_ne!(alice.jar["sessionid"], key);
        let mut thief = Browser::new(&app);
        thief.jar.insert("sessionid".to_owned(), key.to_owned());
        thief.me().await.expect(401);
    }
}

#[tokio::test]
async fn f02_a_login_from_elsewhere_is_refused_with_a_page() {
    let app = TestApp::new().await;
    app.user("mallory").exists().await;
    let mut victim = Browser::new(&app);
    let fields = [("username", "mallory"), ("password", PASSWORD)];
    let refused = victim.post(LOGIN, &fields).await.expect(403);
    assert!(refused.text().contains("CSRF verification failed. Request aborted."));
    assert_eq!((refused.header("content-type"), refused.set_cookies().len()), ("text/html; charset=utf-8", 0));
    let token = victim.open(LOGIN).await;
    let wrong = "a".repeat(64);
    for (name, value) in [("csrfmiddlewaretoken", wrong.as_str()), ("other", &token)] {
        victim.post(LOGIN, &[fields[0], fields[1], (name, value)]).await.expect(403);
    }
    let right = format!("csrfmiddlewaretoken={token}&username=mallory&password=x");
    let call = victim.call("POST", LOGIN).header("host", "a.example").header("origin", "http://evil.example");
    call.body("application/x-www-form-urlencoded", right).await.expect(403);
    assert!(!victim.jar.contains_key("sessionid"));
}

#[tokio::test]
async fn a_form_that_is_wrong_comes_back_with_djangos_words() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    app.user("gone").exists().await;
    app.user("gone").deactivate().await;
    let mut browser = Browser::new(&app);
    for (name, password) in [("alice", "wrong"), ("nobody", PASSWORD), ("Alice", PASSWORD), ("gone", PASSWORD)] {
        let page = browser.log_in(name, password).await.expect(200);
        assert!(page.text().contains(INVALID) && page.text().contains(&format!("value=\"{name}\"")), "{name}");
        assert!(!page.text().contains(password), "a password is never shown");
    }
    for (name, password, errors) in [("", "", 2), (" ", "x", 1), ("alice", "", 1)] {
        let page = browser.log_in(name, password).await.expect(200);
        assert_eq!(page.text().matches("This field is required.").count(), errors, "{name:?} {password:?}");
    }
    let page = browser.log_in("a\0", "b\0").await.expect(200);
    assert_eq!(page.text().matches("Null characters are not allowed.").count(), 2);
    assert!(!browser.jar.contains_key("sessionid"));
}

#[tokio::test]
async fn what_was_typed_is_text_on_the_page() {
    let app = TestApp::new().await;
    let page = Browser::new(&app).log_in("\"><script>alert(1)</script>", "x").await.expect(200);
    assert!(!page.text().contains("<script>"), "{}", page.text());
}

#[tokio::test]
async fn a_name_is_read_as_djangos_form_reads_it() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    Browser::new(&app).log_in(" \u{ff41}lice\u{a0}", PASSWORD).await.expect(302);
}

#[tokio::test]
async fn a_login_makes_an_old_hash_anew_and_the_session_is_good() {
    let app = TestApp::new().await;
    let stale = countersign_core::accounts::Hashers {
        pbkdf2_iterations: countersign_core::accounts::Pbkdf2Iterations::new(2).unwrap(),
        preferred: countersign_core::accounts::Algorithm::Pbkdf2Sha256,
        ..Default::default()
    };
    let column = stored("an old password", stale);
    app.add_user("alice", &column).await;
    let mut browser = Browser::new(&app);
    browser.log_in("alice", "an old password").await.expect(302);
    assert_ne!(app.row_of("alice").await.password.expose(), column);
    browser.me().await.expect(200);
}

#[tokio::test]
async fn e19_a_login_goes_on_to_paths_of_this_site_alone() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for (next, location) in [
        ("/api/users/me/?a=b", "/api/users/me/?a=b"),
        ("//evil.example", "/api/"),
        ("/\\evil.example", "/api/"),
        ("https://evil.example", "/api/"),
        ("javascript:alert(1)", "/api/"),
        ("/a\r\nSet-Cookie: x=y", "/api/"),
        ("", "/api/"),
    ] {
        let mut browser = Browser::new(&app);
        let token = browser.open(LOGIN).await;
        let fields =
            [("csrfmiddlewaretoken", token.as_str()), ("username", "alice"), ("password", PASSWORD), ("next", next)];
        let done = browser.post(LOGIN, &fields).await.expect(302);
        assert_eq!(done.header("location"), location, "{next:?}");
    }
    let page = app.get("/accounts/login/?next=/api/sessions/").await.expect(200);
    assert!(page.text().contains("name=\"next\" value=\"/api/sessions/\""));
    let page = app.get("/accounts/login/?next=//evil.example/").await.expect(200);
    assert!(!page.text().contains("evil"));
}

#[tokio::test]
async fn a_logout_ends_the_session_everywhere_and_the_cookie() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    let copied = alice.clone();
    let done = alice.log_out().await.expect(200);
    assert!(done.text().contains("Logged out"));
    let ended = done.set_cookies().into_iter().next().unwrap();
    assert_eq!(
        ended,
        "sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Max-Age=0; Path=/; SameSite=Lax"
    );
    assert!(!alice.jar.contains_key("sessionid"));
    copied.me().await.expect(401);
    alice.log_out().await.expect(200);
}

#[tokio::test]
async fn s56_the_api_logs_out_by_cookie_too() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    alice.call("POST", "/api/logout/").await.expect_detail(403, "CSRF Failed: CSRF token missing.");
    alice.me().await.expect(200);
    let done = alice.call("POST", "/api/logout/").header("x-csrftoken", &alice.jar["csrftoken"]);
    let copied = alice.clone();
    let done = alice.send(done).await.expect_detail(200, "Successfully logged out.");
    assert!(done.set_cookies()[0].starts_with("sessionid=\"\";"));
    copied.me().await.expect(401);
    copied.call("POST", "/api/logout/").await.expect(401);
}

#[tokio::test]
async fn i96_a_logout_is_posted_and_not_forged() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    for method in ["GET", "HEAD", "PUT", "DELETE"] {
        let refused = alice.call(method, "/accounts/logout/").await.expect(405);
        assert_eq!((refused.header("allow"), refused.text()), ("POST, OPTIONS", ""), "{method}");
    }
    alice.post("/accounts/logout/", &[]).await.expect(403);
    alice.me().await.expect(200);
    let token = alice.jar["csrftoken"].clone();
    let fields = [("csrfmiddlewaretoken", token.as_str()), ("next", "/accounts/login/")];
    assert_eq!(alice.post("/accounts/logout/", &fields).await.expect(302).header("location"), LOGIN);
    alice.me().await.expect(401);
}

#[tokio::test]
async fn a_login_when_the_pool_is_full_is_told_to_come_back() {
    let limits = countersign_core::accounts::PoolLimits {
        running: std::num::NonZeroUsize::MIN,
        waiting: 0,
        patience: std::time::Duration::from_secs(1),
    };
    let app = TestApp::build().pool(limits).start().await;
    app.user("alice").exists().await;
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let busy = app.ctx().passwords.pool.run(move || wait.recv().unwrap());
    let mut browser = Browser::new(&app);
    let login = async {
        let told = browser.log_in("alice", PASSWORD).await;
        release.send(()).unwrap();
        told
    };
    let (released, told) = tokio::join!(busy, login);
    released.unwrap();
    assert!(!told.expect(503).header("retry-after").is_empty());
}

#[tokio::test]
async fn a_person_who_is_logged_in_gets_on_with_the_api() {
    let app = TestApp::new().await;
    let alice = Browser::of(&app, "alice").await;
    app.clock.advance(seconds(1));
    let ended = alice.call("POST", "/api/logout/all/").header("x-csrftoken", &alice.jar["csrftoken"]);
    ended.json(&json!({})).await.expect(200);
    alice.me().await.expect(401);
}

#[tokio::test]
async fn s64_the_login_page_counts_attempts_as_every_view_that_checks_a_password() {
    let app = TestApp::build().throttles(&[ThrottleClass::ScopedRate], [("login", "3/min")]).start().await;
    app.user("alice").exists().await;
    let mut browser = Browser::new(&app);
    for _ in 0..2 {
        browser.log_in("alice", "wrong").await.expect(200);
    }
    app.obtain("alice", "wrong").await.expect(401);
    let refused = browser.log_in("alice", PASSWORD).await.expect(429);
    assert_eq!((refused.header("retry-after"), refused.header("content-type")), ("60", "text/html; charset=utf-8"));
    assert!(refused.text().contains("try again in 60 seconds"), "{}", refused.text());
}

#[tokio::test]
async fn s64_the_login_page_heeds_the_lockout_of_an_account() {
    let app = TestApp::build().lockout(5, 900).start().await;
    app.user("alice").exists().await;
    let mut browser = Browser::new(&app);
    for _ in 0..5 {
        browser.log_in("alice", "wrong").await.expect(200);
    }
    assert_eq!(browser.log_in("alice", PASSWORD).await.expect(429).header("retry-after"), "1");
    app.obtain("alice", PASSWORD).await.expect(429);
    app.clock.advance(seconds(1));
    browser.log_in("alice", PASSWORD).await.expect(302);
    app.obtain("alice", "wrong").await.expect(401);
}

#[tokio::test]
async fn the_login_page_tells_its_methods() {
    let app = TestApp::new().await;
    for (method, status) in [("OPTIONS", 200), ("DELETE", 405)] {
        let told = app.call(method, LOGIN).await.expect(status);
        assert_eq!((told.header("allow"), told.text()), ("GET, POST, HEAD, OPTIONS", ""), "{method}");
    }
}

#[tokio::test]
async fn behind_a_trusted_proxy_that_ends_tls_people_log_in_over_https() {
    let app = TestApp::build().trusted_proxies(["203.0.113.0/24"]).start().await;
    app.user("alice").exists().await;
    let mut browser = Browser::new(&app);
    let over = |call: Call, proto: &str| call.header("host", "auth.example").header("x-forwarded-proto", proto);
    let page = browser.send(over(browser.call("GET", LOGIN), "http, https")).await.expect(200);
    expect_cookie(&page, "csrftoken", "; SameSite=Lax; Secure");
    let form = format!("csrfmiddlewaretoken={}&username=alice&password=correct+horse+battery", token_of(&page));
    let log_in = |browser: &Browser, proto| {
        let call = browser.call("POST", LOGIN).body("application/x-www-form-urlencoded", form.clone());
        over(call, proto)
    };
    log_in(&browser, "HTTPS").header("origin", "http://auth.example").await.expect(403);
    log_in(&browser, "https, http").header("origin", "https://auth.example").await.expect(403);
    let refused = log_in(&browser, "https").header("referer", "https://evil.example/").await;
    assert!(refused.expect(403).text().contains("CSRF verification failed"));
    let done = log_in(&browser, "https").header("origin", "https://auth.example").await.expect(302);
    expect_cookie(&done, "sessionid", "; SameSite=Lax; Secure");
    let links = over(app.get("/api/"), "https").await.expect(200).json();
    assert_eq!(links["schema"], "https://auth.example/api/schema/");
}

#[tokio::test]
async fn nobody_but_a_trusted_proxy_says_that_a_client_speaks_https() {
    for proxies in [None, Some("192.0.2.0/24")] {
        let app = TestApp::build();
        let app = match proxies {
            Some(proxies) => app.trusted_proxies([proxies]).start().await,
            None => app.start().await,
        };
        let page = app.get(LOGIN).header("x-forwarded-proto", "https").await.expect(200);
        expect_cookie(&page, "csrftoken", "; SameSite=Lax");
        let root = app.get("/api/").header("host", "auth.example").header("x-forwarded-proto", "https").await;
        assert_eq!(root.json()["schema"], "http://auth.example/api/schema/");
    }
}
