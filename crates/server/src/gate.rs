//! What every request to an endpoint passes, in Django REST framework's order (`APIView.initial`).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use countersign_core::flows::{self, AuthenticateError};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, VARY, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};

use crate::app::App;
use crate::endpoint::{Access, Endpoint, allow_header};
use crate::pages;
use crate::reply::{self, ApiError, Refusal};
use crate::rest::{Negotiated, NegotiationError, Renderer, negotiate, render};

/// The gate of one endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    app: App,
    view: Arc<View>,
}

/// What the gate knows of its endpoint.
#[derive(Debug)]
struct View {
    access: Access,
    methods: Vec<Method>,
    allow: HeaderValue,
    metadata: Value,
}

impl Gate {
    pub(crate) fn new(app: App, endpoint: &Endpoint) -> Self {
        let methods = endpoint.allowed();
        let metadata = json!({
            "name": title(endpoint.name),
            "description": endpoint.description(),
            "renders": ["application/json", "text/html"],
            "parses": ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"],
        });
        let view = View { access: endpoint.access, allow: allow_header(&methods), methods, metadata };
        Self { app, view: Arc::new(view) }
    }
}

/// Lets a request through to its handler, or answers it; either way the answer gets the headers of a DRF view.
pub(crate) async fn pass(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let negotiated = negotiated(&request);
    let indent = negotiated.as_ref().ok().and_then(|negotiated| negotiated.indent);
    let mut response = match admit(&gate, negotiated, &mut request).await {
        Ok(()) if request.method() == Method::OPTIONS => reply::json(StatusCode::OK, &gate.view.metadata),
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    };
    if let Some(indent) = indent {
        response = indented(response, indent).await;
    }
    if pages::is_page(&response) {
        // Django answers these before a view is reached.
        return response;
    }
    let headers = response.headers_mut();
    headers.insert(ALLOW, gate.view.allow.clone());
    headers.insert(VARY, HeaderValue::from_static("Accept"));
    if headers.contains_key(WWW_AUTHENTICATE) {
        headers.insert(WWW_AUTHENTICATE, gate.app.settings().bearer.challenge());
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn admit(gate: &Gate, negotiated: Result<Negotiated, Refusal>, request: &mut Request) -> Result<(), ApiError> {
    negotiated?;
    authenticate(gate, request).await?;
    if !gate.view.methods.contains(request.method()) {
        return Err(Refusal::MethodNotAllowed(request.method().clone()).into());
    }
    Ok(())
}

fn negotiated(request: &Request) -> Result<Negotiated, Refusal> {
    let (headers, query) = (request.headers(), request.uri().query().unwrap_or_default());
    negotiate(headers, query, &Renderer::DEFAULT).map_err(|cause| match cause {
        NegotiationError::NotAcceptable => Refusal::NotAcceptable,
        NegotiationError::UnknownFormat => Refusal::NotFound,
        NegotiationError::TooManyFields(_) => Refusal::BadRequestPage,
    })
}

/// Puts the caller into the request's extensions, if there is one.
async fn authenticate(gate: &Gate, request: &mut Request) -> Result<(), ApiError> {
    if gate.view.access == Access::Anybody {
        return Ok(());
    }
    match gate.app.settings().bearer.read(request.headers())? {
        Some(token) => {
            let caller = flows::authenticate(gate.app.ctx(), &token).await?;
            request.extensions_mut().insert(caller);
            Ok(())
        }
        None if gate.view.access == Access::IsAuthenticated => Err(Refusal::NotAuthenticated.into()),
        None => Ok(()),
    }
}

impl From<AuthenticateError> for ApiError {
    fn from(cause: AuthenticateError) -> Self {
        let refusal = match &cause {
            AuthenticateError::Token(refused) => Refusal::BearerNotValid(refused.detail().into_owned()),
            AuthenticateError::Revoked => Refusal::BearerNotValid("Token is blacklisted".to_owned()),
            AuthenticateError::NoUser => Refusal::NoUserInToken,
            AuthenticateError::UserNotFound => Refusal::UserNotFound,
            AuthenticateError::UserInactive => Refusal::UserInactive,
            AuthenticateError::Store(_) => Refusal::Unavailable,
        };
        Self::new(refusal, cause)
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

/// `token_obtain_pair` → `Token Obtain Pair`, DRF's view name.
fn title(name: &str) -> String {
    let words = name.split('_').map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    });
    words.collect::<Vec<_>>().join(" ")
}
