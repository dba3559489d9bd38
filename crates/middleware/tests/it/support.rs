//! Requests to a router, and what it answers.

use axum::Router;
use axum::body::Body;
use axum::routing::any;
use countersign::{Caller, token::Algorithm, token::SigningKey};
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

pub(crate) const CHALLENGE: &str = "Bearer realm=\"api\"";
pub(crate) const NOT_AUTHENTICATED: &str = r#"{"detail":"Authentication credentials were not provided."}"#;
pub(crate) const DENIED: &str = r#"{"detail":"You do not have permission to perform this action."}"#;

/// A handler that says whom it sees.
pub(crate) async fn whoami(caller: Option<Caller>) -> String {
    caller.map_or_else(|| "anonymous".to_owned(), |caller| caller.user_id().to_owned())
}

/// A router with that handler at `/`.
pub(crate) fn whoami_router() -> Router {
    Router::new().route("/", any(whoami))
}

pub(crate) fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

/// A request to `/` with this `Authorization` header.
pub(crate) fn with_header(value: impl AsRef<[u8]>) -> Request<Body> {
    Request::get("/").header(AUTHORIZATION, value.as_ref()).body(Body::empty()).unwrap()
}

/// A request with one more header.
pub(crate) fn and(mut request: Request<Body>, name: &'static str, value: &str) -> Request<Body> {
    request.headers_mut().append(name, value.parse().unwrap());
    request
}

#[derive(Debug)]
pub(crate) struct Answer(Response<String>);

pub(crate) async fn ask(app: &Router, request: Request<Body>) -> Answer {
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer(Response::from_parts(parts, String::from_utf8(body.to_vec()).unwrap()))
}

impl Answer {
    pub(crate) fn status(&self) -> StatusCode {
        self.0.status()
    }

    pub(crate) fn text(&self) -> &str {
        self.0.body()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.0.headers().get(name).map(|value| value.to_str().unwrap())
    }

    /// 200, and the handler saw this user.
    #[track_caller]
    pub(crate) fn expect_seen(&self, user: &str) {
        assert_eq!((self.status(), self.text()), (StatusCode::OK, user));
    }

    /// This status and JSON, with DRF's headers.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16, body: &str) {
        assert_eq!((self.status().as_u16(), self.text()), (status, body));
        assert_eq!(self.header("content-type"), Some("application/json"));
        assert_eq!(self.header(WWW_AUTHENTICATE.as_str()).is_some(), status == 401);
    }

    /// 401 with SimpleJWT's body for a refused Bearer token.
    #[track_caller]
    pub(crate) fn expect_token_refused(&self, message: &str) {
        let body = format!(
            r#"{{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{{"token_class":"AccessToken","token_type":"access","message":"{message}"}}]}}"#
        );
        self.expect(401, &body);
        assert_eq!(self.header("www-authenticate"), Some(CHALLENGE));
    }
}

pub(crate) const SECRET: &[u8] = b"sixty-four bytes, which is enough for each of the three SHA-2s..";

pub(crate) fn key(algorithm: Algorithm) -> SigningKey {
    if algorithm.is_hmac() {
        SigningKey::from_secret(algorithm, SECRET).unwrap()
    } else {
        SigningKey::generate(algorithm).unwrap()
    }
}
