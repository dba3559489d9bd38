//! For those who watch over the server.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use countersign_core::store::StoreError;
use http::StatusCode;
use serde_json::json;
use tokio::time::timeout;

use crate::app::App;
use crate::reply::{self, ApiError};

/// `GET /healthz`: the process answers.
pub(crate) async fn healthz() -> Response {
    reply::json(StatusCode::OK, &json!({ "status": "ok" }))
}

/// `GET /readyz`: the database answers, and every revocation in it is known here.
pub(crate) async fn readyz(State(app): State<App>) -> Response {
    let caught_up = timeout(PATIENCE, app.ctx().follower.catch_up()).await;
    let too_late = || StoreError::Unavailable(format!("no answer within {} s", PATIENCE.as_secs()));
    match caught_up.unwrap_or_else(|_| Err(too_late())) {
        Ok(()) => reply::json(StatusCode::OK, &json!({ "status": "ok" })),
        Err(cause) => ApiError::from(cause).into_response(),
    }
}

/// Who asks whether a server is ready has no long breath: Kubernetes waits for a second, our own `healthcheck` for three.
const PATIENCE: Duration = Duration::from_secs(2);
