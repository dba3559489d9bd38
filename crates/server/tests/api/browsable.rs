//! The browsable API: an answer as a page.

use countersign_server::{Renderer, RestFramework};
use serde_json::json;

use crate::pages::expect_page;
use crate::support::{Call, PASSWORD, TestApp};

/// As a browser asks.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const ENDPOINTS: [&str; 12] = [
    "/api/",
    "/api/schema/",
    "/api/register/",
    "/api/token/",
    "/api/token/refresh/",
    "/api/token/verify/",
    "/api/token/blacklist/",
    "/api/logout/",
    "/api/sessions/",
    "/api/sessions/x/",
    "/api/users/me/",
    "/api/reauthenticate/",
];
/// What would be a way out of text, of an attribute, of a script.
const HOSTILE: &str = "</pre></textarea></title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

fn page(call: Call) -> Call {
    call.header("accept", BROWSER).header("host", "auth.example.com")
}

#[tokio::test]
async fn s41_every_endpoint_is_a_page_with_the_status_of_its_answer() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    for path in ENDPOINTS {
        for (plain, browsed) in [(app.get(path), app.get(path)), (alice.call("GET", path), alice.call("GET", path))] {
            let (plain, browsed) = (plain.await, page(browsed).await);
            expect_page(&browsed);
            assert_eq!((browsed.status(), browsed.header("vary")), (plain.status(), "Accept, Cookie"), "{path}");
            assert_eq!(browsed.header("allow"), plain.header("allow"));
            assert_eq!(browsed.header("www-authenticate"), plain.header("www-authenticate"));
        }
    }
}

#[tokio::test]
async fn a_page_shows_request_answer_and_the_way_back() {
    let app = TestApp::new().await;
    let shown = page(app.get("/api/token/refresh/?x=1")).await.expect(405);
    for part in [
        "<title>Token Refresh – Countersign</title>",
        "<code>/api/token/refresh/?x=1</code>",
        "HTTP 405 Method Not Allowed",
        "<dt>Allow</dt><dd>POST, OPTIONS</dd>",
        "<dt>Content-Type</dt><dd>application/json</dd>",
        "Method \\&quot;GET\\&quot; not allowed.",
        "<a href=\"/api/\">Api Root</a>",
        "<a href=\"/api/token/\">Token Obtain Pair</a>",
        "Trade a refresh token for a new pair.",
    ] {
        assert!(shown.text().contains(part), "{part}: {}", shown.text());
    }
}

#[tokio::test]
async fn addresses_of_ours_become_links_and_no_others() {
    let app = TestApp::new().await;
    let root = page(app.get("/api/")).await.expect(200);
    let link = "<a href=\"http://auth.example.com/api/users/me/\">http://auth.example.com/api/users/me/</a>";
    assert!(root.text().contains(link));
    let alice = app.user("alice").login().await;
    for elsewhere in ["http://evil.com/", "http://auth.example.com.evil.com/", "javascript:alert(1)", "//evil.com/"] {
        alice.change(&json!({ "first_name": elsewhere })).await.expect(200);
        let shown = page(alice.me()).await.expect(200);
        assert!(!shown.text().contains(&format!("href=\"{elsewhere}")), "{elsewhere}");
    }
}

#[tokio::test]
async fn nobody_sees_the_refusal_and_where_to_log_in_but_no_forms() {
    let app = TestApp::new().await;
    let shown = page(app.get("/api/users/me/")).await.expect(401);
    assert!(shown.text().contains("Authentication credentials were not provided."));
    assert!(shown.text().contains("<a href=\"/accounts/login/?next=/api/users/me/\">Log in</a> to see"));
    assert!(!shown.text().contains("name=\"username\""));
}

#[tokio::test]
async fn a_browser_that_gets_where_only_posts_go_is_told_to_send_the_form() {
    let app = TestApp::new().await;
    let shown = page(app.get("/api/token/")).await.expect(405);
    assert!(shown.text().contains("Send the form to call it.") && !shown.text().contains("to see what"));
}

#[tokio::test]
async fn a_caller_sees_who_they_are_and_their_values_in_the_form() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let shown = page(alice.me()).await.expect(200);
    assert!(shown.text().contains("Logged in as <strong>alice</strong>"));
    assert!(shown.text().contains("value=\"alice@example.com\""));
    assert!(!shown.text().contains("/accounts/login/"));
}

#[tokio::test]
async fn f10_nothing_that_was_sent_is_markup() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    alice.change(&json!({ "first_name": HOSTILE, "last_name": "\u{2028}&lt;b>" })).await.expect(200);
    let quoted = |text: &str| text.replace(' ', "%20").replace('"', "%22").replace('<', "%3C").replace('>', "%3E");
    let form = "application/x-www-form-urlencoded";
    let answers = [
        page(alice.me()).await.expect(200),
        page(app.get(&format!("/api/?x={}", quoted(HOSTILE)))).await.expect(200),
        page(app.get("/api/?x='onload='alert(1)")).await.expect(200),
        page(app.call("POST", "/api/token/")).body(&format!("text/{HOSTILE}"), "x").await.expect(415),
        page(app.call("POST", "/api/register/")).body(form, format!("username={}", quoted(HOSTILE))).await.expect(400),
        page(app.call("POST", "/api/register/")).body(form, format!("{}=1", quoted(HOSTILE))).await.expect(400),
        page(app.call("POST", "/api/token/")).json(&json!({ "username": HOSTILE })).await.expect(400),
        app.get("/api/token/").header("accept", BROWSER).header("host", "'onload='alert(1)").await.expect(405),
    ];
    for answer in answers {
        expect_page(&answer);
        for markup in ["<img", "<b>", "alert(1)</script", "'onload"] {
            assert!(!answer.text().contains(markup), "{}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_page_is_asked_for_by_header_or_by_format() {
    let app = TestApp::new().await;
    expect_page(&app.get("/api/?format=api").await.expect(200));
    expect_page(&app.get("/api/").header("accept", "text/*").await.expect(200));
    for (target, accept, status) in [
        ("/api/?format=api", "application/json", 406),
        ("/api/?format=json", "text/html", 406),
        ("/api/?format=xml", BROWSER, 404),
    ] {
        let answer = app.get(target).header("accept", accept).await.expect(status);
        assert_eq!((answer.header("content-type"), answer.header("vary")), ("application/json", "Accept"), "{target}");
    }
}

#[tokio::test]
async fn programs_get_json_as_before() {
    let app = TestApp::new().await;
    let plain = app.get("/api/").await.expect(200);
    for accept in ["application/json, text/plain, */*", "*/*", "application/json", "text/html;q=1,application/json;x=1"]
    {
        let answer = app.get("/api/").header("accept", accept).await.expect(200);
        assert_eq!((answer.text(), answer.header("vary")), (plain.text(), "Accept, Cookie"), "{accept}");
        assert_eq!(answer.header("content-type"), "application/json");
    }
}

#[tokio::test]
async fn s41_pages_can_be_switched_off() {
    let json_only = RestFramework { renderer_classes: vec![Renderer::Json], ..RestFramework::default() };
    let app = TestApp::build().rest_framework(json_only).start().await;
    let answer = app.get("/api/").header("accept", "text/html").await.expect(406);
    assert_eq!((answer.header("content-type"), answer.header("vary")), ("application/json", ""));
    let answer = app.get("/api/").header("accept", BROWSER).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
}

#[tokio::test]
async fn head_is_the_page_without_the_page() {
    let app = TestApp::new().await;
    let (get, head) = (page(app.get("/api/")).await, page(app.call("HEAD", "/api/")).await.expect(200));
    assert_eq!((head.text(), head.header("content-type")), ("", "text/html; charset=utf-8"));
    assert_eq!(head.header("vary"), get.header("vary"));
}

#[tokio::test]
async fn a_body_that_is_too_large_gets_djangos_page() {
    let app = TestApp::new().await;
    let large = page(app.call("POST", "/api/token/")).body("application/json", vec![b' '; 2_621_441]);
    assert!(large.await.expect(400).text().contains("<h1>Bad Request (400)</h1>"));
}

#[tokio::test]
async fn no_token_of_another_request_is_on_a_page() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let shown = page(alice.me()).await.expect(200);
    assert!(!shown.text().contains(&alice.pair.access) && !shown.text().contains(PASSWORD));
}
