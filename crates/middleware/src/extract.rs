//! The caller as an argument of axum's handlers, and refusals as its responses.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::door::Door;
use crate::{Caller, Reason, Refusal};

/// The caller must be known: an anonymous one gets a 401, as everybody does where no layer has authenticated the request.
impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| refuse(Reason::NotAuthenticated, parts))
    }
}

/// `None` for an anonymous caller.
impl<S: Sync> OptionalFromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

/// The caller's claims as a type of yours: an argument of a handler.
///
/// An anonymous caller gets a 401, one whose claims are not of that shape a 403; `Option<ClaimsAs<T>>` is `None` for an
/// anonymous caller.
///
/// ```
/// use axum::{Router, routing::get};
/// use countersign::{ClaimsAs, testing::Issuer};
///
/// #[derive(serde::Deserialize)]
/// struct Tenant {
///     tenant: String,
/// }
///
/// async fn books(ClaimsAs(claims): ClaimsAs<Tenant>) -> String {
///     format!("the books of {}", claims.tenant)
/// }
///
/// let app: Router = Router::new().route("/books/", get(books)).layer(Issuer::new().authenticator().required());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimsAs<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for ClaimsAs<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let claims = <Self as OptionalFromRequestParts<S>>::from_request_parts(parts, state).await?;
        claims.ok_or_else(|| refuse(Reason::NotAuthenticated, parts))
    }
}

impl<T: DeserializeOwned, S: Sync> OptionalFromRequestParts<S> for ClaimsAs<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Response> {
        let claims = parts.extensions.get::<Caller>().map(Caller::deserialize).transpose();
        claims.map(|claims| claims.map(Self)).map_err(|_| refuse(Reason::PermissionDenied, parts))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.to_response().map(Body::from)
    }
}

impl IntoResponse for Reason {
    fn into_response(self) -> Response {
        Refusal::from(self).into_response()
    }
}

fn refuse(reason: Reason, request: &Parts) -> Response {
    Door::of(request).refuse(reason, request).map(Body::from)
}
