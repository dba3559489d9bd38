//! `POST /api/logout/all/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::flows;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::Detail;
use crate::app::App;
use crate::input::Authenticated;
use crate::locale::{self, Message};
use crate::reply::ApiError;

/// How far it reached.
#[derive(Serialize, ToSchema)]
pub(crate) struct LoggedOut {
    detail: String,
    /// How many sessions ended.
    sessions: usize,
}

/// End every session of the caller, this one included.
#[utoipa::path(post, path = "/api/logout/all/", tag = "session", operation_id = "logout_all",
    responses((status = 200, body = LoggedOut), (status = 401, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn logout_all(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> Result<Response, ApiError> {
    let sessions = flows::logout_all(app.ctx(), &caller).await?;
    Ok(locale::told(StatusCode::OK, Message::LoggedOutEverywhere, move |detail| LoggedOut { detail, sessions }))
}
