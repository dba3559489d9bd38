//! `POST /api/logout/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::flows::{self, LogoutError, LogoutRequest};
use http::{HeaderMap, StatusCode};

use super::token_refresh::Refresh;
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::input::Input;
use crate::reply::{self, ApiError, Refusal};
use crate::rest::CharField;

/// End this session: the one of the Bearer token, of the refresh token in the body, or both.
#[utoipa::path(post, path = "/api/logout/", tag = "session", operation_id = "logout", security((), ("bearer" = [])),
    request_body(content((Option<Refresh> = "application/json"), (Option<Refresh> = "application/x-www-form-urlencoded"))),
    responses((status = 200, body = Detail), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn logout(
    State(app): State<App>,
    headers: HeaderMap,
    Input(mut fields): Input,
) -> Result<Response, ApiError> {
    let lenient = CharField { allow_blank: true, allow_null: true, ..CharField::OPTIONAL };
    let refresh = fields.char("refresh", &lenient).filter(|refresh| !refresh.is_empty());
    fields.finish()?;
    let access = match app.settings().bearer.read(&headers) {
        Ok(access) => access,
        // Any one good credential suffices.
        Err(_) if refresh.is_some() => None,
        Err(refused) => return Err(refused.into()),
    };
    let request = LogoutRequest { access: access.as_deref(), refresh: refresh.as_deref() };
    flows::logout(app.ctx(), request).await?;
    Ok(reply::json(StatusCode::OK, &Detail::new("Successfully logged out.")))
}

impl From<LogoutError> for ApiError {
    fn from(cause: LogoutError) -> Self {
        match cause {
            LogoutError::Nothing => Self::new(Refusal::NotAuthenticated, cause),
            LogoutError::Access(cause) => cause.into(),
            LogoutError::Refresh(cause) => cause.into(),
            LogoutError::Unnamed => Self::new(Refusal::TokenNotValid("Token has no id".to_owned()), cause),
            LogoutError::Store(cause) => cause.into(),
        }
    }
}
