//! `POST /api/token/blacklist/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::flows::{self, BlacklistError};
use http::StatusCode;

use super::token_refresh::{REFRESH, Refresh};
use super::{Detail, FieldMessages, Nothing};
use crate::app::App;
use crate::input::Input;
use crate::locale::Message;
use crate::reply::{self, ApiError, Refusal};
use crate::rest::Field;

/// What is read.
pub(crate) const FIELDS: &[Field] = &[REFRESH];

/// Give a refresh token back. Its session ends, access tokens included.
#[utoipa::path(post, path = "/api/token/blacklist/", tag = "token", operation_id = "token_blacklist", security(()),
    request_body(content((Refresh = "application/json"), (Refresh = "application/x-www-form-urlencoded"), (Refresh = "multipart/form-data"))),
    responses((status = 200, body = Nothing), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn token_blacklist(State(app): State<App>, Input(mut fields): Input) -> Result<Response, ApiError> {
    let refresh = fields.read(&REFRESH);
    fields.finish()?;
    flows::token_blacklist(app.ctx(), &refresh.unwrap_or_default()).await?;
    Ok(reply::json(StatusCode::OK, &Nothing {}))
}

impl From<BlacklistError> for ApiError {
    fn from(cause: BlacklistError) -> Self {
        match cause {
            BlacklistError::Token(cause) => cause.into(),
            BlacklistError::Before => Self::new(Refusal::TokenNotValid(Message::TokenBlacklisted), cause),
            BlacklistError::Store(cause) => cause.into(),
        }
    }
}
