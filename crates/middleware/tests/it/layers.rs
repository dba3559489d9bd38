//! Where layers go, and what they are put around.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::routing::get as on_get;
use bytes::Bytes;
use countersign::testing::Issuer;
use countersign::{Caller, IsAuthenticated, require};
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt, service_fn};

use crate::support::{NOT_AUTHENTICATED, ask, get, whoami, whoami_router, with_header};

#[tokio::test]
async fn s29_a_request_without_a_token_reaches_the_handler_as_anonymous() {
    let app = whoami_router().layer(Issuer::new().authenticator().optional());
    ask(&app, get("/")).await.expect_seen("anonymous");
    ask(&app, with_header("Basic YTpi")).await.expect_seen("anonymous");
}

#[tokio::test]
async fn s29_a_valid_token_names_the_caller_and_an_invalid_one_is_a_401_even_if_optional() {
    let issuer = Issuer::new();
    let app = whoami_router().layer(issuer.authenticator().optional());
    ask(&app, with_header(issuer.user("7").bearer())).await.expect_seen("7");
    ask(&app, with_header("Bearer nonsense")).await.expect_token_refused("Token is invalid");
    let expired = format!("Bearer {}", issuer.user("7").expired());
    ask(&app, with_header(expired)).await.expect_token_refused("Token is expired");
}

#[tokio::test]
async fn s30_a_layer_covers_nested_routes_and_no_others() {
    let issuer = Issuer::new();
    let inside = Router::new().nest("/api", Router::new().nest("/books", whoami_router()));
    let app = inside.layer(issuer.authenticator().required()).merge(Router::new().route("/about/", on_get(whoami)));
    ask(&app, get("/api/books")).await.expect(401, NOT_AUTHENTICATED);
    ask(&app, get("/about/")).await.expect_seen("anonymous");
}

#[tokio::test]
async fn s30_an_inner_layer_decides_anew_who_calls() {
    let (outer, inner) = (Issuer::new(), Issuer::new());
    let strict = whoami_router().layer(inner.authenticator().required());
    let lax = whoami_router().layer(inner.authenticator().optional());
    // The outer layer knows the caller by a cookie, of which the inner one knows nothing.
    let known = || {
        let cookie = format!("access={}", outer.user("7").access());
        Request::get("/").header("cookie", cookie).body(Body::empty()).unwrap()
    };
    let around = outer.authenticator().with_cookie("access").required();
    ask(&strict.layer(around.clone()), known()).await.expect(401, NOT_AUTHENTICATED);
    ask(&lax.layer(around), known()).await.expect_seen("anonymous");
}

#[tokio::test]
async fn a_layer_goes_around_any_service_whose_body_is_made_of_bytes() {
    let issuer = Issuer::new();
    let service = service_fn(async |request: Request<()>| {
        let user = request.extensions().get::<Caller>().map(|caller| caller.user_id().to_owned());
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(user.unwrap_or_default())))
    });
    let service = issuer.authenticator().required().layer(require(IsAuthenticated).layer(service));
    let good = Request::get("/").header("authorization", issuer.user("7").bearer()).body(()).unwrap();
    assert_eq!(service.clone().oneshot(good).await.unwrap().status(), 200);
    let bad = Request::get("/").body(()).unwrap();
    assert_eq!(service.oneshot(bad).await.unwrap().status(), 401);
}
