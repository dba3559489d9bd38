//! `POST /api/token/sliding/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::accounts::PlainPassword;
use countersign_core::flows::{self, Sliding, SlidingLogin};
use http::StatusCode;
use utoipa::ToSchema;

use super::response_fields::token_answer;
use super::token_obtain::{Credentials, PASSWORD};
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::{Device, Input};
use crate::reply::{self, ApiError};

/// A sliding token. What comes after it is there where `jwt.response_fields` asks for it, as after an access token.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer, whose further fields come in the order of the setting")]
pub(crate) struct SlidingToken {
    /// Good for calls where `jwt.auth_token_classes` has sliding tokens, and for refreshes.
    token: String,
}

/// Trade username and password for a sliding token.
#[utoipa::path(post, path = "/api/token/sliding/", tag = "token", operation_id = "token_obtain_sliding", security(()),
    request_body(content((Credentials = "application/json"), (Credentials = "application/x-www-form-urlencoded"), (Credentials = "multipart/form-data"))),
    responses((status = 200, body = SlidingToken), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 403, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn token_obtain_sliding(
    State(app): State<App>,
    Device(client): Device,
    Input(mut fields): Input,
) -> Result<Response, ApiError> {
    let username = fields.read(app.user_fields().login_name());
    let password = fields.read(&PASSWORD).map(PlainPassword::new);
    fields.finish()?;
    let (username, password) = (username.unwrap_or_default(), password.unwrap_or_else(|| PlainPassword::new("")));
    let SlidingLogin { sliding, user } = flows::token_obtain_sliding(app.ctx(), &username, &password, client).await?;
    let Sliding { token, lifetimes } = sliding;
    let answer =
        token_answer([("token", Some(token))], app.settings(), &lifetimes, Some((&user, &app.ctx().user_table)));
    Ok(reply::json(StatusCode::OK, &answer))
}
