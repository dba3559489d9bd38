//! `/api/users/me/`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use countersign_core::accounts::PlainPassword;
use countersign_core::flows::{self, Caller, Client, DeleteError, ProfileError, Proof, ProofError};
use countersign_core::{ProfileChange, User};
use http::StatusCode;
use utoipa::ToSchema;

use super::register::{EMAIL, USERNAME};
use super::user_fields::account;
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::{Authenticated, Device, Input, PartialInput};
use crate::locale::Message;
use crate::reply::{self, ApiError, Refusal};
use crate::rest::{Field, Fields, Kind, Widget};
use crate::throttle;

/// `auth.User.first_name`, as a `ModelSerializer` has it.
pub(super) const FIRST_NAME: Field = Field::char("first_name").optional().allow_blank().at_most(150);
/// `auth.User.last_name`, as a `ModelSerializer` has it.
pub(super) const LAST_NAME: Field = Field::char("last_name").optional().allow_blank().at_most(150);
const CURRENT_PASSWORD: Field = Field::char("current_password").typed_into(Widget::CurrentPassword);
/// Wanted only where nothing else is fresh proof.
pub(super) const PROOF: Field =
    CURRENT_PASSWORD.optional().help("For a new email address, unless you logged in a moment ago.");

/// What a change reads, in this order, and what only the answer has.
pub(crate) const FIELDS: &[Field] =
    &[Field::read_only("id", Kind::Integer).labelled("ID"), USERNAME, EMAIL, FIRST_NAME, LAST_NAME, PROOF];
/// What a deletion reads.
pub(crate) const DELETE_FIELDS: &[Field] = &[CURRENT_PASSWORD];

/// An account, as its owner sees it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer, whose fields are those of the user model")]
pub(crate) struct Account {
    id: i64,
    username: String,
    email: String,
    first_name: String,
    last_name: String,
}

/// What may be changed. A new e-mail address wants fresh proof: a login or a re-authentication at most ten minutes old, or
/// the current password.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; the fields are read one by one, as DRF reads them")]
pub(crate) struct AccountChange {
    username: Option<String>,
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    #[schema(format = Password)]
    current_password: Option<String>,
}

/// Proof for what cannot be undone.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; the fields are read one by one, as DRF reads them")]
pub(crate) struct CurrentPassword {
    #[schema(format = Password)]
    current_password: String,
}

/// Show the caller's account.
#[utoipa::path(get, path = "/api/users/me/", tag = "account", operation_id = "users_me_retrieve",
    responses((status = 200, body = Account), (status = 401, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn retrieve(State(app): State<App>, Authenticated(caller): Authenticated) -> Response {
    show(&app, &caller.user)
}

/// Change the caller's account; the username must be given.
#[utoipa::path(put, path = "/api/users/me/", tag = "account", operation_id = "users_me_update",
    request_body(content((AccountChange = "application/json"), (AccountChange = "application/x-www-form-urlencoded"))),
    responses((status = 200, body = Account), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 429, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn update(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Device(client): Device,
    Input(fields): Input,
) -> Result<Response, ApiError> {
    change(&app, &caller, &client, fields).await
}

/// Change what is named of the caller's account.
#[utoipa::path(patch, path = "/api/users/me/", tag = "account", operation_id = "users_me_partial_update",
    request_body(content((AccountChange = "application/json"), (AccountChange = "application/x-www-form-urlencoded"))),
    responses((status = 200, body = Account), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 429, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn partial_update(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Device(client): Device,
    PartialInput(fields): PartialInput,
) -> Result<Response, ApiError> {
    change(&app, &caller, &client, fields).await
}

/// Delete the caller's account, and end its sessions.
#[utoipa::path(delete, path = "/api/users/me/", tag = "account", operation_id = "users_me_destroy",
    request_body(content((CurrentPassword = "application/json"), (CurrentPassword = "application/x-www-form-urlencoded"))),
    responses((status = 204), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 409, body = Detail), (status = 429, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn destroy(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Device(client): Device,
    Input(mut fields): Input,
) -> Result<Response, ApiError> {
    let password = fields.read(&CURRENT_PASSWORD);
    let Some(password) = password.map(PlainPassword::new) else { return Err(fields.into_errors().into()) };
    throttle::password_attempt(&app, client.ip).await?;
    match flows::delete_account(app.ctx(), &caller, &password, &client).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(DeleteError::Proof(ProofError::WrongPassword)) => Err(wrong_password(fields)),
        Err(DeleteError::Proof(cause)) => Err(cause.into()),
        Err(cause @ DeleteError::Referenced) => Err(ApiError::new(Refusal::AccountInUse, cause)),
        Err(cause @ DeleteError::LastSuperuser) => Err(ApiError::new(Refusal::LastSuperuser, cause)),
        Err(DeleteError::Store(cause)) => Err(cause.into()),
    }
}

async fn change(app: &App, caller: &Caller, client: &Client, mut fields: Fields) -> Result<Response, ApiError> {
    let (model, columns) = (app.user_fields(), &app.ctx().user_table.columns);
    let wanted = ProfileChange {
        username: fields.read(&model.username),
        email: model.email.and_then(|email| fields.read(&email)),
        first_name: columns.first_name.as_ref().and_then(|_| fields.read(&FIRST_NAME)),
        last_name: columns.last_name.as_ref().and_then(|_| fields.read(&LAST_NAME)),
        ..ProfileChange::default()
    };
    let password = fields.read(&PROOF);
    let proof = Proof { current_password: password.map(PlainPassword::new) };
    if fields.has_errors() {
        let problems = flows::profile_problems(app.ctx(), caller, &wanted).await?;
        return Err(super::register::refuse(fields, problems));
    }
    if proof.current_password.is_some() {
        throttle::password_attempt(app, client.ip).await?;
    }
    match flows::update_profile(app.ctx(), caller, wanted, &proof, client).await {
        Ok(user) => Ok(show(app, &user)),
        Err(ProfileError::Invalid(problems)) => Err(super::register::refuse(fields, problems)),
        Err(ProfileError::Proof(ProofError::WrongPassword)) => Err(wrong_password(fields)),
        Err(ProfileError::Proof(cause)) => Err(cause.into()),
        Err(ProfileError::Gone) => Err(Refusal::UserNotFound.into()),
        Err(ProfileError::Store(cause)) => Err(cause.into()),
    }
}

impl From<ProofError> for ApiError {
    fn from(cause: ProofError) -> Self {
        match cause {
            ProofError::Stale | ProofError::WrongPassword => Self::new(Refusal::ReauthenticationRequired, cause),
            ProofError::LockedOut(cause) => cause.into(),
            ProofError::Overloaded(cause) => cause.into(),
            ProofError::Store(cause) => cause.into(),
        }
    }
}

fn wrong_password(mut fields: Fields) -> ApiError {
    fields.error("current_password", Message::PasswordWrong);
    fields.into_errors().into()
}

fn show(app: &App, user: &User) -> Response {
    reply::json(StatusCode::OK, &account(user, &app.ctx().user_table))
}
