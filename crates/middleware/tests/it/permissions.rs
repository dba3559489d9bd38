//! Who may do what.

use axum::Router;
use axum::body::Body;
use axum::routing::any;
use countersign::testing::{Issuer, TestUser};
use countersign::{
    AllowAny, Caller, HasClaim, HasScope, InGroup, IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly, Permission,
    require,
};
use http::Request;
use http::request::Parts;

use crate::support::{DENIED, NOT_AUTHENTICATED, and, ask, get, whoami, whoami_router, with_header};

fn guarded(issuer: &Issuer, permission: impl Permission) -> Router {
    whoami_router().route_layer(require(permission)).layer(issuer.authenticator().optional())
}

async fn status(app: &Router, user: &TestUser<'_>) -> u16 {
    ask(app, with_header(user.bearer())).await.status().as_u16()
}

fn project(issuer: &Issuer) -> Router {
    let protected = Router::new().route("/books/", any(whoami)).route_layer(require(IsAuthenticated));
    let public = Router::new().route("/about/", any(whoami));
    protected.merge(public).layer(issuer.authenticator().optional())
}

#[tokio::test]
async fn s35_routes_are_protected_by_default_and_one_may_be_open() {
    let app = project(&Issuer::new());
    ask(&app, get("/books/")).await.expect(401, NOT_AUTHENTICATED);
    ask(&app, get("/about/")).await.expect_seen("anonymous");
}

#[tokio::test]
async fn s36_a_public_route_still_knows_who_calls() {
    let issuer = Issuer::new();
    let app = project(&issuer);
    let bearer = issuer.user("7").bearer();
    for path in ["/about/", "/books/"] {
        ask(&app, and(get(path), "authorization", &bearer)).await.expect_seen("7");
    }
}

#[tokio::test]
async fn s40_a_claim_decides() {
    let issuer = Issuer::new();
    let app = guarded(&issuer, IsAdminUser);
    ask(&app, with_header(issuer.user("7").claim("is_staff", true).bearer())).await.expect_seen("7");
    ask(&app, with_header(issuer.user("7").bearer())).await.expect(403, DENIED);
    ask(&app, get("/")).await.expect(401, NOT_AUTHENTICATED);
}

#[tokio::test]
async fn s40_a_group_a_scope_and_any_claim_decide() {
    let issuer = Issuer::new();
    let cases: [(Router, &str, serde_json::Value); 6] = [
        (guarded(&issuer, InGroup::new("editors")), "groups", vec!["readers", "editors"].into()),
        (guarded(&issuer, HasScope::new("books:write")), "scope", "books:read books:write".into()),
        (guarded(&issuer, HasScope::new("books:write")), "scopes", vec!["books:write"].into()),
        (guarded(&issuer, HasClaim::equal("department", "books")), "department", "books".into()),
        (guarded(&issuer, HasClaim::present("email")), "email", "".into()),
        (guarded(&issuer, HasClaim::matching("level", |level| level.as_u64() >= Some(3))), "level", 3.into()),
    ];
    for (app, claim, value) in cases {
        assert_eq!(status(&app, &issuer.user("7").claim(claim, value)).await, 200, "{claim}");
        for other in [serde_json::Value::Null, "book".into(), 2.into(), vec!["editor", "books:writer"].into()] {
            let expected = if claim == "email" && !other.is_null() { 200 } else { 403 };
            assert_eq!(status(&app, &issuer.user("7").claim(claim, other)).await, expected, "{claim}");
        }
        assert_eq!(status(&app, &issuer.user("7")).await, 403, "{claim}");
    }
}

#[tokio::test]
async fn a_group_given_as_text_is_no_group() {
    let issuer = Issuer::new();
    let app = guarded(&issuer, InGroup::new("editors"));
    assert_eq!(status(&app, &issuer.user("7").claim("groups", "editors")).await, 403);
}

#[tokio::test]
async fn permissions_are_combined_as_in_drf() {
    let issuer = Issuer::new();
    let (staff, editor) = (issuer.user("1").claim("is_staff", true), issuer.user("2").claim("groups", vec!["editors"]));
    let both = issuer.user("3").claim("is_staff", true).claim("groups", vec!["editors"]);
    let editors = || InGroup::new("editors");
    let expected = [
        (guarded(&issuer, IsAdminUser & editors()), [403, 403, 200]),
        (guarded(&issuer, IsAdminUser.and(editors())), [403, 403, 200]),
        (guarded(&issuer, IsAdminUser | editors()), [200, 200, 200]),
        (guarded(&issuer, IsAdminUser.or(editors())), [200, 200, 200]),
        (guarded(&issuer, !IsAdminUser), [403, 200, 403]),
        (guarded(&issuer, IsAuthenticated & !(IsAdminUser & editors())), [200, 200, 403]),
        (guarded(&issuer, (IsAdminUser | editors()) & !editors().and(AllowAny)), [200, 403, 403]),
    ];
    for (app, [for_staff, for_editor, for_both]) in expected {
        let found = [status(&app, &staff).await, status(&app, &editor).await, status(&app, &both).await];
        assert_eq!(found, [for_staff, for_editor, for_both]);
    }
}

#[tokio::test]
async fn anybody_may_read_where_only_known_callers_may_write() {
    let issuer = Issuer::new();
    let app = guarded(&issuer, IsAuthenticatedOrReadOnly);
    for (method, expected) in
        [("GET", 200), ("HEAD", 200), ("OPTIONS", 200), ("POST", 401), ("DELETE", 401), ("get", 401)]
    {
        let request = Request::builder().method(method).uri("/").body(Body::empty()).unwrap();
        assert_eq!(ask(&app, request).await.status(), expected, "{method}");
        let request = Request::builder().method(method).uri("/").body(Body::empty()).unwrap();
        ask(&app, and(request, "authorization", &issuer.user("7").bearer())).await.expect_seen(if method == "HEAD" {
            ""
        } else {
            "7"
        });
    }
}

#[tokio::test]
async fn an_application_adds_permissions_of_its_own() {
    struct OwnTenant;
    impl Permission for OwnTenant {
        fn allows(&self, request: &Parts, caller: Option<&Caller>) -> bool {
            let tenant = caller.and_then(|caller| caller.claim("tenant")?.as_str());
            tenant.is_some_and(|tenant| request.headers.get("x-tenant").is_some_and(|asked| asked == tenant))
        }
    }
    let issuer = Issuer::new();
    let app = guarded(&issuer, OwnTenant.or(IsAdminUser));
    let acme = with_header(issuer.user("7").claim("tenant", "acme").bearer());
    ask(&app, and(acme, "x-tenant", "acme")).await.expect_seen("7");
    let other = with_header(issuer.user("7").claim("tenant", "other").bearer());
    ask(&app, and(other, "x-tenant", "acme")).await.expect(403, DENIED);
}

#[tokio::test]
async fn a_router_words_its_own_refusals() {
    let issuer = Issuer::new();
    let paid = require(HasClaim::equal("plan", "gold")).on_refusal(|refusal, _| {
        let mut answer = refusal.to_response();
        *answer.status_mut() = http::StatusCode::PAYMENT_REQUIRED;
        answer
    });
    let outer = issuer.authenticator().optional().on_refusal(|_, _| http::Response::default());
    let app = whoami_router().route_layer(paid).layer(outer);
    ask(&app, with_header(issuer.user("7").bearer())).await.expect(402, DENIED);
    ask(&app, with_header(issuer.user("7").claim("plan", "gold").bearer())).await.expect_seen("7");
}

#[tokio::test]
async fn without_a_layer_that_authenticates_nobody_comes_in() {
    let issuer = Issuer::new();
    let app = whoami_router().route_layer(require(IsAuthenticated));
    ask(&app, with_header(issuer.user("7").bearer())).await.expect(401, NOT_AUTHENTICATED);
    // The wrong way around: the permission is asked for before the caller is known.
    let app = whoami_router().layer(issuer.authenticator().optional()).layer(require(IsAuthenticated));
    ask(&app, with_header(issuer.user("7").bearer())).await.expect(401, NOT_AUTHENTICATED);
}
