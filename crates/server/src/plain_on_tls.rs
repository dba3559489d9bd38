//! A client that speaks http to the port of https is told so, in words that it understands.

use std::convert::Infallible;
use std::io;

use axum::body::Body;
use http::header::{CONNECTION, CONTENT_TYPE, HOST};
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::origin::is_plain_host;

/// Whether the client begins with a letter, as every method of HTTP does (RFC 9110 §9.1) and no record of TLS
/// (RFC 8446 §5.1). Nothing is taken from the stream.
pub(crate) async fn begins(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0];
    let count = stream.peek(&mut first).await?;
    Ok(count == 1 && first[0].is_ascii_alphabetic())
}

/// Reads the head of one request and answers it. How long it may take is the caller's to bound.
pub(crate) async fn refuse(stream: TcpStream) {
    let service = service_fn(async |request| Ok::<_, Infallible>(refusal(&request)));
    let served = hyper::server::conn::http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(cause) = served {
        tracing::debug!(%cause, "what came in place of a TLS handshake was no HTTP either");
    }
}

fn refusal(request: &Request<Incoming>) -> Response<Body> {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).filter(|host| is_plain_host(host));
    let mend = host.map(|host| format!(": use https://{host}/")).unwrap_or_default();
    let mut response = Response::new(Body::from(format!("This port speaks https, and not http{mend}\n")));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
