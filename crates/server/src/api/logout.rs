//! `POST /api/logout/`.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use countersign_core::flows::{self, LogoutError, LogoutRequest};
use http::StatusCode;
use http::request::Parts;

use super::token_refresh::{self, Refresh};
use super::{Detail, FieldMessages};
use crate::app::App;
use crate::csrf;
use crate::input::Input;
use crate::locale::{self, Message};
use crate::reply::{ApiError, Refusal};
use crate::rest::Field;
use crate::web::{append_vary_cookie, forget_session, presented_session};

/// In `[routes]`.
const NAME: &str = "logout";

const REFRESH: Field = token_refresh::REFRESH.optional().allow_blank().allow_null();
/// For those who are logged in by cookie; no field that people fill in.
const CSRF_TOKEN: Field = Field::char(csrf::FIELD).optional().allow_blank().allow_null();

/// What is read.
pub(crate) const FIELDS: &[Field] = &[REFRESH];

/// End this session: the one of the Bearer token, of the refresh token in the body, or both; where there is neither, the one of the
/// session cookie, which wants the CSRF token.
#[utoipa::path(post, path = "/api/logout/", tag = "session", operation_id = "logout", security((), ("bearer" = [])),
    request_body(content((Option<Refresh> = "application/json"), (Option<Refresh> = "application/x-www-form-urlencoded"))),
    responses((status = 200, body = Detail), (status = 400, body = FieldMessages), (status = 401, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn logout(
    State(app): State<App>,
    parts: Parts,
    Input(mut fields): Input,
) -> Result<Response, ApiError> {
    let refresh = fields.read(&REFRESH).filter(|refresh| !refresh.is_empty());
    let token = fields.read(&CSRF_TOKEN).unwrap_or_default();
    let access = match app.settings().bearer.read(&parts.headers) {
        Ok(access) => access,
        // Any one good credential suffices.
        Err(_) if refresh.is_some() => None,
        Err(refused) => return Err(refused.into()),
    };
    fields.finish()?;
    if access.is_none() && refresh.is_none() {
        let mut response = by_cookie(&app, &parts, &token).await.into_response();
        append_vary_cookie(response.headers_mut());
        return Ok(response);
    }
    let request = LogoutRequest { access: access.as_deref(), refresh: refresh.as_deref() };
    flows::logout(app.ctx(), request).await?;
    Ok(logged_out())
}

async fn by_cookie(app: &App, parts: &Parts, token: &str) -> Result<Response, ApiError> {
    let key = presented_session(app, &parts.headers).ok_or(Refusal::NotAuthenticated)?;
    flows::web_authenticate(app.ctx(), &key).await?.ok_or(Refusal::NotAuthenticated)?;
    if !is_csrf_exempt(app) {
        csrf::check(&app.settings().web, parts, token).map_err(|failure| Refusal::CsrfFailed(failure.to_string()))?;
    }
    flows::web_logout(app.ctx(), &key).await?;
    let mut response = logged_out();
    forget_session(app, parts, response.headers_mut());
    Ok(response)
}

/// The gate reads no cookie here, and asks for no CSRF token: this endpoint does.
fn is_csrf_exempt(app: &App) -> bool {
    app.settings().routes.of(NAME).is_some_and(|route| route.csrf_exempt)
}

fn logged_out() -> Response {
    locale::told(StatusCode::OK, Message::LoggedOut, Detail::new)
}

impl From<LogoutError> for ApiError {
    fn from(cause: LogoutError) -> Self {
        match cause {
            LogoutError::Nothing => Self::new(Refusal::NotAuthenticated, cause),
            LogoutError::Access(cause) => cause.into(),
            LogoutError::Refresh(cause) => cause.into(),
            LogoutError::Unnamed => Self::new(Refusal::TokenNotValid(Message::TokenWithoutId), cause),
            LogoutError::Store(cause) => cause.into(),
        }
    }
}
