//! The language of one request, and what its answer says of it.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{CONTENT_LANGUAGE, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderValue};

use super::Catalogue;
use super::language::Language;
use crate::app::App;
use crate::pages;

/// What our pages are written in.
const ENGLISH: HeaderValue = HeaderValue::from_static("en");

/// Chooses the language of a request, and has every answer say which it is.
pub(crate) async fn choose(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    request.extensions_mut().insert(language);
    let mut response = next.run(request).await;
    let said = if pages::is_ours(&response) { ENGLISH } else { HeaderValue::from_static(language.as_str()) };
    let headers = response.headers_mut();
    vary(headers, &app.settings().web.csrf_cookie_name);
    headers.entry(CONTENT_LANGUAGE).or_insert(said);
    response
}

/// The translation that `request` is answered in; `None`: English.
pub(crate) fn spoken<'a>(app: &'a App, request: &Request) -> Option<&'a Catalogue> {
    let translations = app.settings().translations.as_ref()?;
    translations.of(*request.extensions().get::<Language>()?)
}

/// In Django's order: `Cookie` is added outside of `LocaleMiddleware` by a session that was read, and inside by a form's token.
fn vary(headers: &mut HeaderMap, csrf_cookie_name: &str) {
    let lists: Vec<_> = headers.get_all(VARY).iter().filter_map(|value| value.to_str().ok()).collect();
    let mut names: Vec<_> = lists.iter().flat_map(|value| value.split(',')).map(str::trim).collect();
    if names.iter().any(|name| *name == "*" || name.eq_ignore_ascii_case("Accept-Language")) {
        return;
    }
    let is_token = |set: &HeaderValue| {
        set.as_bytes().strip_prefix(csrf_cookie_name.as_bytes()).is_some_and(|rest| rest.starts_with(b"="))
    };
    let by_token = headers.get_all(SET_COOKIE).iter().any(is_token);
    let cookie = names.iter().position(|name| name.eq_ignore_ascii_case("Cookie")).filter(|_| !by_token);
    names.insert(cookie.unwrap_or(names.len()), "Accept-Language");
    if let Ok(value) = HeaderValue::from_str(&names.join(", ")) {
        headers.insert(VARY, value);
    }
}
