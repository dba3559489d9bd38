//! TLS: which versions and protocols are spoken, and with what certificate.

use std::io;
use std::sync::Arc;

use countersign_core::Clock;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{Error, InconsistentKeys, ServerConfig};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::tls_stream::TlsStream;

/// The one protocol of the server (RFC 7301 §6).
const ALPN: &[u8] = b"http/1.1";

/// TLS 1.2 and 1.3 under one certificate. No early data, which could be replayed (RFC 8446 §8).
#[derive(Debug, Clone)]
pub struct TlsConfig(Arc<ServerConfig>);

/// Why certificate and key cannot be served with.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The key is another one's.
    #[error("the key does not belong to the certificate")]
    KeyMismatch,
    /// The certificate is none, as far as it was looked at.
    #[error("the certificate is malformed")]
    Certificate(#[source] Error),
    /// The key is malformed, or of a kind or size that is not served with.
    #[error(
        "the key is none that TLS is served with: RSA of 2048 to 8192 bits, ECDSA on P-256, P-384 or P-521, Ed25519"
    )]
    Key(#[source] Error),
}

impl TlsConfig {
    /// With the server's own certificate first in `chain`, and the private key that it was made for.
    ///
    /// # Errors
    /// [`TlsError`]; none of its variants holds a part of the key.
    pub fn new(
        chain: Vec<CertificateDer<'static>>,
        key: PrivateKeyDer<'static>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, TlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_details(provider, Arc::new(Time(clock)))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Key)?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![ALPN.to_vec()];
        Ok(Self(Arc::new(config)))
    }

    /// The server's half of the handshake.
    pub(crate) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream> {
        TlsAcceptor::from(Arc::clone(&self.0)).accept(stream).await.map(TlsStream)
    }
}

impl From<Error> for TlsError {
    fn from(cause: Error) -> Self {
        if matches!(cause, Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) {
            Self::KeyMismatch
        } else if matches!(cause, Error::InvalidCertificate(_) | Error::NoCertificatesPresented) {
            Self::Certificate(cause)
        } else {
            Self::Key(cause)
        }
    }
}

/// The clock that is handed in, as rustls asks for it.
#[derive(Debug)]
struct Time(Arc<dyn Clock>);

impl TimeProvider for Time {
    fn current_time(&self) -> Option<UnixTime> {
        let micros = u64::try_from(self.0.now().micros()).ok()?;
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_micros(micros)))
    }
}
