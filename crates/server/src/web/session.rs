//! The session cookie.

use countersign_core::web_session::WebSessionKey;
use countersign_token::Seconds;
use http::HeaderMap;
use http::request::Parts;

use super::{SetCookie, cookie, has_cookie, set_cookie};
use crate::app::App;
use crate::origin::Scheme;

/// The session that the request names, whether or not there is one.
pub(crate) fn presented_session(app: &App, headers: &HeaderMap) -> Option<WebSessionKey> {
    let value = cookie(headers, &app.settings().web.session_cookie_name)?;
    WebSessionKey::parse(&value)
}

/// Sets the cookie of a new session.
pub(crate) fn remember_session(app: &App, request: &Parts, key: &WebSessionKey, headers: &mut HeaderMap) {
    set(app, request, key.expose(), app.ctx().web_sessions.age, headers);
}

/// Ends the cookie, where there is one.
pub(crate) fn forget_session(app: &App, request: &Parts, headers: &mut HeaderMap) {
    if has_cookie(&request.headers, &app.settings().web.session_cookie_name) {
        set(app, request, "", Seconds::new(0), headers);
    }
}

fn set(app: &App, request: &Parts, value: &str, max_age: Seconds, headers: &mut HeaderMap) {
    let name = &app.settings().web.session_cookie_name;
    let secure = Scheme::of(&request.extensions) == Scheme::Https;
    set_cookie(headers, &SetCookie { name, value, max_age, http_only: true, secure }, app.ctx().clock.now());
}
