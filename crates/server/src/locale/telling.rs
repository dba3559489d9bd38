//! What an answer says, kept beside it, so that it can be said again in another language.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::CONTENT_LENGTH;
use serde::Serialize;
use serde_json::Value;

use super::{Catalogue, Message};
use crate::reply;
use crate::rest::render;

/// Writes the body of an answer in a language; in English without one.
#[derive(Clone)]
pub(crate) struct Telling(Arc<dyn Tell>);

trait Tell: Send + Sync {
    fn body(&self, catalogue: Option<&Catalogue>) -> Value;
}

impl<F: Fn(Option<&Catalogue>) -> Value + Send + Sync> Tell for F {
    fn body(&self, catalogue: Option<&Catalogue>) -> Value {
        self(catalogue)
    }
}

impl Telling {
    pub(crate) fn new(body: impl Fn(Option<&Catalogue>) -> Value + Send + Sync + 'static) -> Self {
        Self(Arc::new(body))
    }
}

/// An answer in JSON with one text in it.
pub(crate) fn told<T: Serialize>(
    status: StatusCode,
    message: Message,
    body: impl Fn(String) -> T + Send + Sync + 'static,
) -> Response {
    let mut response = reply::json(status, &body(message.to_string()));
    let again =
        move |catalogue: Option<&Catalogue>| serde_json::to_value(body(message.said(catalogue))).unwrap_or_default();
    response.extensions_mut().insert(Telling::new(again));
    response
}

/// The same answer in the language of `catalogue`, as far as its texts are known; without one as it is.
pub(crate) fn retold(mut response: Response, catalogue: Option<&Catalogue>) -> Response {
    let Some(Telling(told)) = response.extensions_mut().remove::<Telling>() else { return response };
    let Some(catalogue) = catalogue else { return response };
    if let Ok(bytes) = render::json_body(&told.body(Some(catalogue)), None) {
        response.headers_mut().remove(CONTENT_LENGTH);
        *response.body_mut() = Body::from(bytes);
    }
    response
}
