//! Trust in one certificate, to the byte.

use std::sync::Arc;

use countersign_core::Clock;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme};

use crate::platform::SystemClock;
use crate::tls::{UntimelyCertificate, check_dates, unix_time};

/// A client that talks to the holder of `trusted`, and to nobody else.
pub(super) fn client(trusted: CertificateDer<'static>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let verifier = Arc::new(Pinned { trusted, algorithms });
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

/// Why the server's certificate is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// It is another one than the configured file holds.
    #[error("it is not the one in the configured file; a server shows a renewed one after a restart")]
    Another,
    /// It is the right one, at the wrong time.
    #[error(transparent)]
    Untimely(#[from] UntimelyCertificate),
}

/// Compares whole certificates: names and issuers have nothing to add. The handshake's signature is checked as ever.
#[derive(Debug)]
struct Pinned {
    trusted: CertificateDer<'static>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let refuse = |cause| Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(cause))));
        if *end_entity != self.trusted {
            return Err(refuse(Refused::Another));
        }
        check_dates(end_entity, unix_time(SystemClock.now())).map_err(|cause| refuse(cause.into()))?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
