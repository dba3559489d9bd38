//! `POST /api/token/verify/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::flows::{self, VerifyError};
use http::StatusCode;
use utoipa::ToSchema;

use super::{Detail, FieldMessages, Nothing};
use crate::app::App;
use crate::input::Input;
use crate::locale::Message;
use crate::reply::{self, ApiError, Refusal};
use crate::rest::Field;

pub(super) const TOKEN: Field = Field::token("token");

/// What is read.
pub(crate) const FIELDS: &[Field] = &[TOKEN];

/// A token of any type.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; the fields are read one by one, as DRF reads them")]
pub(crate) struct Token {
    token: String,
}

/// Tell whether a token is good.
#[utoipa::path(post, path = "/api/token/verify/", tag = "token", operation_id = "token_verify", security(()),
    request_body(content((Token = "application/json"), (Token = "application/x-www-form-urlencoded"), (Token = "multipart/form-data"))),
    responses((status = 200, body = Nothing), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn token_verify(State(app): State<App>, Input(mut fields): Input) -> Result<Response, ApiError> {
    let token = fields.read(&TOKEN);
    fields.finish()?;
    flows::token_verify(app.ctx(), &token.unwrap_or_default()).await?;
    Ok(reply::json(StatusCode::OK, &Nothing {}))
}

impl From<VerifyError> for ApiError {
    fn from(cause: VerifyError) -> Self {
        match cause {
            VerifyError::Token(cause) => cause.into(),
            VerifyError::Revoked => Self::new(Refusal::TokenNotValid(Message::TokenBlacklisted), cause),
            VerifyError::Blacklisted => Self::new(Refusal::TokenBlacklisted, cause),
            VerifyError::Store(cause) => cause.into(),
        }
    }
}
