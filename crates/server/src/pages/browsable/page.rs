//! The page itself.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_LENGTH, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body_util::BodyExt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::crumbs::{Crumb, crumbs};
use super::form::{Exchange, FormView};
use super::json;
use super::reader::Reader;
use super::subject::Subject;
use super::visit::Visit;
use crate::csrf::FIELD as CSRF_FIELD;
use crate::pages::{self, LOGIN_PATH, LOGOUT_PATH};
use crate::reply::Refusal;

/// A path stays readable in a query.
const IN_QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');

#[derive(Template)]
#[template(path = "browsable.html")]
struct BrowsablePage<'a> {
    subject: &'a Subject,
    visit: &'a Visit,
    reader: &'a Reader,
    crumbs: Vec<Crumb>,
    status: StatusCode,
    headers: Vec<(String, String)>,
    /// HTML; empty for an answer without a body.
    body: String,
    forms: Vec<FormView>,
}

/// Puts `answer`, which is JSON, into a page; `titles` are those of every endpoint by its path.
pub(crate) async fn present(
    subject: &Subject,
    visit: &Visit,
    reader: &Reader,
    titles: &BTreeMap<String, String>,
    answer: Response,
) -> Response {
    let (parts, body) = answer.into_parts();
    let Ok(body) = body.collect().await else { return Refusal::Unavailable.into_response() };
    let body = body.to_bytes();
    let value: Value = serde_json::from_slice(&body).unwrap_or_default();
    let exchange = Exchange { subject, visit, succeeded: parts.status.is_success(), answer: &value };
    let page = BrowsablePage {
        crumbs: crumbs(&visit.path, &subject.title, titles),
        status: parts.status,
        headers: shown(&parts.headers),
        body: if body.is_empty() { String::new() } else { json::to_html(&value, &visit.origin) },
        forms: exchange.forms(&reader.may),
        subject,
        visit,
        reader,
    };
    // As in DRF: "no content" could not carry the page.
    let status = if parts.status == StatusCode::NO_CONTENT { StatusCode::OK } else { parts.status };
    with_headers(parts.headers, pages::page(status, &page))
}

impl BrowsablePage<'_> {
    fn login(&self) -> String {
        format!("{LOGIN_PATH}?next={}", utf8_percent_encode(&self.visit.path, IN_QUERY))
    }

    fn mood(&self) -> &'static str {
        if self.status.is_success() {
            "good"
        } else if self.status.is_server_error() {
            "bad"
        } else {
            "refused"
        }
    }

    /// A browser comes with `GET`, which says little of an endpoint that only takes.
    fn is_only_for_forms(&self) -> bool {
        self.status == StatusCode::METHOD_NOT_ALLOWED && self.visit.method == Method::GET && !self.forms.is_empty()
    }

    /// Nobody is logged in, and logging in may open this.
    fn wants_login(&self) -> bool {
        self.reader.username.is_none() && self.is_refused() && self.reader.is_known_here
    }

    /// No login with a browser opens this.
    fn wants_a_client(&self) -> bool {
        self.is_refused() && !self.reader.is_known_here
    }

    fn is_refused(&self) -> bool {
        let refusals = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN];
        refusals.contains(&self.status) && !self.reader.may.contains(&self.visit.method)
    }

    fn has_get(&self) -> bool {
        self.subject.methods.contains(&Method::GET)
    }
}

/// The headers of the JSON answer, but those of its transport and those that are secret.
fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let told = headers.iter().filter(|(name, _)| ![CONTENT_LENGTH, SET_COOKIE].contains(name));
    let mut shown: Vec<_> = told
        .map(|(name, value)| (canonical(name.as_str()), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    shown.sort();
    shown
}

/// `www-authenticate` → `WWW-Authenticate`, as people read it.
pub(crate) fn canonical(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let capitals = if word == "www" { 3 } else { 1 };
        let (first, rest) = word.split_at_checked(capitals).unwrap_or((word, ""));
        first.to_ascii_uppercase() + rest
    });
    words.collect::<Vec<_>>().join("-")
}

/// Everything that the answer says beside its body goes out with the page.
fn with_headers(mut headers: HeaderMap, mut page: Response) -> Response {
    headers.remove(CONTENT_LENGTH);
    for (name, value) in page.headers() {
        headers.insert(name, value.clone());
    }
    headers.insert(VARY, HeaderValue::from_static("Accept, Cookie"));
    *page.headers_mut() = headers;
    page
}
