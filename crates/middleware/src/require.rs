//! The layer that asks for a permission.

use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use crate::door::Door;
use crate::future::ResponseFuture;
use crate::{Caller, Permission, Reason};

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
    RequireLayer(Arc::new(permission))
}

/// What [`require`] makes.
#[derive(Debug)]
pub struct RequireLayer<P>(Arc<P>);

impl<P> Clone for RequireLayer<P> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S, P> Layer<S> for RequireLayer<P> {
    type Service = Require<S, P>;

    fn layer(&self, inner: S) -> Require<S, P> {
        Require { inner, permission: Arc::clone(&self.0) }
    }
}

/// A service behind a [`RequireLayer`].
#[derive(Debug)]
pub struct Require<S, P> {
    inner: S,
    permission: Arc<P>,
}

impl<S: Clone, P> Clone for Require<S, P> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), permission: Arc::clone(&self.permission) }
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
        if self.permission.allows(&parts, caller) {
            return ResponseFuture::passed(self.inner.call(Request::from_parts(parts, body)));
        }
        let reason = if caller.is_some() { Reason::PermissionDenied } else { Reason::NotAuthenticated };
        let refused = Door::of(&parts).refuse(reason, &parts);
        ResponseFuture::refused(Ok(refused.map(R::from)))
    }
}
