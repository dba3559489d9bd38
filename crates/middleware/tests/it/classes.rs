//! Authentication classes of an application's own.

use axum::Router;
use countersign::testing::Issuer;
use countersign::{Authenticate, AuthenticationClasses, Caller, IsAdminUser, Reason, require};
use http::HeaderValue;
use http::request::Parts;

use crate::support::{DENIED, NOT_AUTHENTICATED, and, ask, get, whoami_router, with_header};

/// Keys that a slow database knows.
struct ApiKeys {
    challenge: Option<&'static str>,
}

impl Authenticate for ApiKeys {
    async fn identify(&self, request: &Parts) -> Result<Option<Caller>, Reason> {
        tokio::task::yield_now().await;
        match request.headers.get("x-api-key").map(HeaderValue::as_bytes) {
            None => Ok(None),
            Some(b"good") => Ok(Some(Caller::new("robot").with_claim("is_staff", true))),
            Some(b"down") => Err(Reason::Unavailable),
            Some(_) => Err(Reason::AuthenticationFailed("Invalid API key.".into())),
        }
    }

    fn challenge(&self) -> Option<HeaderValue> {
        self.challenge.map(HeaderValue::from_static)
    }
}

const KEYS: ApiKeys = ApiKeys { challenge: Some("ApiKey") };

fn keys_then_tokens(issuer: &Issuer) -> Router {
    whoami_router().layer(AuthenticationClasses::new(KEYS).then(issuer.authenticator()).required())
}

#[tokio::test]
async fn s34_the_first_class_that_knows_its_credential_decides() {
    let issuer = Issuer::new();
    let app = keys_then_tokens(&issuer);
    ask(&app, and(get("/"), "x-api-key", "good")).await.expect_seen("robot");
    ask(&app, with_header(issuer.user("7").bearer())).await.expect_seen("7");
    ask(&app, and(with_header(issuer.user("7").bearer()), "x-api-key", "good")).await.expect_seen("robot");
    let refused = ask(&app, and(with_header(issuer.user("7").bearer()), "x-api-key", "bad")).await;
    refused.expect(401, r#"{"detail":"Invalid API key."}"#);
}

#[tokio::test]
async fn s34_every_401_has_the_challenge_of_the_first_class() {
    let issuer = Issuer::new();
    let keys_first = keys_then_tokens(&issuer);
    let tokens_first = whoami_router().layer(AuthenticationClasses::new(issuer.authenticator()).then(KEYS).required());
    for (app, challenge) in [(keys_first, "ApiKey"), (tokens_first, "Bearer realm=\"api\"")] {
        for request in [get("/"), with_header("Bearer nonsense"), and(get("/"), "x-api-key", "bad")] {
            let refused = ask(&app, request).await;
            assert_eq!((refused.status().as_u16(), refused.header("www-authenticate")), (401, Some(challenge)));
        }
    }
}

#[tokio::test]
async fn s34_where_the_first_class_has_no_challenge_refusals_are_403_with_the_same_text() {
    let issuer = Issuer::new();
    let classes = AuthenticationClasses::new(ApiKeys { challenge: None }).then(issuer.authenticator());
    let app = whoami_router().layer(classes.required());
    ask(&app, get("/")).await.expect(403, NOT_AUTHENTICATED);
    ask(&app, and(get("/"), "x-api-key", "bad")).await.expect(403, r#"{"detail":"Invalid API key."}"#);
    let refused = ask(&app, with_header("Bearer nonsense")).await;
    assert_eq!((refused.status().as_u16(), refused.header("www-authenticate")), (403, None));
    assert!(refused.text().contains("token_not_valid"));
}

#[tokio::test]
async fn s34_a_router_with_other_classes_refuses_a_bearer_token() {
    let issuer = Issuer::new();
    let app = whoami_router().layer(AuthenticationClasses::new(KEYS).required());
    ask(&app, with_header(issuer.user("7").bearer())).await.expect(401, NOT_AUTHENTICATED);
}

#[tokio::test]
async fn permissions_inside_follow_the_challenge_of_the_layer() {
    let issuer = Issuer::new();
    let classes = AuthenticationClasses::new(KEYS).then(issuer.authenticator());
    let app = whoami_router().route_layer(require(IsAdminUser)).layer(classes.optional());
    ask(&app, and(get("/"), "x-api-key", "good")).await.expect_seen("robot");
    ask(&app, with_header(issuer.user("7").bearer())).await.expect(403, DENIED);
    assert_eq!(ask(&app, get("/")).await.header("www-authenticate"), Some("ApiKey"));
}

#[tokio::test]
async fn a_class_that_cannot_tell_is_a_503_and_no_401() {
    let refused = ask(&keys_then_tokens(&Issuer::new()), and(get("/"), "x-api-key", "down")).await;
    refused.expect(503, r#"{"detail":"Service temporarily unavailable, try again later."}"#);
    assert_eq!(refused.header("retry-after"), Some("1"));
}
