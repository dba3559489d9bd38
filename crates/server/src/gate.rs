//! What every request to an endpoint passes, in Django REST framework's order (`APIView.initial`).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use countersign_core::flows::{self, AuthenticateError, Caller};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_LENGTH, VARY};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::app::App;
use crate::bearer;
use crate::endpoint::{Access, Endpoint, allow_header};
use crate::metadata;
use crate::pages;
use crate::pages::browsable::{self, Reader, Subject};
use crate::reply::{self, ApiError, Refusal};
use crate::rest::{Negotiated, NegotiationError, Renderer, negotiate, render};

/// The gate of one endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    app: App,
    view: Arc<View>,
    /// The endpoint without its gate, for forms that ask for another method than a form can.
    handlers: MethodRouter,
}

/// What the gate knows of its endpoint.
#[derive(Debug)]
struct View {
    access: Access,
    methods: Vec<Method>,
    allow: HeaderValue,
    metadata: Value,
    subject: Subject,
}

impl Gate {
    pub(crate) fn new(app: App, endpoint: &Endpoint) -> Self {
        let methods = endpoint.allowed();
        let renders = ["application/json", "text/html"];
        let parses = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
        let metadata = metadata::of(endpoint, &renders, &parses);
        let view = View {
            access: endpoint.access,
            allow: allow_header(&methods),
            methods,
            metadata,
            subject: Subject::new(endpoint),
        };
        let handlers = endpoint.methods.clone().with_state(app.clone());
        Self { app, view: Arc::new(view), handlers }
    }
}

/// Lets a request through to its handler, or answers it; either way the answer gets the headers of a DRF view.
pub(crate) async fn pass(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let negotiated = negotiated(&request);
    if negotiated.as_ref().is_ok_and(|negotiated| negotiated.renderer == Renderer::BrowsableApi) {
        return browse(&gate, request, next).await;
    }
    let indent = negotiated.as_ref().ok().and_then(|negotiated| negotiated.indent);
    let admitted = match negotiated {
        Ok(_) => admit(&gate, &mut request).await,
        Err(refused) => Err(refused.into()),
    };
    let mut response = match admitted {
        Ok(()) if request.method() == Method::OPTIONS => reply::json(StatusCode::OK, &gate.view.metadata),
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    };
    if let Some(indent) = indent {
        response = indented(response, indent).await;
    }
    with_view_headers(&gate, response)
}

/// The same for people: the answer as a page. What a form had to wrap is unwrapped before anything is checked.
async fn browse(gate: &Gate, request: Request, next: Next) -> Response {
    let asked = request.method().clone();
    let (mut request, visit) = match browsable::receive(request).await {
        Ok(received) => received,
        Err(refused) => return with_view_headers(gate, refused.into_response()),
    };
    let admitted = admit(gate, &mut request).await;
    let caller = request.extensions().get::<Caller>();
    let reader = Reader {
        username: caller.map(|caller| caller.user.username.clone()),
        csrf_token: None,
        may: if caller.is_some() || gate.view.access != Access::IsAuthenticated {
            gate.view.methods.clone()
        } else {
            Vec::new()
        },
    };
    let response = match admitted {
        Ok(()) if request.method() == Method::OPTIONS => reply::json(StatusCode::OK, &gate.view.metadata),
        Ok(()) if *request.method() == asked => next.run(request).await,
        Ok(()) => gate.handlers.clone().oneshot(request).await.unwrap_or_else(|never| match never {}),
        Err(refused) => refused.into_response(),
    };
    let response = with_view_headers(gate, response);
    if pages::is_page(&response) {
        return response;
    }
    browsable::present(&gate.view.subject, &visit, &reader, gate.app.titles(), response).await
}

fn with_view_headers(gate: &Gate, mut response: Response) -> Response {
    if pages::is_page(&response) {
        // Django answers these before a view is reached.
        return response;
    }
    let headers = response.headers_mut();
    headers.insert(ALLOW, gate.view.allow.clone());
    headers.insert(VARY, HeaderValue::from_static("Accept"));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn admit(gate: &Gate, request: &mut Request) -> Result<(), ApiError> {
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
    match bearer::read(request.headers())? {
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
