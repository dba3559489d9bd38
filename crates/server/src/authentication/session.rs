//! DRF's `SessionAuthentication`.

use axum::body::Body;
use countersign_core::flows::{self, Caller};
use http::Method;
use http::header::CONTENT_TYPE;
use http::request::Parts;

use super::Asked;
use crate::app::App;
use crate::csrf;
use crate::input::read_body;
use crate::reply::{ApiError, Refusal};
use crate::rest::{Data, Parser, latin1, parse};
use crate::web::presented_session;

pub(super) async fn authenticate(app: &App, asked: &mut Asked<'_>) -> Result<Option<Caller>, ApiError> {
    asked.looked_at_session = true;
    let Some(key) = presented_session(app, &asked.parts.headers) else { return Ok(None) };
    let Some(caller) = flows::web_authenticate(app.ctx(), &key).await? else { return Ok(None) };
    // Nobody can be made to do something who is not logged in.
    if !asked.is_csrf_exempt {
        let posted = posted_token(asked.parts, asked.body).await?;
        csrf::check(&app.settings().web, asked.parts, &posted)
            .map_err(|failure| Refusal::CsrfFailed(failure.to_string()))?;
    }
    Ok(Some(caller))
}

/// The token of a form, `""` where there is none; the body can be read again after.
async fn posted_token(parts: &Parts, body: &mut Body) -> Result<String, ApiError> {
    let content_type = parts.headers.get(CONTENT_TYPE);
    let is_form = content_type.is_some_and(|value| Parser::is_form(&latin1(value.as_bytes())));
    if parts.method != Method::POST || !is_form {
        return Ok(String::new());
    }
    let bytes = read_body(std::mem::take(body)).await?;
    let token = match parse(content_type, &bytes) {
        Ok(Data::Form(form)) => form.text(csrf::FIELD).unwrap_or_default().to_owned(),
        // Whoever reads the body next says what is wrong with it.
        Ok(Data::Json(_) | Data::Empty) | Err(_) => String::new(),
    };
    *body = Body::from(bytes);
    Ok(token)
}
