//! What every request passes: negotiation, then authentication, permission, method, body; and the headers of every answer.

use serde_json::json;

use crate::support::{Answer, PASSWORD, TestApp};

const ANONYMOUS: &str = "Authentication credentials were not provided.";
/// Every endpoint, with its `Allow` header.
const ALLOWED: [(&str, &str); 14] = [
    ("/api/", "GET, HEAD, OPTIONS"),
    ("/api/schema/", "GET, HEAD, OPTIONS"),
    ("/api/register/", "POST, OPTIONS"),
    ("/api/token/", "POST, OPTIONS"),
    ("/api/token/refresh/", "POST, OPTIONS"),
    ("/api/token/verify/", "POST, OPTIONS"),
    ("/api/token/blacklist/", "POST, OPTIONS"),
    ("/api-token-auth/", "POST, OPTIONS"),
    ("/api/logout/", "POST, OPTIONS"),
    ("/api/logout/all/", "POST, OPTIONS"),
    ("/api/sessions/", "GET, DELETE, HEAD, OPTIONS"),
    ("/api/sessions/x/", "GET, DELETE, HEAD, OPTIONS"),
    ("/api/users/me/", "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"),
    ("/api/reauthenticate/", "POST, OPTIONS"),
];
const NOT_ACCEPTABLE: &str = "Could not satisfy the request Accept header.";

#[tokio::test]
async fn negotiation_comes_before_authentication() {
    let app = TestApp::new().await;
    app.get("/api/users/me/?format=xml").await.expect_detail(404, "Not found.");
    app.get("/api/users/me/").header("accept", "image/png").await.expect_detail(406, NOT_ACCEPTABLE);
    app.get("/api/users/me/").header("accept", "").await.expect_detail(406, NOT_ACCEPTABLE);
    app.get("/api/users/me/?format=json").header("accept", "text/html").await.expect_detail(406, NOT_ACCEPTABLE);
}

#[tokio::test]
async fn authentication_comes_before_the_method() {
    let app = TestApp::new().await;
    for method in ["POST", "OPTIONS", "FOO", "TRACE"] {
        app.call(method, "/api/users/me/").await.expect_detail(401, ANONYMOUS);
    }
    let alice = app.user("alice").login().await;
    alice.call("POST", "/api/users/me/").await.expect_detail(405, "Method \"POST\" not allowed.");
    alice.call("FOO", "/api/users/me/").await.expect_detail(405, "Method \"FOO\" not allowed.");
}

#[tokio::test]
async fn the_method_comes_before_the_body() {
    let app = TestApp::new().await;
    let put = app.call("PUT", "/api/token/").body("application/json", "{broken");
    put.await.expect_detail(405, "Method \"PUT\" not allowed.");
    let patch = app.call("PATCH", "/api/token/").body("text/plain", "x");
    patch.await.expect_detail(405, "Method \"PATCH\" not allowed.");
    let alice = app.user("alice").login().await;
    alice.me().body("application/json", "{broken").await.expect(200);
}

#[tokio::test]
async fn every_endpoint_refuses_the_methods_that_it_does_not_have() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    for (path, allow) in ALLOWED {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "TRACE", "CONNECT", "get"] {
            if allow.split(", ").all(|allowed| allowed != method) {
                let answer = alice.call(method, path).await.expect(405);
                assert_eq!(answer.header("allow"), allow, "{method} {path}");
            }
        }
        let described = alice.call("OPTIONS", path).await.expect(200);
        assert_eq!(described.header("allow"), allow, "{path}");
    }
}

#[tokio::test]
async fn options_describes_the_endpoint() {
    let app = TestApp::new().await;
    let told = app.call("OPTIONS", "/api/token/").await.expect(200).json();
    assert_eq!(told["name"], "Token Obtain Pair");
    assert_eq!(told["renders"], json!(["application/json", "text/html"]));
    let parses = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
    assert_eq!(told["parses"], json!(parses));
    assert!(told["description"].as_str().unwrap().starts_with("Trade username and password"));
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let (get, head) = (alice.me().await, alice.call("HEAD", "/api/users/me/").await.expect(200));
    assert_eq!((head.text(), head.header("content-type")), ("", get.header("content-type")));
    app.call("HEAD", "/api/token/").await.expect(405);
    app.call("HEAD", "/api/").await.expect(200);
}

#[tokio::test]
async fn json_answers_where_it_is_no_worse_than_a_page() {
    let app = TestApp::new().await;
    for accept in ["text/html,application/json", "application/json, text/plain, */*", "*/*", "application/*;q=0"] {
        let answer = app.get("/api/").header("accept", accept).await.expect(200);
        assert_eq!(
            (answer.header("content-type"), answer.header("vary")),
            ("application/json", "Accept, Cookie"),
            "{accept}"
        );
    }
}

#[tokio::test]
async fn an_answer_is_indented_on_request() {
    let app = TestApp::new().await;
    let answer = app.get("/api/users/me/").header("accept", "application/json; indent=4").await.expect(401);
    assert_eq!(answer.text(), format!("{{\n    \"detail\": \"{ANONYMOUS}\"\n}}"));
    let answer = app.get("/api/users/me/").header("accept", "application/json; indent=99").await.expect(401);
    assert_eq!(answer.text(), format!("{{\n        \"detail\": \"{ANONYMOUS}\"\n}}"));
}

#[tokio::test]
async fn tokens_and_refusals_are_not_to_be_stored() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let answers = [
        app.obtain("alice", PASSWORD).await.expect(200),
        alice.refresh().await.expect(200),
        alice.me().await.expect(200),
        app.obtain("alice", "x").await.expect(401),
        app.refresh("x").await.expect(401),
    ];
    for answer in answers {
        assert_eq!(answer.header("cache-control"), "no-store", "{answer:?}");
    }
}

fn expect_hardened(answer: &Answer) {
    // Django redirects before it comes to this one.
    assert_eq!(answer.header("x-frame-options"), if answer.status() == 301 { "" } else { "DENY" });
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(answer.header("x-request-id").len(), 16);
}

#[tokio::test]
async fn every_answer_has_the_headers_of_djangos_security_middleware_and_an_id() {
    let app = TestApp::new().await;
    let mut ids = std::collections::BTreeSet::new();
    for path in
        ["/", "/api/", "/api/token/", "/api/token", "/nowhere/", "/healthz", "/.well-known/jwks.json", "/api/users/me/"]
    {
        let answer = app.get(path).await;
        expect_hardened(&answer);
        assert!(ids.insert(answer.header("x-request-id").to_owned()), "{path}");
    }
}

#[tokio::test]
async fn an_error_keeps_the_headers_of_its_view() {
    let app = TestApp::new().await;
    for answer in [app.obtain("a", "b").await.expect(401), app.obtain("", "").await.expect(400)] {
        assert_eq!((answer.header("allow"), answer.header("vary")), ("POST, OPTIONS", "Accept"));
    }
    let page = app.call("POST", "/api/token/").body("application/json", vec![b' '; 2_621_441]).await.expect(400);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
}
