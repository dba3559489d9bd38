//! One request, and what its answer says.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::header::HOST;
use http::{Request, StatusCode};
use http_body_util::Empty;
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, Error};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::pin;

/// Whom to ask, and by which certificate to know them.
pub(super) struct Target {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) path: String,
    pub(super) trusted: Option<CertificateDer<'static>>,
}

/// Why the server is not ready.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unhealthy {
    /// Nobody is there.
    #[error("not listening ({0}); is the server started, and on this address?")]
    NotListening(io::Error),
    /// Somebody is there whom we do not trust.
    #[error("certificate refused: {0}")]
    Certificate(String),
    /// Somebody is there who speaks something else.
    #[error("no TLS is spoken there ({0}); does the server have the same [tls] settings?")]
    Tls(io::Error),
    /// Or nothing that can be understood.
    #[error("no HTTP answer ({0}); does the server have the same [tls] settings?")]
    Http(hyper::Error),
    /// It speaks https.
    #[error("status 400: is https spoken there, and not http? Give the server's [tls] settings or --tls-… options")]
    SpeaksTls,
    /// The server says no.
    #[error("not ready: status {}", .0.as_u16())]
    Status(StatusCode),
    /// It says nothing.
    #[error("time-out: no answer within {0} seconds")]
    TimeOut(u64),
    /// The request could not be made.
    #[error("the request cannot be made: {0}")]
    Request(String),
}

/// Asks the server.
pub(super) async fn ready(target: &Target) -> Result<(), Unhealthy> {
    let stream = TcpStream::connect((target.host.as_str(), target.port)).await.map_err(Unhealthy::NotListening)?;
    let status = match &target.trusted {
        None => status(stream, target).await?,
        Some(trusted) => {
            let config = pin::client(trusted.clone()).map_err(|cause| Unhealthy::Request(cause.to_string()))?;
            let name =
                ServerName::try_from(target.host.clone()).map_err(|cause| Unhealthy::Request(cause.to_string()))?;
            let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(handshake)?;
            status(stream, target).await?
        }
    };
    match status {
        StatusCode::OK => Ok(()),
        StatusCode::BAD_REQUEST if target.trusted.is_none() => Err(Unhealthy::SpeaksTls),
        _ => Err(Unhealthy::Status(status)),
    }
}

fn handshake(cause: io::Error) -> Unhealthy {
    let refused = cause.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match refused {
        Some(Error::InvalidCertificate(CertificateError::Other(why))) => Unhealthy::Certificate(why.0.to_string()),
        Some(Error::InvalidCertificate(why)) => Unhealthy::Certificate(why.to_string()),
        _ => Unhealthy::Tls(cause),
    }
}

async fn status(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    target: &Target,
) -> Result<StatusCode, Unhealthy> {
    let host = if target.host.contains(':') { format!("[{}]", target.host) } else { target.host.clone() };
    let request = Request::get(&target.path)
        .header(HOST, format!("{host}:{}", target.port))
        .body(Empty::<Bytes>::new())
        .map_err(|cause| Unhealthy::Request(cause.to_string()))?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(Unhealthy::Http)?;
    let driver = tokio::spawn(connection);
    let answered = sender.send_request(request).await.map_err(Unhealthy::Http);
    driver.abort();
    Ok(answered?.status())
}
