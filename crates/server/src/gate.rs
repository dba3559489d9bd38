//! What every request to an endpoint passes, in Django REST framework's order (`APIView.initial`).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, VARY, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;

use crate::app::App;
use crate::authentication::{self, Asked};
use crate::endpoint::Endpoint;
use crate::pages;
use crate::reply::{self, ApiError, Refusal};
use crate::rest::{Negotiated, NegotiationError, negotiate, render};
use crate::view::View;
use crate::web::append_vary_cookie;

/// The gate of one endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    app: App,
    view: Arc<View>,
}

impl Gate {
    pub(crate) fn new(app: App, endpoint: &Endpoint) -> Self {
        let view = View::new(endpoint, app.settings());
        Self { app, view: Arc::new(view) }
    }
}

/// Lets a request through to its handler, or answers it; either way the answer gets the headers of a DRF view.
pub(crate) async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let negotiated = negotiated(&gate.view, &request);
    let indent = negotiated.as_ref().ok().and_then(|negotiated| negotiated.indent);
    let mut looked_at_session = false;
    let mut response = match admit(&gate, negotiated, request, &mut looked_at_session).await {
        Ok(request) if request.method() == Method::OPTIONS => reply::json(StatusCode::OK, &gate.view.metadata),
        Ok(request) => next.run(request).await,
        Err(refused) => refused.into_response(),
    };
    if let Some(indent) = indent {
        response = indented(response, indent).await;
    }
    if pages::is_page(&response) {
        // Django answers these before a view is reached.
        return response;
    }
    challenge(&gate.view, &mut response);
    let headers = response.headers_mut();
    headers.insert(ALLOW, gate.view.allow.clone());
    headers.extend(gate.view.vary().map(|vary| (VARY, vary)));
    if looked_at_session {
        append_vary_cookie(headers);
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn admit(
    gate: &Gate,
    negotiated: Result<Negotiated, Refusal>,
    request: Request,
    looked_at_session: &mut bool,
) -> Result<Request, ApiError> {
    negotiated?;
    let view = &*gate.view;
    let (mut parts, mut body) = request.into_parts();
    let is_csrf_exempt = view.is_csrf_exempt;
    let mut asked = Asked { parts: &parts, body: &mut body, is_csrf_exempt, looked_at_session: false };
    let caller = authentication::authenticate(&gate.app, &view.authentication, &mut asked).await;
    *looked_at_session = asked.looked_at_session;
    let caller = caller?;
    view.check_permissions(&parts.method, caller.as_ref().map(|caller| &*caller.user))?;
    view.check_method(&parts.method)?;
    if let Some(caller) = caller {
        parts.extensions.insert(caller);
    }
    Ok(Request::from_parts(parts, body))
}

fn negotiated(view: &View, request: &Request) -> Result<Negotiated, Refusal> {
    let (headers, query) = (request.headers(), request.uri().query().unwrap_or_default());
    negotiate(headers, query, &view.renderers).map_err(|cause| match cause {
        NegotiationError::NotAcceptable => Refusal::NotAcceptable,
        NegotiationError::UnknownFormat => Refusal::NotFound,
        NegotiationError::TooManyFields(_) => Refusal::BadRequestPage,
    })
}

/// Without a way to say who one is, a 401 is a 403 (DRF's `handle_exception`).
fn challenge(view: &View, response: &mut Response) {
    if response.status() != StatusCode::UNAUTHORIZED {
        return;
    }
    match &view.challenge {
        Some(challenge) => {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge.clone());
        }
        None => *response.status_mut() = StatusCode::FORBIDDEN,
    }
}

/// Writes a JSON answer anew, with the indentation that `Accept: application/json; indent=4` asks for.
async fn indented(response: Response, indent: u8) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(body) = body.collect().await else { return Refusal::Unavailable.into_response() };
    let body = body.to_bytes();
    let again =
        serde_json::from_slice::<Value>(&body).ok().and_then(|value| render::json_body(&value, Some(indent)).ok());
    forget_length(&mut parts.headers);
    Response::from_parts(parts, again.map_or(Body::from(body), Body::from))
}

fn forget_length(headers: &mut HeaderMap) {
    headers.remove(CONTENT_LENGTH);
}
