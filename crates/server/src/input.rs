//! The request as handlers take it: the fields of its body, its caller, its client.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use bytes::Bytes;
use countersign_core::flows::{Caller, Client};
use http::header::{CONTENT_TYPE, USER_AGENT};
use http::request::Parts;
use http_body_util::{BodyExt, Limited};

use crate::address::ClientAddress;
use crate::app::App;
use crate::reply::{ApiError, Refusal};
use crate::rest::{Fields, ParseError, Parser, parse_by};

/// The largest body (bytes): Django's `DATA_UPLOAD_MAX_MEMORY_SIZE`.
const MAX_BODY: usize = 2_621_440;
/// A body has this long to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// No more of a `User-Agent` is kept (bytes).
const MAX_USER_AGENT: usize = 512;

/// The fields of a body, JSON or form.
pub(crate) struct Input(pub(crate) Fields);

/// The fields of a body that changes only what it names (`PATCH`).
pub(crate) struct PartialInput(pub(crate) Fields);

impl FromRequest<App> for Input {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> Result<Self, ApiError> {
        Ok(Self(Fields::new(read(request).await?)?))
    }
}

impl FromRequest<App> for PartialInput {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> Result<Self, ApiError> {
        Ok(Self(Fields::partial(read(request).await?)?))
    }
}

async fn read(request: Request) -> Result<crate::rest::Data, ApiError> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await?;
    let parsers = parts.extensions.get().copied().unwrap_or(Parser::DEFAULT);
    parse_by(parsers, parts.headers.get(CONTENT_TYPE), &body).map_err(|cause| match cause {
        ParseError::UnsupportedMediaType(sent) => Refusal::UnsupportedMediaType(sent).into(),
        ParseError::Malformed(detail) => Refusal::Malformed(detail).into(),
        ParseError::TooManyFields(_) => Refusal::BadRequestPage.into(),
    })
}

/// A whole body, of no more than 2.5 MiB and in no more than 30 seconds.
pub(crate) async fn read_body(body: Body) -> Result<Bytes, UnreadBody> {
    // One that says itself that it is too large is not waited for.
    if usize::try_from(body.size_hint().lower()).map_or(true, |least| least > MAX_BODY) {
        return Err(UnreadBody::TooLarge);
    }
    let arrived = tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, MAX_BODY).collect()).await;
    let body = arrived.map_err(|_| UnreadBody::Late)?.map_err(|_| UnreadBody::TooLarge)?;
    Ok(body.to_bytes())
}

/// Why there is no whole body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnreadBody {
    /// It did not come in time.
    Late,
    /// It is too large, or broke off.
    TooLarge,
}

impl From<UnreadBody> for Refusal {
    fn from(cause: UnreadBody) -> Self {
        match cause {
            UnreadBody::Late => Self::RequestTimeout,
            UnreadBody::TooLarge => Self::BadRequestPage,
        }
    }
}

impl From<UnreadBody> for ApiError {
    fn from(cause: UnreadBody) -> Self {
        Refusal::from(cause).into()
    }
}

/// The caller that the gate has let in.
pub(crate) struct Authenticated(pub(crate) Caller);

impl FromRequestParts<App> for Authenticated {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        parts.extensions.remove::<Caller>().map(Self).ok_or_else(|| Refusal::NotAuthenticated.into())
    }
}

/// The device that asks.
pub(crate) struct Device(pub(crate) Client);

impl FromRequestParts<App> for Device {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(device(app, parts)))
    }
}

/// The device that sends a request.
pub(crate) fn device(app: &App, parts: &Parts) -> Client {
    let user_agent = parts.headers.get(USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
    Client {
        ip: ClientAddress::of(app, &parts.extensions, &parts.headers).0,
        user_agent: user_agent.map(|text| clipped(&text)).unwrap_or_default(),
    }
}

fn clipped(text: &str) -> String {
    let end = text.floor_char_boundary(MAX_USER_AGENT);
    text.get(..end).unwrap_or_default().replace('\0', "\u{FFFD}")
}
