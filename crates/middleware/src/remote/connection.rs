//! One connection to the issuer, kept open between requests.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CACHE_CONTROL, HOST};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

use super::{ClientCredentials, Endpoint};

/// What a 401 means here.
const NOT_LET_IN: &str =
    "status 401; are id and secret those that `countersign clients create` printed, and not revoked?";

/// Asks one endpoint, and follows no redirect, so that nobody else is asked.
#[derive(Debug)]
pub(super) struct Connection {
    endpoint: Endpoint,
    credentials: Option<ClientCredentials>,
    open: Option<Open>,
}

/// How much of an answer is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// From the first packet to the last byte.
    pub(super) time: Duration,
    /// Of the body (bytes).
    pub(super) length: usize,
}

/// A good answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) body: Bytes,
    pub(super) cache_control: Option<HeaderValue>,
}

#[derive(Debug)]
struct Open {
    sender: SendRequest<Empty<Bytes>>,
    /// Ended with this value.
    _driver: JoinSet<Result<(), hyper::Error>>,
}

impl Connection {
    pub(super) fn new(endpoint: Endpoint, credentials: Option<ClientCredentials>) -> Self {
        Self { endpoint, credentials, open: None }
    }

    /// Asks for the endpoint with `query`, which may be empty; or says why there is no good answer (200), without any of it.
    pub(super) async fn get(&mut self, query: &str, limits: Limits) -> Result<Answer, String> {
        let asked = tokio::time::timeout(limits.time, self.ask(query, limits.length)).await;
        let asked = asked.unwrap_or_else(|_| Err(format!("no answer within {} seconds", limits.time.as_secs())));
        if asked.is_err() {
            self.open = None;
        }
        asked.map_err(|cause| format!("{}: {cause}", self.endpoint.address.authority))
    }

    async fn ask(&mut self, query: &str, length: usize) -> Result<Answer, String> {
        let response = self.sent(query).await?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED => return Err(NOT_LET_IN.to_owned()),
            other => return Err(format!("status {}", other.as_u16())),
        }
        let cache_control = response.headers().get(CACHE_CONTROL).cloned();
        let body = Limited::new(response.into_body(), length).collect().await;
        let body = body.map_err(|_| format!("the answer broke off, or is longer than {length} bytes"))?.to_bytes();
        Ok(Answer { body, cache_control })
    }

    /// Sends over the connection that is open, or a new one where the other side has closed it meanwhile.
    async fn sent(&mut self, query: &str) -> Result<Response<Incoming>, String> {
        if let Some(mut open) = self.open.take()
            && open.sender.ready().await.is_ok()
            && let Ok(response) = open.sender.send_request(self.request(query)?).await
        {
            self.open = Some(open);
            return Ok(response);
        }
        let mut open = Open::connect(&self.endpoint).await?;
        let response = open.sender.send_request(self.request(query)?).await.map_err(|cause| cause.to_string())?;
        self.open = Some(open);
        Ok(response)
    }

    fn request(&self, query: &str) -> Result<Request<Empty<Bytes>>, String> {
        let address = &self.endpoint.address;
        let between = if address.path.contains('?') { "&" } else { "?" };
        let target = if query.is_empty() { address.path.clone() } else { format!("{}{between}{query}", address.path) };
        let mut request = Request::get(target).header(HOST, &address.authority).header(ACCEPT, "application/json");
        if let Some(credentials) = &self.credentials {
            request = request.header(AUTHORIZATION, credentials.header());
        }
        request.body(Empty::new()).map_err(|cause| cause.to_string())
    }
}

impl Open {
    async fn connect(endpoint: &Endpoint) -> Result<Self, String> {
        let address = &endpoint.address;
        let stream = TcpStream::connect((address.host.as_str(), address.port)).await;
        let stream = stream.map_err(|cause| cause.to_string())?;
        stream.set_nodelay(true).map_err(|cause| cause.to_string())?;
        let Some(tls) = &endpoint.tls else { return Self::over(stream).await };
        let name = ServerName::try_from(address.host.clone()).map_err(|cause| cause.to_string())?;
        let stream = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await;
        Self::over(stream.map_err(|cause| cause.to_string())?).await
    }

    async fn over(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Result<Self, String> {
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|cause| cause.to_string())?;
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        Ok(Self { sender, _driver: driver })
    }
}
