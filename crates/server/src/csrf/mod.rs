//! Django's protection against forged requests (`django.middleware.csrf`): a secret in a cookie, which a form of ours, or a script of
//! our own origin, must repeat.

mod check;
mod failure;
mod secret;

pub(crate) use check::{HEADER, check};
pub(crate) use failure::CsrfFailure;
pub(crate) use secret::CsrfSecret;

use http::HeaderMap;
use http::request::Parts;

use crate::app::App;
use crate::origin::Scheme;
use crate::web::{SetCookie, cookie, set_cookie};

/// The field of a form that repeats the secret.
pub(crate) const FIELD: &str = "csrfmiddlewaretoken";

/// The secret of the request's cookie; a new one where there is none, or none that can be one.
pub(crate) fn secret_of(app: &App, headers: &HeaderMap) -> CsrfSecret {
    let known = cookie(headers, &app.settings().web.csrf_cookie_name);
    let known = known.and_then(|value| CsrfSecret::read(&value).ok());
    known.unwrap_or_else(|| CsrfSecret::random(&*app.ctx().randomness))
}

/// Sets the cookie, or sets it again for another year.
pub(crate) fn remember(app: &App, request: &Parts, secret: &CsrfSecret, headers: &mut HeaderMap) {
    let web = &app.settings().web;
    let secure = Scheme::of(&request.extensions) == Scheme::Https;
    let cookie = SetCookie {
        name: &web.csrf_cookie_name,
        value: secret.expose(),
        max_age: web.csrf_cookie_age,
        http_only: false,
        secure,
    };
    set_cookie(headers, &cookie, app.ctx().clock.now());
}
