//! `POST /api/register/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::accounts::PlainPassword;
use countersign_core::flows::{self, FieldProblem, RegisterError, Registration};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::FieldMessages;
use crate::app::App;
use crate::input::Input;
use crate::locale::{self, Message};
use crate::reply::ApiError;
use crate::rest::{CharField, Fields, Presence};

/// What DRF's `EmailField` says to a value that is no text.
pub(super) const INVALID_EMAIL: &Message = &Message::EmailInvalid;

/// Who registers.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; the fields are read one by one, as DRF reads them")]
pub(crate) struct NewAccount {
    #[schema(max_length = 150)]
    username: String,
    #[schema(max_length = 254)]
    email: Option<String>,
    #[schema(format = Password, max_length = 128)]
    password: String,
}

/// That it went well.
#[derive(Serialize, ToSchema)]
#[schema(as = Message)]
pub(crate) struct Registered {
    message: String,
}

/// Make an account.
#[utoipa::path(post, path = "/api/register/", tag = "account", operation_id = "register", security(()),
    request_body(content((NewAccount = "application/json"), (NewAccount = "application/x-www-form-urlencoded"), (NewAccount = "multipart/form-data"))),
    responses((status = 201, body = Registered), (status = 400, body = FieldMessages), (status = 503, body = super::Detail)))]
pub(crate) async fn register(State(app): State<App>, Input(mut fields): Input) -> Result<Response, ApiError> {
    let judged = CharField { judged_by_flow: true, ..CharField::REQUIRED };
    let email = CharField { presence: Presence::Default(""), allow_blank: true, invalid: INVALID_EMAIL, ..judged };
    let wanted = Registration {
        username: fields.char("username", &judged),
        email: fields.char("email", &email),
        password: fields.char("password", &judged).map(PlainPassword::new),
    };
    match flows::register(app.ctx(), wanted).await {
        Ok(_) => Ok(locale::told(StatusCode::CREATED, Message::Registered, |message| Registered { message })),
        Err(RegisterError::Invalid(problems)) => Err(refuse(fields, problems)),
        Err(RegisterError::Overloaded(cause)) => Err(cause.into()),
        Err(RegisterError::Store(cause)) => Err(cause.into()),
    }
}

/// What was wrong with the fields' form, and what the flow says about their content, in the order of the fields.
pub(crate) fn refuse(mut fields: Fields, problems: Vec<FieldProblem>) -> ApiError {
    for FieldProblem { field, complaints } in problems {
        for complaint in complaints {
            fields.error(field, complaint);
        }
    }
    fields.into_errors().into()
}
