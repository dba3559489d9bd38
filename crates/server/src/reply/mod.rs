//! Every answer that the API can give, but those of success.

mod error;
mod refusal;

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde::Serialize;

pub(crate) use error::ApiError;
pub(crate) use refusal::Refusal;

use crate::rest::render;

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match render::json_body(body, None) {
        Ok(bytes) => {
            let mut response = (status, bytes).into_response();
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Err(cause) => ApiError::new(Refusal::Unavailable, cause).into_response(),
    }
}
