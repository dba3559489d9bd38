//! It works; where to go next.

use axum::response::Response;
use http::StatusCode;

use super::html;

/// `GET /`.
pub(crate) async fn welcome() -> Response {
    html(StatusCode::OK, include_str!("welcome.html"))
}
