//! One connection: its handshake, its requests, its end.

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
use hyper_util::server::graceful::Watcher;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::ServiceExt;

use crate::reply::Refusal;
use crate::tls::TlsConfig;

/// A client has this long to finish the TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// A client has this long to send the head of a request; an idle connection is closed after it.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// A request has this long from its head to its answer.
const REQUEST_TIMEOUT: Duration = Duration::from_mins(1);

/// A connection that was accepted.
pub(crate) struct Connection {
    pub(crate) peer: SocketAddr,
    pub(crate) router: Router,
    pub(crate) watcher: Watcher,
}

impl Connection {
    /// Answers what comes on `stream`, until either side has had enough.
    pub(crate) async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let Self { peer, router, watcher } = self;
        let service = service_fn(move |request| answer(router.clone(), peer, request));
        let served = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service);
        if let Err(cause) = watcher.watch(served).await {
            tracing::debug!(%cause, "a connection ended early");
        }
    }

    /// The same over TLS. A handshake carries no request yet: when `stopped` closes, an unfinished one is not waited for.
    pub(crate) async fn serve_tls(self, stream: TcpStream, tls: TlsConfig, mut stopped: watch::Receiver<()>) {
        let handshake = tokio::time::timeout(HANDSHAKE_TIMEOUT, tls.accept(stream));
        let done = tokio::select! {
            done = handshake => done,
            _ = stopped.changed() => return,
        };
        match done {
            Ok(Ok(stream)) => self.serve(stream).await,
            Ok(Err(cause)) => tracing::debug!(%cause, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }
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
    tracing::warn!("a request was given up after {} seconds", REQUEST_TIMEOUT.as_secs());
    let mut response = Refusal::Unavailable.into_response();
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    Ok(response)
}
