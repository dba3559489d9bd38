//! `POST /api/token/refresh/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::flows::{self, RefreshError, Reuse};
use http::header::HeaderName;
use http::{HeaderValue, StatusCode};
use utoipa::ToSchema;

use super::response_fields::token_answer;
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::Input;
use crate::locale::Message;
use crate::reply::{self, ApiError, Refusal};
use crate::rest::{Field, Kind};

pub(super) const REFRESH: Field = Field::token("refresh");

/// What is read, and what DRF's metadata tells of the answer.
pub(crate) const FIELDS: &[Field] = &[REFRESH, Field::read_only("access", Kind::String)];

/// Tells a client that debugs its retries whether another call had spent its token a moment ago.
const REUSE: HeaderName = HeaderName::from_static("x-refresh-reuse");

/// A refresh token.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body; the fields are read one by one, as DRF reads them")]
pub(crate) struct Refresh {
    refresh: String,
}

/// A new access token and, with rotation, the refresh token that replaces the presented one. What comes after them is there
/// where `jwt.response_fields` asks for it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer, whose further fields come in the order of the setting")]
pub(crate) struct Refreshed {
    access: String,
    /// With rotation.
    #[schema(required = false)]
    refresh: String,
    /// Whole seconds.
    #[schema(required = false)]
    access_expires_in: i64,
    /// Whole seconds; beside a refresh token.
    #[schema(required = false)]
    refresh_expires_in: i64,
    #[schema(required = false, format = DateTime)]
    access_expires_at: String,
    /// Beside a refresh token.
    #[schema(required = false, format = DateTime)]
    refresh_expires_at: String,
    /// `Bearer`.
    #[schema(required = false)]
    token_type: String,
}

/// Trade a refresh token for a new pair. The presented token is spent.
#[utoipa::path(post, path = "/api/token/refresh/", tag = "token", operation_id = "token_refresh", security(()),
    request_body(content((Refresh = "application/json"), (Refresh = "application/x-www-form-urlencoded"), (Refresh = "multipart/form-data"))),
    responses((status = 200, body = Refreshed), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn token_refresh(State(app): State<App>, Input(mut fields): Input) -> Result<Response, ApiError> {
    let refresh = fields.read(&REFRESH);
    fields.finish()?;
    let flows::Refreshed { access, refresh, lifetimes, reuse } =
        flows::token_refresh(app.ctx(), &refresh.unwrap_or_default()).await?;
    let tokens = [("access", Some(access)), ("refresh", refresh)];
    let answer = token_answer(tokens, app.settings(), &lifetimes, None);
    let mut response = reply::json(StatusCode::OK, &answer);
    let reuse = match reuse {
        Reuse::None => "none",
        Reuse::Concurrent => "concurrent",
    };
    response.headers_mut().insert(REUSE, HeaderValue::from_static(reuse));
    Ok(response)
}

impl From<RefreshError> for ApiError {
    fn from(cause: RefreshError) -> Self {
        match cause {
            RefreshError::Token(cause) => cause.into(),
            RefreshError::Revoked | RefreshError::Replayed => {
                Self::new(Refusal::TokenNotValid(Message::TokenBlacklisted), cause)
            }
            RefreshError::NoOwner => Self::new(Refusal::TokenNotValid(Message::TokenInvalid), cause),
            RefreshError::OwnerInactive => Self::new(Refusal::NoActiveAccountForToken, cause),
            RefreshError::PasswordChanged => Self::new(Refusal::PasswordChangedForToken, cause),
            RefreshError::Store(cause) => cause.into(),
            RefreshError::Sign(cause) => cause.into(),
        }
    }
}
