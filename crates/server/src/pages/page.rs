//! How a page goes out.

use askama::Template;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};

use crate::reply::{ApiError, Refusal};

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
/// Nothing from elsewhere, nothing inline, no script at all.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);

/// A page of ours. It is the reader's own: nothing between us keeps it.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    let text = match template.render() {
        Ok(text) => text,
        Err(cause) => return ApiError::new(Refusal::Unavailable, cause).into_response(),
    };
    let mut response = html(status, text, POLICY);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// No more than its headers, where a page would be.
pub(crate) fn empty(status: StatusCode) -> Response {
    html(status, "", POLICY)
}

/// The answer is a page, of ours or of Django's.
pub(crate) fn is_page(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == HTML)
}

/// The answer is a page of ours: what Django answers has another policy.
pub(crate) fn is_ours(response: &Response) -> bool {
    is_page(response) && response.headers().get(CONTENT_SECURITY_POLICY).is_some_and(|policy| policy == POLICY)
}

pub(super) fn html(status: StatusCode, text: impl Into<Body>, policy: HeaderValue) -> Response {
    let headers = [(CONTENT_TYPE, HTML), (CONTENT_SECURITY_POLICY, policy)];
    (status, headers, text.into()).into_response()
}
