//! `/accounts/logout/` (Django's `LogoutView`).

use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::{MethodRouter, post};
use countersign_core::flows;
use countersign_token::Seconds;
use http::HeaderValue;

use super::form::Posted;
use super::page;
use crate::app::App;
use crate::web::{append_vary_cookie, forget_session, presented_session};

pub(crate) const LOGOUT_PATH: &str = "/accounts/logout/";

/// Nothing but `POST`: a link or a picture of another site logs nobody out.
pub(crate) fn logout() -> MethodRouter<App> {
    post(log_out).fallback(not_posted)
}

async fn log_out(State(app): State<App>, request: Request) -> Response {
    let posted = match Posted::read(&app, request).await {
        Ok(posted) => posted,
        Err(refused) => return refused,
    };
    if let Some(key) = presented_session(&app, &posted.parts.headers)
        && let Err(cause) = flows::web_logout(app.ctx(), &key).await
    {
        tracing::error!(%cause, "a logout failed");
        return page::unavailable(Seconds::new(1));
    }
    let mut response = match posted.next() {
        Some(next) => page::redirect(&next),
        None => page::logged_out(),
    };
    forget_session(&app, &posted.parts, response.headers_mut());
    append_vary_cookie(response.headers_mut());
    response
}

async fn not_posted(request: Request) -> Response {
    page::other_method(request.method(), HeaderValue::from_static("POST, OPTIONS"))
}
