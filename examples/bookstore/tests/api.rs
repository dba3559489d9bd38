//! The bookstore, tested with the guard's test kit: no server, no database, no waiting.

use axum::body::Body;
use countersign::testing::{Issuer, TestUser};
use countersign::token::Seconds;
use http::{Request, StatusCode};
use tower::ServiceExt;

/// What the bookstore answers to whoever this is.
async fn status(issuer: &Issuer, path: &str, caller: Option<&TestUser<'_>>) -> StatusCode {
    let request = Request::get(path);
    let request = match caller {
        Some(caller) => request.header("authorization", caller.bearer()),
        None => request,
    };
    let request = request.body(Body::empty()).expect("a request");
    bookstore::router(&issuer.authenticator()).oneshot(request).await.expect("an answer").status()
}

#[tokio::test]
async fn s74_an_application_tests_its_routes_without_a_server() {
    let issuer = Issuer::new();
    let stranger = issuer.user("7").claim("username", "alice");
    let customer = stranger.clone().claim("shop", "main-street");
    let clerk = customer.clone().claim("is_staff", true);
    for (path, statuses) in [
        ("/api/books/", [200, 200, 200, 200]),
        ("/api/books/custom-list/", [401, 200, 200, 200]),
        ("/api/books/shelf/?year=1900", [401, 200, 200, 200]),
        ("/api/books/back-room/", [401, 403, 200, 200]),
        ("/api/books/stock/", [401, 403, 403, 200]),
    ] {
        let callers = [None, Some(&stranger), Some(&customer), Some(&clerk)];
        for (caller, wanted) in callers.into_iter().zip(statuses) {
            assert_eq!(status(&issuer, path, caller).await, wanted, "{path}");
        }
    }
}

#[tokio::test]
async fn a_token_opens_nothing_once_it_has_expired() {
    let issuer = Issuer::new();
    let authenticator = issuer.authenticator();
    let bearer = issuer.user("7").bearer();
    issuer.clock().advance(Seconds::new(900));
    for path in ["/api/books/", "/api/books/custom-list/"] {
        let request = Request::get(path).header("authorization", &bearer).body(Body::empty()).expect("a request");
        let answer = bookstore::router(&authenticator).oneshot(request).await.expect("an answer");
        assert_eq!(answer.status(), 401, "{path}");
    }
}

#[tokio::test]
async fn a_token_without_a_name_has_no_shelf() {
    let issuer = Issuer::new();
    let nameless = issuer.user("7");
    assert_eq!(status(&issuer, "/api/books/shelf/", Some(&nameless)).await, 403);
}

#[test]
fn a_set_without_a_key_is_refused_with_its_mend() {
    let refused = format!("{:#}", bookstore::authenticator(r#"{"keys":[]}"#).expect_err("no key"));
    assert!(refused.contains("signs with a secret") && refused.contains("jwt.algorithm"), "{refused}");
    assert!(bookstore::authenticator("nonsense").is_err());
}
