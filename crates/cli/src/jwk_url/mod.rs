//! `jwt.jwk_url`: fetches the keys of another issuer.

mod address;
mod authorities;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use countersign_core::keys::{JwksSource, JwksUnavailable};
use http::header::{ACCEPT, HOST};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

pub(crate) use address::Address;
pub(crate) use authorities::trusting_the_machines_authorities;

/// From the first packet to the last byte.
const TIMEOUT: Duration = Duration::from_secs(5);
/// More bytes than a key set has.
const LARGEST: usize = 256 * 1024;

/// Fetches from one address and follows no redirect, so that nobody else is asked for keys.
#[derive(Debug)]
pub(crate) struct JwkUrl {
    address: Address,
    tls: Option<Arc<ClientConfig>>,
}

impl JwkUrl {
    /// `tls` is needed where the address is one of https.
    pub(crate) fn new(address: Address, tls: Option<Arc<ClientConfig>>) -> Self {
        Self { address, tls }
    }

    async fn ask(&self) -> Result<String, String> {
        let Address { host, port, .. } = &self.address;
        let stream = TcpStream::connect((host.as_str(), *port)).await.map_err(|cause| cause.to_string())?;
        let Some(tls) = &self.tls else { return self.ask_over(stream).await };
        let name = ServerName::try_from(host.clone()).map_err(|cause| cause.to_string())?;
        let stream = TlsConnector::from(Arc::clone(tls)).connect(name, stream).await;
        self.ask_over(stream.map_err(|cause| cause.to_string())?).await
    }

    async fn ask_over(&self, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Result<String, String> {
        let request =
            Request::get(&self.address.path).header(HOST, &self.address.authority).header(ACCEPT, "application/json");
        let request = request.body(Empty::<Bytes>::new()).map_err(|cause| cause.to_string())?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|cause| cause.to_string())?;
        // Ended with this function, at the time limit too.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let answer = sender.send_request(request).await.map_err(|cause| cause.to_string())?;
        if answer.status() != StatusCode::OK {
            return Err(format!("status {}", answer.status().as_u16()));
        }
        let body = Limited::new(answer.into_body(), LARGEST).collect().await.map_err(|cause| cause.to_string())?;
        String::from_utf8(body.to_bytes().into()).map_err(|cause| cause.to_string())
    }
}

#[async_trait]
impl JwksSource for JwkUrl {
    async fn fetch(&self) -> Result<String, JwksUnavailable> {
        let asked = tokio::time::timeout(TIMEOUT, self.ask()).await;
        let asked = asked.unwrap_or_else(|_| Err(format!("no answer within {} seconds", TIMEOUT.as_secs())));
        asked.map_err(|cause| JwksUnavailable(format!("{}: {cause}", self.address.authority)))
    }
}
