//! A form that was posted, and is not forged.

use axum::extract::Request;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::request::Parts;

use super::page;
use crate::app::App;
use crate::csrf;
use crate::input::{UnreadBody, read_body};
use crate::pages::bad_request;
use crate::rest::{Data, Form, parse};

/// A request with the fields of its form; what is no form has none, as in Django.
pub(super) struct Posted {
    pub(super) parts: Parts,
    form: Form,
}

impl Posted {
    /// Reads a form.
    ///
    /// # Errors
    /// The answer: Django's page for a forged request, one that is too large, or one that does not come.
    pub(super) async fn read(app: &App, request: Request) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let bytes = read_body(body).await.map_err(|cause| match cause {
            UnreadBody::Late => page::timed_out(),
            UnreadBody::TooLarge => bad_request(),
        })?;
        let form = match parse(parts.headers.get(CONTENT_TYPE), &bytes) {
            Ok(Data::Form(form)) => form,
            Ok(Data::Json(_) | Data::Empty) | Err(_) => Form::default(),
        };
        let posted = form.text(csrf::FIELD).unwrap_or_default();
        match csrf::check(&app.settings().web, &parts, posted) {
            Ok(()) => Ok(Self { parts, form }),
            Err(failure) => Err(page::forged(&failure)),
        }
    }

    /// The last value of a field; `""` where there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.form.text(name).unwrap_or_default()
    }

    /// Where to go on to: the form's `next`, or where it has none the query's.
    pub(super) fn next(&self) -> Option<String> {
        match self.form.text("next") {
            Some(next) => crate::web::safe_path(next),
            None => next_of_query(&self.parts),
        }
    }
}

/// The `next` of the query, if it is a path of this site.
pub(super) fn next_of_query(parts: &Parts) -> Option<String> {
    let query = parts.uri.query().unwrap_or_default();
    let query = Form::parse(query.as_bytes(), crate::rest::Charset::default()).ok()?;
    query.text("next").and_then(crate::web::safe_path)
}
