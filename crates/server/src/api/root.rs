//! `GET /api/`.

use axum::extract::State;
use axum::response::Response;
use http::header::HOST;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use crate::app::App;
use crate::reply;
use crate::router;

/// The endpoints as links.
#[utoipa::path(get, path = "/api/", tag = "server", operation_id = "api_root", security(()),
    responses((status = 200, body = BTreeMap<String, String>)))]
pub(crate) async fn api_root(State(app): State<App>, headers: HeaderMap) -> Response {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).filter(|host| is_plain_host(host));
    let base = host.map(|host| format!("http://{host}")).unwrap_or_default();
    let links: Map<String, Value> = router::links(app.settings())
        .into_iter()
        .map(|(name, path)| (name, Value::String(format!("{base}{path}"))))
        .collect();
    reply::json(StatusCode::OK, &links)
}

/// A host that is safe to repeat in a link.
fn is_plain_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
}
