//! It works; where to go next.

use axum::response::Response;
use http::StatusCode;

use super::html;
use crate::origin::Origin;

/// Where the server listens by default: for a client that names no host.
const DEFAULT_HOST: &str = "127.0.0.1:8000";

/// `GET /`.
pub(crate) async fn welcome(origin: Origin) -> Response {
    html(StatusCode::OK, include_str!("welcome.html").replace("ORIGIN", &origin.or_host(DEFAULT_HOST)))
}
