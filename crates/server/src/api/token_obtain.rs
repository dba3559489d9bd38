//! `POST /api/token/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::accounts::PlainPassword;
use countersign_core::flows::{self, Login, LoginError, Pair};
use http::StatusCode;
use utoipa::ToSchema;

use super::response_fields::token_answer;
use super::users_me::Account;
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::{Device, Input};
use crate::reply::{self, ApiError, Refusal};
use crate::rest::{Field, Widget};

pub(super) const USERNAME: Field = Field::char("username");
pub(super) const PASSWORD: Field = Field::char("password").typed_into(Widget::CurrentPassword);

/// What is read, in this order.
pub(crate) const FIELDS: &[Field] = &[USERNAME, PASSWORD];

/// Who logs in.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; the fields are read one by one, as DRF reads them")]
pub(crate) struct Credentials {
    username: String,
    #[schema(format = Password)]
    password: String,
}

/// A pair of tokens. What comes after them is there where `jwt.response_fields` asks for it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer, whose further fields come in the order of the setting")]
pub(crate) struct TokenPair {
    /// Good for one refresh.
    refresh: String,
    /// Good for calls, as `Authorization: Bearer …`.
    access: String,
    /// Whole seconds.
    #[schema(required = false)]
    access_expires_in: i64,
    /// Whole seconds.
    #[schema(required = false)]
    refresh_expires_in: i64,
    #[schema(required = false, format = DateTime)]
    access_expires_at: String,
    #[schema(required = false, format = DateTime)]
    refresh_expires_at: String,
    /// Who logged in.
    #[schema(required = false)]
    user: Account,
    /// `Bearer`.
    #[schema(required = false)]
    token_type: String,
}

/// Trade username and password for a pair of tokens.
#[utoipa::path(post, path = "/api/token/", tag = "token", operation_id = "token_obtain_pair", security(()),
    request_body(content((Credentials = "application/json"), (Credentials = "application/x-www-form-urlencoded"), (Credentials = "multipart/form-data"))),
    responses((status = 200, body = TokenPair), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 429, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn token_obtain(
    State(app): State<App>,
    Device(client): Device,
    Input(mut fields): Input,
) -> Result<Response, ApiError> {
    let username = fields.read(app.user_fields().login_name());
    let password = fields.read(&PASSWORD).map(PlainPassword::new);
    fields.finish()?;
    let (username, password) = (username.unwrap_or_default(), password.unwrap_or_else(|| PlainPassword::new("")));
    let Login { pair, user } = flows::token_obtain(app.ctx(), &username, &password, client).await?;
    let Pair { refresh, access, lifetimes } = pair;
    let tokens = [("refresh", Some(refresh)), ("access", Some(access))];
    let answer = token_answer(tokens, app.settings(), &lifetimes, Some((&user, &app.ctx().user_table)));
    Ok(reply::json(StatusCode::OK, &answer))
}

impl From<LoginError> for ApiError {
    fn from(cause: LoginError) -> Self {
        match cause {
            LoginError::NoActiveAccount => Self::new(Refusal::NoActiveAccount, cause),
            LoginError::ClaimsTooLarge(cause) => Self::new(Refusal::ClaimsTooLarge, cause),
            LoginError::LockedOut(cause) => cause.into(),
            LoginError::Overloaded(cause) => cause.into(),
            LoginError::Store(cause) => cause.into(),
            LoginError::Sign(cause) => cause.into(),
        }
    }
}
