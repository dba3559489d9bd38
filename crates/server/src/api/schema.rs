//! `GET /api/schema/`.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use crate::app::App;
use crate::reply;

/// The API in `OpenAPI` 3.1.
#[utoipa::path(get, path = "/api/schema/", tag = "server", operation_id = "schema", security(()),
    responses((status = 200, body = serde_json::Value)))]
pub(crate) async fn schema(State(app): State<App>) -> Response {
    reply::json(StatusCode::OK, app.schema())
}
