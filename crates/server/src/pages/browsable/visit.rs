//! A request for a page, and what a form without scripts had to wrap it in.
//!
//! A form can only `POST`, and only fields. For what else an endpoint takes, ours send reserved fields beside: `_method`,
//! `_content_type` and `_content`, which DRF once knew by the same names. They count for a form that our own page sent
//! (`Origin` is ours) and that asks for a page; for anybody else they are fields like others. What they make of the request
//! then passes the whole gate, as if it had been sent so.

use axum::body::Body;
use axum::extract::{FromRequestParts, Request};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, ORIGIN};
use http::request::Parts;
use http::{HeaderValue, Method};

use crate::csrf;
use crate::input;
use crate::origin::Origin;
use crate::reply::Refusal;
use crate::rest::{Data, Form, parse};

const METHODS: [Method; 4] = [Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
/// What raw data may be.
pub(super) const MEDIA_TYPES: [&str; 2] = ["application/json", "application/x-www-form-urlencoded"];

/// A request for a page.
#[derive(Debug)]
pub(crate) struct Visit {
    /// What is asked in the end.
    pub(super) method: Method,
    /// Path and query.
    pub(super) target: String,
    pub(super) path: String,
    /// Empty where the request names no host.
    pub(super) origin: String,
    pub(super) sent: Sent,
}

/// What came with it, to be shown again.
#[derive(Debug)]
pub(super) enum Sent {
    Nothing,
    Form(Form),
    /// By the form for raw data.
    Raw {
        content_type: &'static str,
        content: String,
    },
}

/// Unwraps a request for a page.
///
/// # Errors
/// The body is too large, or does not come in time.
pub(crate) async fn receive(request: Request) -> Result<(Request, Visit), Refusal> {
    let (mut parts, mut body) = request.into_parts();
    let mut visit = Visit::of(&mut parts).await;
    if parts.method != Method::GET && parts.method != Method::HEAD {
        let mut bytes = input::read_body(body).await?;
        let data = parse(parts.headers.get(CONTENT_TYPE), &bytes);
        if let (Ok(Data::Form(form)), &Method::POST) = (data, &parts.method) {
            hand_on_csrf_token(&mut parts, &form);
            visit.sent = if is_from_us(&parts) { unwrapped(&mut parts, &mut bytes, form) } else { Sent::Form(form) };
        }
        body = Body::from(bytes);
    }
    visit.method = parts.method.clone();
    Ok((Request::from_parts(parts, body), visit))
}

impl Visit {
    async fn of(parts: &mut Parts) -> Self {
        let Ok(origin) = Origin::from_request_parts(parts, &()).await;
        let path = parts.uri.path().to_owned();
        Self {
            method: parts.method.clone(),
            target: parts.uri.query().map_or_else(|| path.clone(), |query| format!("{path}?{query}")),
            path,
            origin: origin.or_empty(),
            sent: Sent::Nothing,
        }
    }
}

/// For session authentication, whatever the method turns out to be.
fn hand_on_csrf_token(parts: &mut Parts, form: &Form) {
    let token = form.text(csrf::FIELD).and_then(|token| HeaderValue::from_str(token).ok());
    if let Some(token) = token.filter(|_| !parts.headers.contains_key(csrf::HEADER)) {
        parts.headers.insert(csrf::HEADER, token);
    }
}

/// Browsers say with every form where it stood. The scheme is not compared: a proxy may hold the TLS.
fn is_from_us(parts: &Parts) -> bool {
    let sent_from = parts.headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()?.split_once("://"));
    sent_from.is_some_and(|(_, authority)| Origin::of(parts).host() == Some(authority))
}

/// Makes of the request what its reserved fields say.
fn unwrapped(parts: &mut Parts, body: &mut Bytes, form: Form) -> Sent {
    if let Some(method) = METHODS.into_iter().find(|method| form.text("_method") == Some(method.as_str())) {
        parts.method = method;
    }
    let content_type = MEDIA_TYPES.into_iter().find(|known| form.text("_content_type") == Some(known));
    let (Some(content_type), Some(content)) = (content_type, form.text("_content")) else { return Sent::Form(form) };
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    parts.headers.remove(CONTENT_LENGTH);
    *body = Bytes::from(content.to_owned());
    Sent::Raw { content_type, content: content.to_owned() }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    async fn received(headers: &[(&'static str, &'static str)]) -> Request {
        let body = Body::from("csrfmiddlewaretoken=abc&_method=PUT");
        let mut request = Request::builder().method("POST").uri("/api/").body(body).unwrap();
        let form = (CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded");
        let headers = headers.iter().copied().chain([form]);
        request
            .headers_mut()
            .extend(headers.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))));
        receive(request).await.unwrap().0
    }

    #[tokio::test]
    async fn the_token_of_a_form_is_handed_on_as_the_header_that_scripts_send() {
        let ours = received(&[("origin", "https://a.example"), ("host", "a.example")]).await;
        assert_eq!((ours.method(), &ours.headers()[csrf::HEADER]), (&Method::PUT, &HeaderValue::from_static("abc")));
        let foreign = received(&[("origin", "https://b.example"), ("host", "a.example")]).await;
        assert_eq!(foreign.method(), Method::POST);
        let odd = received(&[("origin", "https://it's(odd)"), ("host", "it's(odd)")]).await;
        assert_eq!(odd.method(), Method::POST, "a host that is not repeated is none of ours");
    }

    #[tokio::test]
    async fn a_header_that_is_there_is_not_replaced() {
        assert_eq!(received(&[("x-csrftoken", "own")]).await.headers()[csrf::HEADER], "own");
    }
}
