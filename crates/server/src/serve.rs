//! Connections: accepted, bounded in time, and finished before the process ends.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::CONNECTION;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use crate::reply::Refusal;

/// A client has this long to send the head of a request; an idle connection is closed after it.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// A request has this long from its head to its answer.
const REQUEST_TIMEOUT: Duration = Duration::from_mins(1);
/// Requests in flight have this long to finish after the signal to stop.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);
/// After an error of `accept` (no file descriptors left, for instance) the next try waits.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Why serving ended early.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Some requests were still running when the time to finish was over.
    #[error("requests were still running {} seconds after the signal to stop", DRAIN_TIMEOUT.as_secs())]
    Unfinished,
}

/// Serves `router` on `listener` until `stop` completes; then accepts nothing more and finishes what is in flight.
///
/// # Errors
/// [`ServeError::Unfinished`].
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) -> Result<(), ServeError> {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    let mut refused = false;
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                refused = false;
                connection(stream, peer, router.clone(), &graceful);
            }
            Err(cause) => {
                if !refused {
                    tracing::warn!(%cause, "connections are not accepted for now");
                }
                refused = true;
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    tokio::time::timeout(DRAIN_TIMEOUT, graceful.shutdown()).await.map_err(|_| ServeError::Unfinished)
}

fn connection(stream: TcpStream, peer: SocketAddr, router: Router, graceful: &GracefulShutdown) {
    if let Err(cause) = stream.set_nodelay(true) {
        tracing::debug!(%cause, "TCP_NODELAY was not set");
    }
    let service = service_fn(move |request| answer(router.clone(), peer, request));
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service);
    let watched = graceful.watch(served);
    tokio::spawn(async move {
        if let Err(cause) = watched.await {
            tracing::debug!(%cause, "a connection ended early");
        }
    });
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    mut request: hyper::Request<Incoming>,
) -> Result<Response, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    let answered = router.oneshot(request.map(Body::new));
    if let Ok(response) = tokio::time::timeout(REQUEST_TIMEOUT, answered).await {
        return response;
    }
    let mut response = Refusal::Unavailable.into_response();
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    Ok(response)
}
