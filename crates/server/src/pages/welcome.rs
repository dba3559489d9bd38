//! It works; where to go next.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use super::browsable::canonical;
use super::page;
use crate::app::App;
use crate::origin::Origin;

/// Where the server listens by default: for a client that names no host.
const DEFAULT_HOST: &str = "127.0.0.1:8000";

#[derive(Template)]
#[template(path = "welcome.html")]
struct Welcome<'a> {
    origin: String,
    /// `Bearer`.
    header_type: &'a str,
    /// `Authorization`.
    header: &'a str,
}

/// `GET /`.
pub(crate) async fn welcome(State(app): State<App>, origin: Origin) -> Response {
    let bearer = &app.settings().bearer;
    let header = canonical(bearer.name.as_str());
    let welcome = Welcome { origin: origin.or_host(DEFAULT_HOST), header_type: bearer.types.first(), header: &header };
    page(StatusCode::OK, &welcome)
}
