//! `GET /api/`.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value};

use crate::app::App;
use crate::origin::Origin;
use crate::reply;
use crate::router;

/// The endpoints as links.
#[utoipa::path(get, path = "/api/", tag = "server", operation_id = "api_root", security(()),
    responses((status = 200, body = BTreeMap<String, String>)))]
pub(crate) async fn api_root(State(app): State<App>, origin: Origin) -> Response {
    let base = origin.or_empty();
    let links: Map<String, Value> = router::links(app.settings())
        .into_iter()
        .map(|(name, path)| (name, Value::String(format!("{base}{path}"))))
        .collect();
    reply::json(StatusCode::OK, &links)
}
