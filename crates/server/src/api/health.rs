//! For those who watch over the server.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

use crate::app::App;
use crate::reply::{self, ApiError};

/// `GET /healthz`: the process answers.
pub(crate) async fn healthz() -> Response {
    reply::json(StatusCode::OK, &json!({ "status": "ok" }))
}

/// `GET /readyz`: the database answers, and every revocation in it is known here.
pub(crate) async fn readyz(State(app): State<App>) -> Response {
    match app.ctx().follower.catch_up().await {
        Ok(()) => reply::json(StatusCode::OK, &json!({ "status": "ok" })),
        Err(cause) => ApiError::from(cause).into_response(),
    }
}
