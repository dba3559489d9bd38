//! How these pages are made, and those that say why there is none.

use askama::Template;
use axum::response::Response;
use countersign_token::Seconds;
use http::header::{ALLOW, CACHE_CONTROL, LOCATION, RETRY_AFTER};
use http::{HeaderValue, Method, StatusCode};

use super::LOGIN_PATH;
use crate::csrf::CsrfFailure;
use crate::pages;

/// Django's `never_cache`.
const NEVER: HeaderValue = HeaderValue::from_static("max-age=0, no-cache, no-store, must-revalidate, private");

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    title: &'a str,
    paragraphs: &'a [&'a str],
    link: Option<(&'a str, &'a str)>,
}

/// A page of a template, which nobody keeps.
pub(super) fn rendered(status: StatusCode, template: &impl Template) -> Response {
    let mut response = pages::page(status, template);
    response.headers_mut().insert(CACHE_CONTROL, NEVER);
    response
}

/// Somewhere else, with `GET`.
pub(super) fn redirect(to: &str) -> Response {
    let mut response = pages::empty(StatusCode::FOUND);
    let headers = response.headers_mut();
    headers.insert(LOCATION, HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/")));
    headers.insert(CACHE_CONTROL, NEVER);
    response
}

/// What Django's views say to a method that they do not have, and to `OPTIONS`.
pub(super) fn other_method(method: &Method, allow: HeaderValue) -> Response {
    let status = if method == Method::OPTIONS { StatusCode::OK } else { StatusCode::METHOD_NOT_ALLOWED };
    let mut response = pages::empty(status);
    response.headers_mut().insert(ALLOW, allow);
    response
}

/// A session has ended.
pub(super) fn logged_out() -> Response {
    let link = Some((LOGIN_PATH, "Log in again"));
    let message = Message { title: "Logged out", paragraphs: &["Thank you for your visit."], link };
    rendered(StatusCode::OK, &message)
}

/// The request may be forged. Which part of it does not fit is for the log, and for the one who builds the page.
pub(super) fn forged(failure: &CsrfFailure) -> Response {
    tracing::info!(reason = failure.kind(), "a form was refused: it may be forged");
    let hint = match failure {
        CsrfFailure::NoCookie => "This site needs a cookie to take a form. Allow it for this site, and try again.",
        CsrfFailure::NoReferer => {
            "This site needs to know which page a form comes from. Let your browser send the Referer header to this site, and \
             try again."
        }
        CsrfFailure::BadOrigin(_)
        | CsrfFailure::MalformedReferer
        | CsrfFailure::InsecureReferer
        | CsrfFailure::BadReferer(_)
        | CsrfFailure::Cookie(_)
        | CsrfFailure::NoToken
        | CsrfFailure::Token(..)
        | CsrfFailure::WrongToken(_) => "Go back, load the page again, and send the form once more.",
    };
    let title = "Forbidden";
    let message = Message { title, paragraphs: &["CSRF verification failed. Request aborted.", hint], link: None };
    rendered(StatusCode::FORBIDDEN, &message)
}

/// The body did not come.
pub(super) fn timed_out() -> Response {
    let message = Message { title: "Too slow", paragraphs: &["The request took too long to arrive."], link: None };
    rendered(StatusCode::REQUEST_TIMEOUT, &message)
}

/// Too many passwords were tried.
pub(super) fn too_many(retry_after: Option<Seconds>) -> Response {
    let wait = retry_after.map_or_else(
        || "Please try again later.".to_owned(),
        |wait| format!("Please try again in {} second{}.", wait.get(), if wait.get() == 1 { "" } else { "s" }),
    );
    let message = Message {
        title: "Too many attempts",
        paragraphs: &["Too many passwords were tried from here, or for this account.", &wait],
        link: Some((LOGIN_PATH, "Back to the login page")),
    };
    let mut response = rendered(StatusCode::TOO_MANY_REQUESTS, &message);
    if let Some(wait) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.get()));
    }
    response
}

/// Too much work, or no database.
pub(super) fn unavailable(retry_after: Seconds) -> Response {
    let paragraphs = ["The service is busy or being repaired. Please try again in a moment."];
    let message = Message { title: "Not now", paragraphs: &paragraphs, link: None };
    let mut response = rendered(StatusCode::SERVICE_UNAVAILABLE, &message);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry_after.get()));
    response
}
