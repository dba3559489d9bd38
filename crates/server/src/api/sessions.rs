//! `/api/sessions/`.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use countersign_core::Moment;
use countersign_core::flows::{self, Caller, SessionsError};
use countersign_core::session::device_name;
use countersign_core::store::Session;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::Detail;
use crate::app::App;
use crate::input::Authenticated;
use crate::reply::{self, ApiError, Refusal};

/// Where the caller is logged in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    id: String,
    created_at: String,
    /// Shown late by the reuse interval, so that it does not tell a thief when to strike.
    ///
    /// A login and a refresh are uses; without rotation a refresh within a minute of the last one is not noted.
    last_used_at: String,
    /// The session's absolute end; `null`: it has none.
    expires_at: Option<String>,
    ip: Option<String>,
    user_agent: String,
    /// The device in words, as it names itself.
    device: String,
    /// The session that asks; nobody's for who comes with a password, a cookie or a token without a session.
    current: bool,
}

/// List the caller's sessions, newest use first, and no more than a thousand.
#[utoipa::path(get, path = "/api/sessions/", tag = "session", operation_id = "sessions_list",
    responses((status = 200, body = Vec<SessionView>), (status = 401, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn list(State(app): State<App>, Authenticated(caller): Authenticated) -> Result<Response, ApiError> {
    let sessions = flows::sessions(app.ctx(), &caller).await?;
    let views: Vec<_> = sessions.into_iter().map(|session| view(session, &caller)).collect();
    Ok(reply::json(StatusCode::OK, &views))
}

/// End every session of the caller but this one.
#[utoipa::path(delete, path = "/api/sessions/", tag = "session", operation_id = "sessions_end_others",
    responses((status = 204), (status = 401, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn end_others(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
) -> Result<Response, ApiError> {
    flows::end_other_sessions(app.ctx(), &caller).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Show one session of the caller.
#[utoipa::path(get, path = "/api/sessions/{id}/", tag = "session", operation_id = "sessions_retrieve",
    params(("id" = String, Path, description = "The session's id")),
    responses((status = 200, body = SessionView), (status = 401, body = Detail), (status = 404, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn retrieve(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let Path(id) = id.map_err(|_| Refusal::NotFound)?;
    let session = flows::session(app.ctx(), &caller, &id).await?;
    Ok(reply::json(StatusCode::OK, &view(session, &caller)))
}

/// End one session of the caller.
#[utoipa::path(delete, path = "/api/sessions/{id}/", tag = "session", operation_id = "sessions_end",
    params(("id" = String, Path, description = "The session's id")),
    responses((status = 204), (status = 401, body = Detail), (status = 404, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn end(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    // What is not even text names no session.
    let Path(id) = id.map_err(|_| Refusal::NotFound)?;
    flows::end_session(app.ctx(), &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

impl From<SessionsError> for ApiError {
    fn from(cause: SessionsError) -> Self {
        match cause {
            SessionsError::Unknown => Self::new(Refusal::NotFound, cause),
            SessionsError::Store(cause) => cause.into(),
        }
    }
}

fn view(session: Session, caller: &Caller) -> SessionView {
    SessionView {
        created_at: session.created_at.to_rfc3339(),
        last_used_at: session.last_used_at.to_rfc3339(),
        expires_at: session.chain.expires_at.map(|end| Moment::from(end).to_rfc3339()),
        ip: session.ip,
        device: device_name(&session.user_agent),
        user_agent: session.user_agent,
        current: caller.session.as_ref() == Some(&session.id),
        id: session.id.to_string(),
    }
}
