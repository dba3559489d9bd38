//! `POST /api-token-auth/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::accounts::PlainPassword;
use countersign_core::flows::{self, PasswordError};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::token_obtain::Credentials;
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::Input;
use crate::reply::{self, ApiError};
use crate::rest::{CharField, FieldErrors};

/// Good for calls, as `Authorization: Token …`, until it is deleted.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthToken {
    token: String,
}

/// Trade username and password for the account's token, which does not expire.
#[utoipa::path(post, path = "/api-token-auth/", tag = "token", operation_id = "obtain_auth_token", security(()),
    request_body(content((Credentials = "application/x-www-form-urlencoded"), (Credentials = "multipart/form-data"), (Credentials = "application/json"))),
    responses((status = 200, body = AuthToken), (status = 400, body = FieldMessages), (status = 503, body = Detail)))]
pub(crate) async fn obtain_auth_token(State(app): State<App>, Input(mut fields): Input) -> Result<Response, ApiError> {
    let username = fields.char("username", &CharField::REQUIRED);
    let password = fields.char("password", &CharField { trim: false, ..CharField::REQUIRED });
    fields.finish()?;
    let password = PlainPassword::new(password.unwrap_or_default());
    match flows::obtain_auth_token(app.ctx(), &username.unwrap_or_default(), &password).await {
        Ok(token) => Ok(reply::json(StatusCode::OK, &AuthToken { token })),
        Err(PasswordError::Wrong) => Err(FieldErrors::non_field("Unable to log in with provided credentials.").into()),
        Err(cause) => Err(cause.into()),
    }
}
