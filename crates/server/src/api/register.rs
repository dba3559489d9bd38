//! `POST /api/register/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::accounts::{EMAIL_MAX_LENGTH, PASSWORD_MAX_LENGTH, USERNAME_MAX_LENGTH};
use countersign_core::flows::{self, FieldProblem, RegisterError};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::FieldMessages;
use crate::app::App;
use crate::input::Input;
use crate::locale::{self, Message};
use crate::reply::ApiError;
use crate::rest::{Field, Fields, Widget};

/// `auth.User.username`, as a `ModelSerializer` has it.
pub(super) const USERNAME: Field = Field::char("username")
    .judged_by_flow()
    .at_most(USERNAME_MAX_LENGTH)
    .help("Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.");
/// `auth.User.email`, as a `ModelSerializer` has it.
pub(super) const EMAIL: Field =
    Field::email("email").optional().allow_blank().at_most(EMAIL_MAX_LENGTH).labelled("Email address");
/// `auth.User.password`, to be judged by the validators.
pub(super) const PASSWORD: Field =
    Field::char("password").judged_by_flow().at_most(PASSWORD_MAX_LENGTH).typed_into(Widget::NewPassword);

/// What is read, in this order.
pub(crate) const FIELDS: &[Field] = &[USERNAME, EMAIL.or(""), PASSWORD];

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
    let wanted = app.user_fields().registration(&mut fields);
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
            fields.error(&field, complaint);
        }
    }
    fields.into_errors().into()
}
