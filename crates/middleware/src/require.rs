//! The layer that asks for a permission.

use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::door::{Door, Words};
use crate::future::ResponseFuture;
use crate::{Caller, Permission, Reason, Refusal};

/// A layer that lets only those in who have this permission; for `Router::route_layer` of axum.
///
/// It goes inside a layer that authenticates, whose way of refusing it follows: an anonymous caller gets a 401, another
/// one a 403. Without such a layer nobody is known, and whoever needs to be gets the 401.
///
/// ```
/// use axum::{Router, routing::get};
/// use countersign::{Authenticator, IsAuthenticated, require};
///
/// let protected = Router::new().route("/books/", get(async || "books")).route_layer(require(IsAuthenticated));
/// let public = Router::new().route("/about/", get(async || "about us"));
/// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?;
/// let app: Router = protected.merge(public).layer(authenticator.optional());
/// # Ok::<(), countersign::token::KeyError>(())
/// ```
#[must_use]
pub fn require<P: Permission>(permission: P) -> RequireLayer<P> {
    RequireLayer { permission: Arc::new(permission), words: None }
}

/// What [`require`] makes.
///
/// ```
/// use countersign::{And, HasScope, IsAuthenticated, RequireLayer, require};
///
/// fn writers() -> RequireLayer<And<IsAuthenticated, HasScope>> {
///     require(IsAuthenticated & HasScope::new("books:write"))
/// }
///
/// let layer = writers();
/// ```
#[derive(Debug)]
pub struct RequireLayer<P> {
    permission: Arc<P>,
    words: Option<Words>,
}

impl<P> RequireLayer<P> {
    /// Answers the refusals of this layer in the application's own way, whatever the layer that authenticates says.
    ///
    /// ```
    /// use countersign::{HasClaim, Reason, require};
    /// use http::StatusCode;
    ///
    /// let layer = require(HasClaim::equal("plan", "gold")).on_refusal(|refusal, _| {
    ///     let mut answer = refusal.to_response();
    ///     if *refusal.reason() == Reason::PermissionDenied {
    ///         *answer.status_mut() = StatusCode::PAYMENT_REQUIRED;
    ///     }
    ///     answer
    /// });
    /// ```
    #[must_use]
    pub fn on_refusal(self, answer: impl Fn(&Refusal, &Parts) -> Response<Bytes> + Send + Sync + 'static) -> Self {
        Self { words: Some(Words::new(answer)), ..self }
    }
}

impl<P> Clone for RequireLayer<P> {
    fn clone(&self) -> Self {
        Self { permission: Arc::clone(&self.permission), words: self.words.clone() }
    }
}

impl<S, P> Layer<S> for RequireLayer<P> {
    type Service = Require<S, P>;

    fn layer(&self, inner: S) -> Require<S, P> {
        Require { inner, layer: self.clone() }
    }
}

/// A service behind a [`RequireLayer`].
///
/// ```
/// use std::convert::Infallible;
///
/// use bytes::Bytes;
/// use countersign::{InGroup, Require, require, testing::Issuer};
/// use http::{Request, Response};
/// use http_body_util::Full;
/// use tower::{Layer, ServiceExt, service_fn};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let books = service_fn(async |_: Request<()>| Ok::<_, Infallible>(Response::new(Full::<Bytes>::from("books"))));
/// let editors: Require<_, InGroup> = require(InGroup::new("editors")).layer(books);
///
/// let issuer = Issuer::new();
/// let service = issuer.authenticator().required().layer(editors);
/// let request = Request::get("/books/").header("authorization", issuer.user("7").bearer()).body(())?;
/// assert_eq!(service.oneshot(request).await?.status(), 403);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Require<S, P> {
    inner: S,
    layer: RequireLayer<P>,
}

impl<S: Clone, P> Clone for Require<S, P> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer.clone() }
    }
}

impl<S, P, B, R> Service<Request<B>> for Require<S, P>
where
    S: Service<Request<B>, Response = Response<R>>,
    P: Permission,
    R: From<Bytes>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (parts, body) = request.into_parts();
        let caller = parts.extensions.get::<Caller>();
        if self.layer.permission.allows(&parts, caller) {
            return ResponseFuture::passed(self.inner.call(Request::from_parts(parts, body)));
        }
        let reason = if caller.is_some() { Reason::PermissionDenied } else { Reason::NotAuthenticated };
        let outer = Door::of(&parts);
        let door = self.layer.words.clone().map_or_else(|| outer.clone(), |words| outer.with_words(words));
        ResponseFuture::refused(Ok(door.refuse(reason, &parts).map(R::from)))
    }
}
