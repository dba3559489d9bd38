//! What a client trusts.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ALL_VERSIONS, ClientConfig, RootCertStore, SupportedProtocolVersion};

/// A client that checks names and dates, and trusts the certificates of a PEM text and nothing else.
pub(crate) fn trusting(pem: &str) -> ClientConfig {
    trusting_in(ALL_VERSIONS, pem)
}

/// The same, in these versions of TLS.
pub(crate) fn trusting_in(versions: &[&'static SupportedProtocolVersion], pem: &str) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        roots.add(root.unwrap()).unwrap();
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    config.with_protocol_versions(versions).unwrap().with_root_certificates(roots).with_no_client_auth()
}

/// The same, of a file.
pub(crate) fn trusting_file(path: &Path) -> ClientConfig {
    trusting(&std::fs::read_to_string(path).unwrap())
}
