//! `POST /api/token/sliding/refresh/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::flows::{self, Sliding};
use http::StatusCode;

use super::response_fields::token_answer;
use super::token_obtain_sliding::SlidingToken;
use super::token_verify::{TOKEN, Token};
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::Input;
use crate::reply::{self, ApiError};

/// Begin a sliding token's life anew. Its name and the end of its refreshing stay.
#[utoipa::path(post, path = "/api/token/sliding/refresh/", tag = "token", operation_id = "token_refresh_sliding", security(()),
    request_body(content((Token = "application/json"), (Token = "application/x-www-form-urlencoded"), (Token = "multipart/form-data"))),
    responses((status = 200, body = SlidingToken), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn token_refresh_sliding(
    State(app): State<App>,
    Input(mut fields): Input,
) -> Result<Response, ApiError> {
    let token = fields.read(&TOKEN);
    fields.finish()?;
    let Sliding { token, lifetimes } = flows::token_refresh_sliding(app.ctx(), &token.unwrap_or_default()).await?;
    let answer = token_answer([("token", Some(token))], app.settings(), &lifetimes, None);
    Ok(reply::json(StatusCode::OK, &answer))
}
