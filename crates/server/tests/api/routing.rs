//! What is mounted where, and what is answered elsewhere.

use countersign_server::RouteNameError;
use serde_json::json;

use crate::support::{PASSWORD, TestApp};

#[tokio::test]
async fn a_missing_slash_is_appended_whatever_the_method() {
    let app = TestApp::new().await;
    for method in ["GET", "POST", "DELETE", "FOO"] {
        let answer = app.call(method, "/api/token?a=1&b=%20").await.expect(301);
        assert_eq!(answer.header("location"), "/api/token/?a=1&b=%20");
        assert_eq!((answer.text(), answer.header("content-type")), ("", "text/html; charset=utf-8"));
    }
    assert_eq!(app.get("/api").await.expect(301).header("location"), "/api/");
    let empty = app.get("/api?").await.expect(301);
    assert_eq!((empty.header("location"), empty.header("x-frame-options")), ("/api/", ""));
    assert_eq!(app.get("/api/sessions/x%2Fy").await.expect(301).header("location"), "/api/sessions/x%2Fy/");
}

#[tokio::test]
async fn elsewhere_there_is_djangos_plain_page() {
    let app = TestApp::new().await;
    for path in
        ["/nowhere", "/nowhere/", "/API/token/", "/api//token/", "//api/token/", "/api/token/;a/", "/api/token/x/"]
    {
        let page = app.get(path).await.expect(404);
        assert_eq!((page.text().len(), page.header("content-type")), (179, "text/html; charset=utf-8"), "{path}");
    }
}

#[tokio::test]
async fn pages_and_probes_are_only_read() {
    let app = TestApp::new().await;
    for path in ["/", "/healthz", "/readyz", "/.well-known/jwks.json"] {
        app.call("HEAD", path).await.expect(200);
        for method in ["POST", "DELETE", "FOO"] {
            assert_eq!(app.call(method, path).await.expect(405).header("allow"), "GET,HEAD", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn an_endpoint_answers_at_its_mounts_alone() {
    let app = TestApp::build()
        .mount("token_obtain_pair", &["/api/books/api-jwt/", "/api/api-jwt/"])
        .mount("token_refresh", &["/api/api-jwt-refresh/", "/api/books/api-jwt-refresh/"])
        .start()
        .await;
    app.user("alice").exists().await;
    for (login, refresh) in
        [("/api/books/api-jwt/", "/api/api-jwt-refresh/"), ("/api/api-jwt/", "/api/books/api-jwt-refresh/")]
    {
        let pair = app.post(login, &json!({ "username": "alice", "password": PASSWORD })).await.expect_pair();
        app.post(refresh, &json!({ "refresh": pair.refresh })).await.expect_pair();
    }
    for gone in ["/api/token/", "/api/login/", "/api-jwt/", "/api/token/refresh/", "/api-jwt-refresh/"] {
        app.post(gone, &json!({})).await.expect(404);
    }
    assert_eq!(app.get("/api/api-jwt").await.expect(301).header("location"), "/api/api-jwt/");
}

#[tokio::test]
async fn root_and_schema_speak_of_the_mounts() {
    let app = TestApp::build().mount("token_refresh", &["/renew/"]).start().await;
    assert_eq!(app.get("/api/").await.json()["token_refresh"], "/renew/");
    let paths = app.get("/api/schema/").await.json()["paths"].clone();
    assert!(paths["/renew/"]["post"].is_object() && paths.get("/api/token/refresh/").is_none());
}

#[tokio::test]
async fn an_endpoint_with_a_parameter_can_be_mounted_elsewhere() {
    let app = TestApp::build().mount("sessions_detail", &["/s/{id}/end/"]).start().await;
    let alice = app.user("alice").login().await;
    alice.call("DELETE", &format!("/s/{}/end/", alice.sid())).await.expect(204);
    alice.expect_out().await;
}

#[tokio::test]
async fn a_mount_without_a_slash_at_its_end_is_fine() {
    let app = TestApp::build().mount("token_verify", &["/verify"]).start().await;
    app.post("/verify", &json!({ "token": "x" })).await.expect(401);
    app.post("/verify/", &json!({ "token": "x" })).await.expect(404);
}

#[tokio::test]
async fn an_endpoint_mounted_with_and_without_its_slash_answers_at_both() {
    let app = TestApp::build().mount("token_verify", &["/verify", "/verify/", "/healthz/"]).start().await;
    for path in ["/verify", "/verify/", "/healthz/"] {
        app.post(path, &json!({ "token": "x" })).await.expect_detail(401, "Token is invalid");
    }
    app.get("/healthz").await.expect(200);
}

#[tokio::test]
async fn an_unknown_name_stops_the_start() {
    let refusal = TestApp::build().mount("tokens", &["/t/"]).refusal().await;
    assert_eq!(refusal, Some(RouteNameError::Unknown("tokens".to_owned())));
}

#[tokio::test]
async fn a_path_that_cannot_be_stops_the_start() {
    for path in ["t/", "", "/a b/", "/{id}/", "/{*rest}", "/a?b/", "//a/", "/:a/", "/*a/", "/a#b/"] {
        let refusal = TestApp::build().mount("token_refresh", &[path]).refusal().await;
        let like = "/api/token/refresh/".to_owned();
        let expected = RouteNameError::Path { name: "token_refresh".to_owned(), path: path.to_owned(), like };
        assert_eq!(refusal, Some(expected), "{path}");
    }
    for path in ["/s/", "/s/{id}{id}/", "/s/x{id}/", "/{id}/{id}/", "/s/{other}/"] {
        let refusal = TestApp::build().mount("sessions_detail", &[path]).refusal().await;
        assert!(matches!(refusal, Some(RouteNameError::Path { .. })), "{path}: {refusal:?}");
    }
}

#[tokio::test]
async fn a_path_mounted_twice_stops_the_start() {
    for taken in ["/", "/healthz", "/readyz", "/.well-known/jwks.json", "/api/token/"] {
        let refusal = TestApp::build().mount("token_refresh", &[taken]).refusal().await;
        assert_eq!(refusal, Some(RouteNameError::Twice { path: taken.to_owned() }), "{taken}");
    }
    let twice = TestApp::build().mount("token_refresh", &["/t/", "/t/"]).refusal().await;
    assert_eq!(twice, Some(RouteNameError::Twice { path: "/t/".to_owned() }));
}

#[tokio::test]
async fn a_host_that_can_be_none_is_refused_before_anything_else() {
    let app = TestApp::new().await;
    for host in ["a b<>", "a/b", "user@host", "h\"", "h\u{e9}"] {
        let refused = app.get("/api/users/me/").header("host", host).await.expect(400);
        assert!(refused.text().contains("Bad Request (400)"), "{host}");
    }
    app.get("/api/").header("host", "one").header("host", "two").await.expect(400);
    for host in ["localhost:8000", "[::1]:8000", "my_service", "xn--bcher-kva.example", ""] {
        app.get("/api/").header("host", host).await.expect(200);
    }
}
