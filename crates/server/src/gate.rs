//! What every request to an endpoint passes, in Django REST framework's order (`APIView.initial`).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use countersign_core::User;
use countersign_core::flows::{Caller, staff};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, VARY, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::address::ClientAddress;
use crate::app::App;
use crate::authentication::{self, Asked};
use crate::endpoint::Endpoint;
use crate::locale;
use crate::pages;
use crate::pages::browsable::{self, Reader};
use crate::permission::{Asking, Rights};
use crate::reply::{self, ApiError, Refusal};
use crate::rest::{Negotiated, NegotiationError, Renderer, negotiate, render};
use crate::throttle;
use crate::view::View;
use crate::web::append_vary_cookie;

/// The gate of one endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    app: App,
    view: Arc<View>,
    /// The endpoint without its gate, for a form that asks for another method than forms can.
    handlers: Arc<MethodRouter>,
}

impl Gate {
    pub(crate) fn new(app: App, endpoint: &Endpoint) -> Self {
        let view = View::new(endpoint, app.settings());
        let handlers = endpoint.methods.clone().with_state(app.clone());
        Self { app, view: Arc::new(view), handlers: Arc::new(handlers) }
    }
}

/// Lets a request through to its handler, or answers it; either way the answer gets the headers of a DRF view.
pub(crate) async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let Negotiated { renderer, indent } = match negotiated(&gate.view, &request) {
        Ok(negotiated) => negotiated,
        Err(refused) => {
            let refused = locale::retold(refused.into_response(), locale::spoken(&gate.app, &request));
            return finished(&gate.view, refused, false);
        }
    };
    if renderer == Renderer::BrowsableApi {
        // Few ask for pages: the others need no room for them.
        return Box::pin(browse(&gate, request, next)).await;
    }
    let catalogue = locale::spoken(&gate.app, &request);
    let (mut parts, mut body) = request.into_parts();
    let Admission { admitted, session_was_asked } = admit(&gate, &mut parts, &mut body).await;
    let response = match admitted {
        Ok(()) if parts.method == Method::OPTIONS => described(&gate, &parts).await,
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(refused) => refused.into_response(),
    };
    let response = locale::retold(response, catalogue);
    let response = match indent {
        Some(indent) => indented(response, indent).await,
        None => response,
    };
    finished(&gate.view, response, session_was_asked)
}

/// The same for people: the answer becomes a page. What a form had to wrap is unwrapped before anything is checked.
async fn browse(gate: &Gate, request: Request, next: Next) -> Response {
    let by_router = request.method().clone();
    let catalogue = locale::spoken(&gate.app, &request);
    let (request, visit) = match browsable::receive(request).await {
        Ok(received) => received,
        Err(refused) => {
            return finished(&gate.view, locale::retold(refused.into_response(), catalogue), false);
        }
    };
    let (mut parts, mut body) = request.into_parts();
    let Admission { admitted, session_was_asked } = admit(gate, &mut parts, &mut body).await;
    let asked = parts.clone();
    let response = match admitted {
        Ok(()) if parts.method == Method::OPTIONS => described(gate, &parts).await,
        Ok(()) if parts.method == by_router => next.run(Request::from_parts(parts, body)).await,
        Ok(()) => by_method(gate, Request::from_parts(parts, body)).await,
        Err(refused) => refused.into_response(),
    };
    let response = finished(&gate.view, locale::retold(response, catalogue), session_was_asked);
    if pages::is_page(&response) {
        return response;
    }
    let reader = Reader::of(&gate.app, &gate.view, &asked).await;
    let mut page = browsable::present(&gate.view.subject, &visit, &reader, gate.app.titles(), response).await;
    reader.remember_secret(&gate.app, &asked, page.headers_mut());
    page
}

/// The handler of a method that the router has not seen.
async fn by_method(gate: &Gate, request: Request) -> Response {
    gate.handlers.as_ref().clone().oneshot(request).await.unwrap_or_else(|never| match never {})
}

/// Gives an answer the headers of its view.
fn finished(view: &View, mut response: Response, session_was_asked: bool) -> Response {
    if pages::is_page(&response) {
        // Django answers these before a view is reached.
        return response;
    }
    challenge(view, &mut response);
    let headers = response.headers_mut();
    headers.insert(ALLOW, view.allow.clone());
    headers.extend(view.vary().map(|vary| (VARY, vary)));
    if session_was_asked {
        append_vary_cookie(headers);
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// What came of the checks.
struct Admission {
    admitted: Result<(), ApiError>,
    /// The answer depends on the session cookie.
    session_was_asked: bool,
}

async fn admit(gate: &Gate, parts: &mut Parts, body: &mut Body) -> Admission {
    let view = &*gate.view;
    if view.is_for_services {
        let known = Box::pin(authentication::authenticate_client(&gate.app, &parts.headers)).await;
        let admitted = match known {
            Ok(()) => check(gate, parts, None).await,
            Err(refused) => Err(refused),
        };
        return Admission { admitted, session_was_asked: false };
    }
    let is_csrf_exempt = view.is_csrf_exempt;
    let mut asked = Asked { parts, body, is_csrf_exempt, looked_at_session: false };
    let caller = authentication::authenticate(&gate.app, &view.authentication, &mut asked).await;
    let session_was_asked = asked.looked_at_session;
    let admitted = match caller {
        Ok(caller) => check(gate, parts, caller).await,
        Err(refused) => Err(refused),
    };
    Admission { admitted, session_was_asked }
}

/// Puts the caller, if there is one, into the request's extensions, even where they may not do what they ask for.
async fn check(gate: &Gate, parts: &mut Parts, caller: Option<Caller>) -> Result<(), ApiError> {
    let view = &*gate.view;
    let user = caller.as_ref().map(|caller| Arc::clone(&caller.user));
    if let Some(caller) = caller {
        parts.extensions.insert(caller);
    }
    if let Some(parsers) = view.parsers {
        parts.extensions.insert(parsers);
    }
    let rights = match view.table {
        Some(subject) => Some(rights(gate, parts, subject).await?),
        None => None,
    };
    let asking = Asking { method: &parts.method, user: user.as_deref(), rights: rights.as_ref() };
    let permitted = view.check_permissions(&gate.app.ctx().user_table, asking);
    if let Some(rights) = rights {
        parts.extensions.insert(rights);
    }
    permitted?;
    check_throttles(gate, parts, user.as_deref()).await?;
    view.check_method(&parts.method)?;
    Ok(())
}

/// What the caller may do, as the database has it now: a user who is remembered, or a token, may be from before.
async fn rights(gate: &Gate, parts: &Parts, subject: staff::Subject) -> Result<Rights, ApiError> {
    let actor = match parts.extensions.get::<Caller>() {
        Some(caller) => staff::actor(gate.app.ctx(), caller).await?,
        None => None,
    };
    Ok(Rights { subject, actor })
}

/// The answer to `OPTIONS`.
async fn described(gate: &Gate, parts: &Parts) -> Response {
    let (view, users) = (&*gate.view, &gate.app.ctx().user_table);
    let user = parts.extensions.get::<Caller>().map(|caller| &*caller.user);
    let mut permitted = view.permitted(users, user, parts.extensions.get());
    if view.table.is_some() && permitted.contains(&Method::PUT) {
        let mut show = Request::from_parts(parts.clone(), Body::empty());
        *show.method_mut() = Method::GET;
        let shown = by_method(gate, show).await;
        if shown.status().is_server_error() {
            return shown;
        }
        // As in DRF, nothing is said of how to change what is not there.
        permitted.retain(|method| method != Method::PUT || shown.status() != StatusCode::NOT_FOUND);
    }
    reply::json(StatusCode::OK, &view.metadata_for(&permitted))
}

async fn check_throttles(gate: &Gate, parts: &mut Parts, user: Option<&User>) -> Result<(), Refusal> {
    if gate.view.throttles.is_empty() {
        return Ok(());
    }
    let address = ClientAddress::of(&gate.app, &parts.extensions, &parts.headers);
    parts.extensions.insert(address);
    throttle::check(&gate.app, &gate.view.throttles, user, address.0).await
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
