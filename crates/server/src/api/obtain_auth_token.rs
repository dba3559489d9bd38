//! `POST /api-token-auth/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::accounts::PlainPassword;
use countersign_core::flows::{self, PasswordError};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::token_obtain::{self, Credentials, USERNAME};
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::{Device, Input};
use crate::locale::Message;
use crate::reply::{self, ApiError};
use crate::rest::{Field, FieldErrors, Kind};

const PASSWORD: Field = token_obtain::PASSWORD.untrimmed();

/// What is read, in this order, and what DRF's metadata tells of the answer.
pub(crate) const FIELDS: &[Field] = &[USERNAME, PASSWORD, Field::read_only("token", Kind::String)];

/// Good for calls, as `Authorization: Token …`, until it is deleted.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthToken {
    token: String,
}

/// Trade username and password for the account's token, which does not expire.
#[utoipa::path(post, path = "/api-token-auth/", tag = "token", operation_id = "obtain_auth_token", security(()),
    request_body(content((Credentials = "application/x-www-form-urlencoded"), (Credentials = "multipart/form-data"), (Credentials = "application/json"))),
    responses((status = 200, body = AuthToken), (status = 400, body = FieldMessages), (status = 429, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn obtain_auth_token(
    State(app): State<App>,
    Device(client): Device,
    Input(mut fields): Input,
) -> Result<Response, ApiError> {
    let username = fields.read(&USERNAME);
    let password = fields.read(&PASSWORD);
    fields.finish()?;
    let password = PlainPassword::new(password.unwrap_or_default());
    match flows::obtain_auth_token(app.ctx(), &username.unwrap_or_default(), &password, &client).await {
        Ok(token) => Ok(reply::json(StatusCode::OK, &AuthToken { token })),
        Err(PasswordError::Wrong) => Err(FieldErrors::non_field(Message::UnableToLogIn).into()),
        Err(cause) => Err(cause.into()),
    }
}
