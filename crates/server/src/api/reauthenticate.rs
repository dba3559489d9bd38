//! `POST /api/reauthenticate/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::accounts::PlainPassword;
use countersign_core::flows::{self, ProofError, ReauthenticateError};
use http::StatusCode;
use utoipa::ToSchema;

use super::token_obtain::PASSWORD;
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::{Authenticated, Device, Input};
use crate::locale::{self, Message};
use crate::reply::ApiError;
use crate::rest::Field;

/// What is read.
pub(crate) const FIELDS: &[Field] = &[PASSWORD];

/// Proof that it is still you.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; the fields are read one by one, as DRF reads them")]
pub(crate) struct Reauthentication {
    #[schema(format = Password)]
    password: String,
}

/// Prove once more who you are; good for sensitive changes in the next ten minutes.
#[utoipa::path(post, path = "/api/reauthenticate/", tag = "session", operation_id = "reauthenticate",
    request_body(content((Reauthentication = "application/json"), (Reauthentication = "application/x-www-form-urlencoded"))),
    responses((status = 200, body = Detail), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 429, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn reauthenticate(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Device(client): Device,
    Input(mut fields): Input,
) -> Result<Response, ApiError> {
    let password = fields.read(&PASSWORD);
    let Some(password) = password.map(PlainPassword::new) else { return Err(fields.into_errors().into()) };
    match flows::reauthenticate(app.ctx(), &caller, &password, &client).await {
        Ok(()) => Ok(locale::told(StatusCode::OK, Message::IdentityConfirmed, Detail::new)),
        Err(ReauthenticateError::Proof(ProofError::WrongPassword)) => {
            fields.error("password", Message::PasswordWrong);
            Err(fields.into_errors().into())
        }
        Err(ReauthenticateError::NoSession) => {
            fields.error("non_field_errors", Message::NoSession);
            Err(fields.into_errors().into())
        }
        Err(ReauthenticateError::Proof(cause)) => Err(cause.into()),
        Err(ReauthenticateError::Store(cause)) => Err(cause.into()),
    }
}
