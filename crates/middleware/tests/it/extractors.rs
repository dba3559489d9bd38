//! Arguments of handlers.

use axum::Router;
use axum::routing::get as on_get;
use countersign::testing::Issuer;
use countersign::{Caller, ClaimsAs, Reason};

use crate::support::{DENIED, NOT_AUTHENTICATED, ask, get, with_header};

#[derive(serde::Deserialize)]
struct Tenant {
    tenant: String,
    #[serde(default)]
    seats: u32,
}

fn app() -> Router {
    Router::new()
        .route("/", on_get(async |caller: Caller| caller.user_id().to_owned()))
        .route(
            "/tenant",
            on_get(async |ClaimsAs(claims): ClaimsAs<Tenant>| format!("{} {}", claims.tenant, claims.seats)),
        )
        .route(
            "/maybe",
            on_get(async |claims: Option<ClaimsAs<Tenant>>| claims.map_or("nobody".into(), |c| c.0.tenant)),
        )
}

fn ask_for(path: &str, bearer: &str) -> http::Request<axum::body::Body> {
    crate::support::and(get(path), "authorization", bearer)
}

#[tokio::test]
async fn a_handler_that_needs_a_caller_is_not_called_without() {
    let issuer = Issuer::new();
    let app = app().layer(issuer.authenticator().optional());
    ask(&app, get("/")).await.expect(401, NOT_AUTHENTICATED);
    ask(&app, get("/tenant")).await.expect(401, NOT_AUTHENTICATED);
    ask(&app, with_header(issuer.user("7").bearer())).await.expect_seen("7");
}

#[tokio::test]
async fn without_any_layer_nobody_is_known_and_nothing_breaks() {
    let app = app();
    let bearer = Issuer::new().user("7").bearer();
    ask(&app, ask_for("/", &bearer)).await.expect(401, NOT_AUTHENTICATED);
    ask(&app, ask_for("/tenant", &bearer)).await.expect(401, NOT_AUTHENTICATED);
    ask(&app, ask_for("/maybe", &bearer)).await.expect_seen("nobody");
}

#[tokio::test]
async fn claims_come_as_a_type_of_the_application() {
    let issuer = Issuer::new();
    let app = app().layer(issuer.authenticator().optional());
    let acme = issuer.user("7").claim("tenant", "acme");
    ask(&app, ask_for("/tenant", &acme.bearer())).await.expect_seen("acme 0");
    ask(&app, ask_for("/tenant", &acme.clone().claim("seats", 12).bearer())).await.expect_seen("acme 12");
    ask(&app, ask_for("/maybe", &acme.bearer())).await.expect_seen("acme");
    ask(&app, get("/maybe")).await.expect_seen("nobody");
}

#[tokio::test]
async fn claims_of_another_shape_are_a_403() {
    let issuer = Issuer::new();
    let app = app().layer(issuer.authenticator().optional());
    for path in ["/tenant", "/maybe"] {
        ask(&app, ask_for(path, &issuer.user("7").bearer())).await.expect(403, DENIED);
        let wrong = issuer.user("7").claim("tenant", "acme").claim("seats", "twelve");
        ask(&app, ask_for(path, &wrong.bearer())).await.expect(403, DENIED);
    }
}

#[tokio::test]
async fn a_handler_may_refuse_by_itself() {
    let app = Router::new().route("/", on_get(async || Err::<(), _>(Reason::PermissionDenied)));
    ask(&app, get("/")).await.expect(403, DENIED);
}
