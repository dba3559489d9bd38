//! One connection: its handshake, its requests, its end.

use std::convert::Infallible;
use std::io;
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

use crate::origin::Scheme;
use crate::plain_on_tls;
use crate::reply::Refusal;
use crate::tls::TlsConfig;
use crate::tls_stream::TlsStream;

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
    /// Answers what comes over TCP as it is, until either side has had enough.
    pub(crate) async fn serve_plain(self, stream: TcpStream) {
        self.serve(stream, Scheme::Http).await;
    }

    async fn serve(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, scheme: Scheme) {
        let Self { peer, router, watcher } = self;
        let service = service_fn(move |request| answer(router.clone(), peer, scheme, request));
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
        let handshake = tokio::time::timeout(HANDSHAKE_TIMEOUT, handshake(stream, &tls));
        let done = tokio::select! {
            done = handshake => done,
            _ = stopped.changed() => return,
        };
        match done {
            Ok(Ok(Some(stream))) => self.serve(stream, Scheme::Https).await,
            Ok(Ok(None)) => tracing::debug!("http was spoken where https is"),
            Ok(Err(cause)) => tracing::debug!(%cause, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }
}

/// `None` for a client that speaks http: it has been told.
async fn handshake(stream: TcpStream, tls: &TlsConfig) -> io::Result<Option<TlsStream>> {
    if plain_on_tls::begins(&stream).await? {
        plain_on_tls::refuse(stream).await;
        return Ok(None);
    }
    tls.accept(stream).await.map(Some)
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    scheme: Scheme,
    mut request: hyper::Request<Incoming>,
) -> Result<Response, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    request.extensions_mut().insert(scheme);
    let answered = router.oneshot(request.map(Body::new));
    if let Ok(response) = tokio::time::timeout(REQUEST_TIMEOUT, answered).await {
        return response;
    }
    tracing::warn!("a request was given up after {} seconds", REQUEST_TIMEOUT.as_secs());
    let mut response = Refusal::Unavailable.into_response();
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    Ok(response)
}
