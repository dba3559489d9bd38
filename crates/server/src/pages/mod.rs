//! What people see: the welcome page, and Django's plain pages for what is no API.

mod accounts;
mod errors;
mod welcome;

pub(crate) use accounts::{LOGIN, LOGOUT, login, logout};
pub(crate) use errors::{bad_request, not_found};
pub(crate) use welcome::welcome;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// The answer is one of these pages.
pub(crate) fn is_page(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == HTML)
}

fn html(status: StatusCode, text: impl Into<Body>) -> Response {
    let mut response = (status, text.into()).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HTML);
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
        ),
    );
    response
}
