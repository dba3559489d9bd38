//! One line per request, with an id that the client sees too.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;
use http::header::HeaderName;
use tracing::Instrument;

use crate::app::App;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id, answers with it, and logs method, path and status. No header, no query and no body is logged:
/// they may hold secrets.
pub(crate) async fn requests(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request_id(&app);
    let span = tracing::info_span!("request", id, method = %request.method(), path = request.uri().path());
    let answered = async {
        let response = next.run(request).await;
        tracing::debug!(status = response.status().as_u16(), "answered");
        response
    };
    let mut response = answered.instrument(span).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn request_id(app: &App) -> String {
    let mut bytes = [0_u8; 8];
    app.ctx().randomness.fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}
