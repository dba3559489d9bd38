//! The forms of the browsable API, which work without scripts.

use countersign_server::{AuthenticationClass, RestFramework};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::pages::expect_page;
use crate::support::{Answer, Browser, Call, PASSWORD, TestApp, token_of};

const FORM: &str = "application/x-www-form-urlencoded";

/// What the browser sends for a form that stood on a page of `origin`.
fn submitted(call: Call, origin: &str, fields: &[(&str, &str)]) -> Call {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
    let call = call.header("accept", "text/html,*/*;q=0.8").header("host", "auth.example.com");
    let call = if origin.is_empty() { call } else { call.header("origin", origin) };
    call.body(FORM, pairs.collect::<Vec<_>>().join("&"))
}

fn ours(call: Call, fields: &[(&str, &str)]) -> Call {
    submitted(call, "http://auth.example.com", fields)
}

fn expect_shown(page: &Answer, part: &str) {
    assert!(page.text().contains(part), "{part}: {}", page.text());
}

#[tokio::test]
async fn a_good_login_shows_the_tokens() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let fields = [("username", "alice"), ("password", PASSWORD)];
    let page = ours(app.call("POST", "/api/token/"), &fields).await.expect(200);
    expect_page(&page);
    expect_shown(&page, "<span class=\"key\">&quot;access&quot;</span>");
    assert!(!page.text().contains(PASSWORD));
}

#[tokio::test]
async fn errors_stand_beside_their_fields_and_passwords_are_not_repeated() {
    let app = TestApp::new().await;
    let fields = [("username", "no good"), ("email", "x"), ("password", "hunter2hunter2")];
    let page = ours(app.call("POST", "/api/register/"), &fields).await.expect(400);
    let (_, about_email) = page.text().split_once("id=\"post-email-about\"").unwrap();
    assert!(
        about_email
            .trim_start_matches('>')
            .trim_start()
            .starts_with("<p class=\"error\">Enter a valid email address.</p>")
    );
    expect_shown(&page, "value=\"no good\"");
    expect_shown(&page, "aria-invalid=\"true\"");
    assert!(!page.text().contains("hunter2hunter2"));
}

#[tokio::test]
async fn a_refusal_of_the_whole_stands_above_the_form() {
    let app = TestApp::new().await;
    let fields = [("username", "nobody"), ("password", "hunter2hunter2")];
    let page = ours(app.call("POST", "/api/token/"), &fields).await.expect(401);
    expect_shown(&page, "role=\"alert\">No active account found with the given credentials</p>");
    assert!(!page.text().contains("hunter2hunter2"));
}

#[tokio::test]
async fn raw_data_is_read_as_its_media_type_says() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let raw = |content: &str| {
        let fields = [("_content_type", "application/json"), ("_content", content)];
        ours(app.call("POST", "/api/token/"), &fields)
    };
    let good = raw(&format!(r#"{{"username":"alice","password":"{PASSWORD}"}}"#)).await.expect(200);
    expect_shown(&good, "&#34;username&#34;: &#34;alice&#34;");
    let broken = raw(r#"{"username":"alice","password":"hunter2hunter2""#).await.expect(400);
    expect_shown(&broken, "JSON parse error");
    for page in [good, broken] {
        assert!(!page.text().contains(PASSWORD) && !page.text().contains("hunter2hunter2"));
    }
}

#[tokio::test]
async fn a_form_of_ours_can_put_patch_delete_and_ask_for_options() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let send = |fields: &[(&str, &str)]| ours(alice.call("POST", "/api/users/me/"), fields);
    send(&[("_method", "PUT"), ("username", "alice"), ("first_name", "Al")]).await.expect(200);
    let patch = [("_method", "PATCH"), ("_content_type", "application/json"), ("_content", r#"{"last_name":"Li"}"#)];
    send(&patch).await.expect(200);
    let row = app.row_of("alice").await;
    assert_eq!((row.first_name.as_str(), row.last_name.as_str()), ("Al", "Li"));
    expect_shown(&send(&[("_method", "OPTIONS")]).await.expect(200), "&quot;actions&quot;");
    send(&[("_method", "DELETE"), ("current_password", "wrong")]).await.expect(400);
    let gone = send(&[("_method", "DELETE"), ("current_password", PASSWORD)]).await.expect(200);
    expect_shown(&gone, "HTTP 204 No Content");
    alice.me().await.expect(401);
}

#[tokio::test]
async fn a_form_of_somebody_elses_is_what_it_is() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let fields = [("_method", "DELETE"), ("current_password", PASSWORD)];
    for origin in ["", "null", "https://evil.com", "http://auth.example.com.evil.com", "http://auth.example.com:81"] {
        submitted(alice.call("POST", "/api/users/me/"), origin, &fields).await.expect(405);
    }
    let raw = [("_content_type", "application/json"), ("_content", r#"{"username":"alice","password":"x"}"#)];
    submitted(app.call("POST", "/api/token/"), "https://evil.com", &raw).await.expect(400);
    alice.me().await.expect(200);
}

#[tokio::test]
async fn reserved_fields_mean_nothing_to_who_wants_json() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let origin = |call: Call| call.header("origin", "http://auth.example.com").header("host", "auth.example.com");
    let form = format!("_method=DELETE&current_password={}", PASSWORD.replace(' ', "+"));
    origin(alice.call("POST", "/api/users/me/")).body(FORM, form.clone()).await.expect(405);
    let json = alice.call("POST", "/api/users/me/").header("accept", "text/html");
    origin(json).body("application/json", r#"{"_method":"DELETE"}"#).await.expect(405);
    origin(alice.call("PUT", "/api/users/me/").header("accept", "text/html")).body(FORM, form).await.expect(400);
    alice.me().await.expect(200);
}

#[tokio::test]
async fn what_a_form_asks_for_passes_the_gate_like_any_request() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let fields = [("_method", "DELETE"), ("current_password", PASSWORD)];
    ours(app.call("POST", "/api/users/me/"), &fields).await.expect(401);
    ours(app.call("POST", "/api/token/"), &fields).await.expect(405);
    for odd in ["TRACE", "CONNECT", "GET", "delete", "DELETE\r\nx"] {
        let answer = ours(app.call("POST", "/api/token/"), &[("_method", odd)]).await.expect(400);
        expect_shown(&answer, "This field is required.");
    }
}

#[tokio::test]
async fn every_page_tells_who_is_logged_in_whatever_its_endpoint_takes() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    for path in ["/api/", "/api/token/", "/api/logout/", "/api/users/me/"] {
        let page = alice.send(alice.call("GET", path).header("accept", "text/html")).await;
        expect_shown(&page, "Logged in as <strong>alice</strong>");
    }
    let nobody = app.get("/api/token/").header("accept", "text/html").await;
    expect_shown(&nobody, "/accounts/login/?next=/api/token/");
}

#[tokio::test]
async fn the_page_of_the_logout_logs_out() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    let page = alice.send(alice.call("GET", "/api/logout/").header("accept", "text/html")).await.expect(405);
    let fields = format!("csrfmiddlewaretoken={}&refresh=", token_of(&page));
    let call = alice.call("POST", "/api/logout/").header("accept", "text/html").body(FORM, fields);
    let done = alice.send(call).await.expect(200);
    expect_shown(&done, "Successfully logged out.");
    assert!(!done.text().contains("Logged in as"), "{}", done.text());
    alice.me().await.expect(401);
}

#[tokio::test]
async fn no_page_offers_a_login_that_opens_nothing() {
    let classes = RestFramework { authentication_classes: vec![AuthenticationClass::Jwt], ..RestFramework::default() };
    let app = TestApp::build().rest_framework(classes).start().await;
    let page = app.get("/api/users/me/").header("accept", "text/html").await.expect(401);
    assert!(!page.text().contains("/accounts/login/"), "{}", page.text());
    expect_shown(&page, "This endpoint knows no logins of browsers.");
}

#[tokio::test]
async fn a_change_is_offered_only_beside_what_there_is() {
    let app = TestApp::new().await;
    let mut alice = Browser::of(&app, "alice").await;
    let shown = alice.send(alice.call("GET", "/api/users/me/").header("accept", "text/html")).await.expect(200);
    expect_shown(&shown, "id=\"put-username\"");
    let options = alice.send(alice.call("OPTIONS", "/api/users/me/").header("accept", "text/html")).await;
    assert!(!options.text().contains("id=\"put-username\""), "{}", options.text());
}
