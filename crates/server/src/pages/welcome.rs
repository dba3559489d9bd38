//! It works; where to go next.

use askama::Template;
use axum::response::Response;
use http::StatusCode;

use super::page;
use crate::origin::Origin;

/// Where the server listens by default: for a client that names no host.
const DEFAULT_HOST: &str = "127.0.0.1:8000";

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome {
    origin: String,
}

/// `GET /`.
pub(crate) async fn welcome(origin: Origin) -> Response {
    page(StatusCode::OK, &Welcome { origin: origin.or_host(DEFAULT_HOST) })
}
