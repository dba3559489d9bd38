//! The test kit, used as an application would use it.

use axum::Router;
use axum::routing::get as on_get;
use countersign::testing::Issuer;
use countersign::token::Seconds;
use countersign::{Authenticator, Caller, IsAdminUser, IsAuthenticated, require};

use crate::support::{DENIED, NOT_AUTHENTICATED, and, ask, get};

/// The application under test: its router takes the authenticator that production makes of its settings.
fn bookstore(authenticator: &Authenticator) -> Router {
    let admin = Router::new().route("/admin/", on_get(async || "admin")).route_layer(require(IsAdminUser));
    let members = Router::new().route("/me/", on_get(me)).route_layer(require(IsAuthenticated));
    admin.merge(members).layer(authenticator.optional())
}

async fn me(caller: Caller) -> String {
    caller.username().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn s74_an_application_tests_its_protected_routes_without_a_server() {
    let issuer = Issuer::new();
    let app = bookstore(&issuer.authenticator());
    let alice = issuer.user("7").claim("username", "alice");
    ask(&app, and(get("/me/"), "authorization", &alice.bearer())).await.expect_seen("alice");
    ask(&app, get("/me/")).await.expect(401, NOT_AUTHENTICATED);
    ask(&app, and(get("/admin/"), "authorization", &alice.bearer())).await.expect(403, DENIED);
    let root = alice.claim("is_staff", true);
    ask(&app, and(get("/admin/"), "authorization", &root.bearer())).await.expect_seen("admin");
}

#[tokio::test]
async fn s74_time_passes_when_the_test_says_so() {
    let issuer = Issuer::new();
    let app = bookstore(&issuer.authenticator());
    let bearer = issuer.user("7").claim("username", "alice").bearer();
    issuer.clock().advance(Seconds::new(899));
    ask(&app, and(get("/me/"), "authorization", &bearer)).await.expect_seen("alice");
    issuer.clock().advance(Seconds::new(1));
    ask(&app, and(get("/me/"), "authorization", &bearer)).await.expect_token_refused("Token is expired");
}

#[tokio::test]
async fn s74_a_handler_is_tested_alone_with_a_caller() {
    let issuer = Issuer::new();
    assert_eq!(me(issuer.user("7").claim("username", "alice").caller()).await, "alice");
    assert_eq!(me(Caller::new("7").with_claim("username", "bob")).await, "bob");
}

#[test]
fn every_token_of_an_issuer_is_another_one() {
    let issuer = Issuer::new();
    let alice = issuer.user("7");
    assert_ne!(alice.caller().claim("jti"), alice.caller().claim("jti"));
}
