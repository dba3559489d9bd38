//! One request, and where it is sent.

use std::convert::Infallible;
use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, Request};
use http_body_util::BodyExt;
use hyper::body::Frame;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::answer::Answer;
use super::app::PASSWORD;

/// What anybody on the network can do.
#[derive(Clone)]
pub(crate) struct Web(Router);

/// A request that is sent when it is awaited.
pub(crate) struct Call {
    router: Router,
    request: Request<Body>,
}

impl Web {
    pub(crate) fn new(router: Router) -> Self {
        Self(router)
    }

    pub(crate) fn call(&self, method: &str, target: &str) -> Call {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = Request::builder().method(method).uri(target).body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([203, 0, 113, 7], 4000))));
        Call { router: self.0.clone(), request }
    }

    pub(crate) fn get(&self, target: &str) -> Call {
        self.call("GET", target)
    }

    pub(crate) fn post(&self, target: &str, fields: &Value) -> Call {
        self.call("POST", target).json(fields)
    }

    pub(crate) fn register(&self, fields: &Value) -> Call {
        self.post("/api/register/", fields)
    }

    pub(crate) fn obtain(&self, username: &str, password: &str) -> Call {
        self.post("/api/token/", &json!({ "username": username, "password": password }))
    }

    pub(crate) fn refresh(&self, token: &str) -> Call {
        self.post("/api/token/refresh/", &json!({ "refresh": token }))
    }

    pub(crate) fn refresh_sliding(&self, token: &str) -> Call {
        self.post("/api/token/sliding/refresh/", &json!({ "token": token }))
    }

    /// The sliding token of a login.
    pub(crate) async fn obtain_sliding(&self, username: &str) -> String {
        let fields = json!({ "username": username, "password": PASSWORD });
        let answer = self.post("/api/token/sliding/", &fields).await.expect(200).json();
        answer["token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn verify(&self, token: &str) -> Call {
        self.post("/api/token/verify/", &json!({ "token": token }))
    }

    pub(crate) fn blacklist(&self, token: &str) -> Call {
        self.post("/api/token/blacklist/", &json!({ "refresh": token }))
    }

    pub(crate) fn logout(&self, fields: &Value) -> Call {
        self.post("/api/logout/", fields)
    }

    /// The protected view that stands for all.
    pub(crate) fn me(&self, access: &str) -> Call {
        self.get("/api/users/me/").bearer(access)
    }
}

impl Call {
    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        self.request.headers_mut().append(name, HeaderValue::from_bytes(value.as_ref()).unwrap());
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header(AUTHORIZATION.as_str(), format!("Bearer {token}"))
    }

    pub(crate) fn json(self, fields: &Value) -> Self {
        self.body("application/json", fields.to_string())
    }

    pub(crate) fn body(self, content_type: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.header(CONTENT_TYPE.as_str(), content_type).untyped_body(bytes)
    }

    pub(crate) fn untyped_body(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        *self.request.body_mut() = Body::from(bytes.into());
        self
    }

    /// A body that never comes.
    pub(crate) fn endless_body(mut self) -> Self {
        *self.request.body_mut() = Body::new(Endless);
        self
    }

    async fn send(self) -> Answer {
        let answered: Result<_, Infallible> = self.router.oneshot(self.request).await;
        let (head, body) = answered.unwrap().into_parts();
        Answer::new(head, &body.collect().await.unwrap().to_bytes())
    }
}

struct Endless;

impl hyper::body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

impl IntoFuture for Call {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Sends all of them at once, and waits for every answer.
pub(crate) async fn at_once(calls: impl IntoIterator<Item = Call>) -> Vec<Answer> {
    let running: Vec<_> = calls.into_iter().map(|call| tokio::spawn(call.into_future())).collect();
    let mut answers = Vec::new();
    for call in running {
        answers.push(call.await.unwrap());
    }
    answers
}
