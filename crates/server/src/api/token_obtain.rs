//! `POST /api/token/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::accounts::PlainPassword;
use countersign_core::flows::{self, LoginError};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::{Device, Input};
use crate::reply::{self, ApiError, Refusal};
use crate::rest::CharField;

/// Who logs in.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; the fields are read one by one, as DRF reads them")]
pub(crate) struct Credentials {
    username: String,
    #[schema(format = Password)]
    password: String,
}

/// A pair of tokens.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenPair {
    /// Good for one refresh.
    refresh: String,
    /// Good for calls, as `Authorization: Bearer …`.
    access: String,
}

/// Trade username and password for a pair of tokens.
#[utoipa::path(post, path = "/api/token/", tag = "token", operation_id = "token_obtain_pair", security(()),
    request_body(content((Credentials = "application/json"), (Credentials = "application/x-www-form-urlencoded"), (Credentials = "multipart/form-data"))),
    responses((status = 200, body = TokenPair), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn token_obtain(
    State(app): State<App>,
    Device(client): Device,
    Input(mut fields): Input,
) -> Result<Response, ApiError> {
    let username = fields.char("username", &CharField::REQUIRED);
    let password = fields.char("password", &CharField::REQUIRED).map(PlainPassword::new);
    fields.finish()?;
    let (username, password) = (username.unwrap_or_default(), password.unwrap_or_else(|| PlainPassword::new("")));
    let pair = flows::token_obtain(app.ctx(), &username, &password, client).await?;
    Ok(reply::json(StatusCode::OK, &TokenPair { refresh: pair.refresh, access: pair.access }))
}

impl From<LoginError> for ApiError {
    fn from(cause: LoginError) -> Self {
        match cause {
            LoginError::NoActiveAccount => Self::new(Refusal::NoActiveAccount, cause),
            LoginError::Overloaded(cause) => cause.into(),
            LoginError::Store(cause) => cause.into(),
            LoginError::Sign(cause) => cause.into(),
        }
    }
}
