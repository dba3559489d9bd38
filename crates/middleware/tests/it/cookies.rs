//! The token in a cookie, for pages.

use axum::body::Body;
use countersign::testing::Issuer;
use http::Request;
use tower::ServiceExt;

use crate::support::{NOT_AUTHENTICATED, and, ask, get, whoami_router, with_header};

#[tokio::test]
async fn a_page_knows_its_reader_by_the_cookie() {
    let issuer = Issuer::new();
    let app = whoami_router().layer(issuer.authenticator().with_cookie("access").required());
    let token = issuer.user("7").access();
    ask(&app, and(get("/"), "cookie", &format!("theme=dark; access={token}; x=y"))).await.expect_seen("7");
    ask(&app, and(and(get("/"), "cookie", "theme=dark"), "cookie", &format!("access={token}"))).await.expect_seen("7");
    for other in
        [format!("Access={token}"), format!("xaccess={token}"), "access=".into(), "access".into(), token.clone()]
    {
        ask(&app, and(get("/"), "cookie", &other)).await.expect(401, NOT_AUTHENTICATED);
    }
}

#[tokio::test]
async fn a_cookie_proves_nothing_where_something_could_be_changed() {
    let issuer = Issuer::new();
    let app = whoami_router().layer(issuer.authenticator().with_cookie("access").required());
    let cookie = format!("access={}", issuer.user("7").access());
    for (method, expected) in [
        ("GET", 200),
        ("HEAD", 200),
        ("OPTIONS", 200),
        ("POST", 401),
        ("PUT", 401),
        ("PATCH", 401),
        ("DELETE", 401),
        ("TRACE", 401),
    ] {
        let request = Request::builder().method(method).uri("/").body(Body::empty()).unwrap();
        assert_eq!(ask(&app, and(request, "cookie", &cookie)).await.status(), expected, "{method}");
    }
}

#[tokio::test]
async fn a_cookie_opens_no_socket() {
    let issuer = Issuer::new();
    let app = whoami_router().layer(issuer.authenticator().with_cookie("access").required());
    let socket = || and(and(get("/"), "connection", "upgrade"), "upgrade", "WebSocket");
    let cookie = format!("access={}", issuer.user("7").access());
    ask(&app, and(socket(), "cookie", &cookie)).await.expect(401, NOT_AUTHENTICATED);
    ask(&app, and(socket(), "authorization", &issuer.user("7").bearer())).await.expect_seen("7");
    ask(&app, and(and(get("/"), "upgrade", "h2c"), "cookie", &cookie)).await.expect_seen("7");
}

#[tokio::test]
async fn a_cookie_beside_it_may_hold_any_bytes() {
    let issuer = Issuer::new();
    let app = whoami_router().layer(issuer.authenticator().with_cookie("access").required());
    let line = [b"name=Zo\xc3\xab; x=\xff; access=".as_slice(), issuer.user("7").access().as_bytes()].concat();
    let request = Request::get("/").header("cookie", line).body(Body::empty()).unwrap();
    ask(&app, request).await.expect_seen("7");
    let request = Request::get("/").header("cookie", b"access=\xff".as_slice()).body(Body::empty()).unwrap();
    ask(&app, request).await.expect(401, NOT_AUTHENTICATED);
}

#[tokio::test]
async fn a_cache_is_told_that_answers_vary_with_the_cookie() {
    let issuer = Issuer::new();
    let cookie = format!("access={}", issuer.user("7").access());
    let with_cookie = whoami_router().layer(issuer.authenticator().with_cookie("access").required());
    for request in [Request::get("/").header("cookie", &cookie), Request::get("/")] {
        let answer = with_cookie.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.headers()["vary"], "Cookie", "{}", answer.status());
    }
    let without = whoami_router().layer(issuer.authenticator().required());
    let answer = without.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
    assert!(answer.headers().get("vary").is_none());
}

#[tokio::test]
async fn the_header_wins_over_the_cookie() {
    let issuer = Issuer::new();
    let app = whoami_router().layer(issuer.authenticator().with_cookie("access").optional());
    let cookie = format!("access={}", issuer.user("1").access());
    ask(&app, and(with_header(issuer.user("2").bearer()), "cookie", &cookie)).await.expect_seen("2");
    ask(&app, and(with_header("Bearer x"), "cookie", &cookie)).await.expect_token_refused("Token is invalid");
    ask(&app, and(with_header("Basic YTpi"), "cookie", &cookie)).await.expect_seen("1");
}

#[tokio::test]
async fn an_old_cookie_locks_nobody_out() {
    let issuer = Issuer::new();
    let app = whoami_router().layer(issuer.authenticator().with_cookie("access").optional());
    let old = format!("access={}", issuer.user("7").expired());
    ask(&app, and(get("/"), "cookie", &old)).await.expect_seen("anonymous");
}

#[tokio::test]
async fn a_cookie_is_not_looked_at_unless_asked_for() {
    let issuer = Issuer::new();
    let app = whoami_router().layer(issuer.authenticator().optional());
    let cookie = format!("access={}", issuer.user("7").access());
    ask(&app, and(get("/"), "cookie", &cookie)).await.expect_seen("anonymous");
}
