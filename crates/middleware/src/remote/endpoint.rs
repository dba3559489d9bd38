//! What is fetched, and whom to trust for it.

use std::fmt;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use super::address::Address;

/// An address of the issuer, and the authorities that vouch for its host. Cheap to clone.
///
/// Plain `http` is taken for this machine alone (`localhost`, `127.0.0.0/8`, `::1`): whoever could change an answer on its way
/// could hand in keys of their own. No redirect is followed.
///
/// ```
/// use countersign::remote::{Endpoint, EndpointError};
///
/// assert!(Endpoint::new("http://127.0.0.1:8000/.well-known/jwks.json").is_ok());
/// assert_eq!(Endpoint::new("http://accounts.example/").unwrap_err(), EndpointError::PlainHttp);
/// assert_eq!(Endpoint::new("accounts.example").unwrap_err(), EndpointError::Address);
/// ```
#[derive(Clone)]
pub struct Endpoint {
    pub(super) address: Arc<Address>,
    /// `None`: plain http.
    pub(super) tls: Option<Arc<ClientConfig>>,
}

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// It is no whole address of `https` or `http`, or has a password in it.
    #[error("expected an address such as https://accounts.example/.well-known/jwks.json, without a password in it")]
    Address,
    /// It is plain `http`, and leaves this machine.
    #[error(
        "plain http can be changed on its way; use https, or Endpoint::over_plain_http where the network is trusted"
    )]
    PlainHttp,
    /// This machine trusts no certificate authority.
    #[error(
        "this machine trusts no certificate authority; install them (package ca-certificates), or give them to \
         Endpoint::with_roots"
    )]
    NoAuthorities,
    /// The text holds no certificate, or one that cannot be read.
    #[error("expected certificates in PEM, -----BEGIN CERTIFICATE-----")]
    Certificate,
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

impl Endpoint {
    /// Trusts the certificate authorities of this machine (or of `SSL_CERT_FILE` and `SSL_CERT_DIR`).
    ///
    /// # Errors
    /// See [`EndpointError`].
    pub fn new(url: &str) -> Result<Self, EndpointError> {
        let address = Address::parse(url).ok_or(EndpointError::Address)?;
        if !address.is_https {
            return if address.is_loopback() { Ok(Self::plain(address)) } else { Err(EndpointError::PlainHttp) };
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Self::trusting(address, roots)
    }

    /// Trusts these certificate authorities (PEM) and no others.
    ///
    /// # Errors
    /// See [`EndpointError`].
    ///
    /// ```
    /// use countersign::remote::{Endpoint, EndpointError};
    ///
    /// let refused = Endpoint::with_roots("https://accounts.example/", b"no certificate");
    /// assert_eq!(refused.unwrap_err(), EndpointError::Certificate);
    /// ```
    pub fn with_roots(url: &str, pem: &[u8]) -> Result<Self, EndpointError> {
        let address = Address::parse(url).ok_or(EndpointError::Address)?;
        if !address.is_https {
            return Err(EndpointError::PlainHttp);
        }
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|_| EndpointError::Certificate)?;
            roots.add(certificate).map_err(|_| EndpointError::Certificate)?;
        }
        if roots.is_empty() {
            return Err(EndpointError::Certificate);
        }
        Self::trusting(address, roots)
    }

    /// Takes plain `http` to any host: for a network in which nobody else can listen or answer.
    ///
    /// # Errors
    /// [`EndpointError::Address`].
    ///
    /// ```
    /// use countersign::remote::Endpoint;
    ///
    /// let feed = Endpoint::over_plain_http("http://accounts.internal:8000/api/revocations/")?;
    /// # Ok::<(), countersign::remote::EndpointError>(())
    /// ```
    pub fn over_plain_http(url: &str) -> Result<Self, EndpointError> {
        match Address::parse(url) {
            Some(address) if !address.is_https => Ok(Self::plain(address)),
            Some(_) | None => Err(EndpointError::Address),
        }
    }

    fn plain(address: Address) -> Self {
        Self { address: Arc::new(address), tls: None }
    }

    fn trusting(address: Address, roots: RootCertStore) -> Result<Self, EndpointError> {
        if roots.is_empty() {
            return Err(EndpointError::NoAuthorities);
        }
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map_err(|cause| EndpointError::Tls(cause.to_string()))?;
        let config = config.with_root_certificates(roots).with_no_client_auth();
        Ok(Self { address: Arc::new(address), tls: Some(Arc::new(config)) })
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Endpoint").field(&self.address).finish()
    }
}
