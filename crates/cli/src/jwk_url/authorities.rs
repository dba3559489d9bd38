//! Whom a fetch over https trusts.

use std::sync::Arc;

use anyhow::Context;
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};

/// For the address of `setting`: a client that trusts the certificate authorities of the machine (or of `SSL_CERT_FILE` and `SSL_CERT_DIR`).
pub(crate) fn trusting_the_machines_authorities(setting: &str) -> anyhow::Result<Arc<ClientConfig>> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    anyhow::ensure!(
        !roots.is_empty(),
        "{setting}: this machine trusts no certificate authority; install them (package ca-certificates), or name a file \
         of them in SSL_CERT_FILE"
    );
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.context("TLS cannot be set up")?.with_root_certificates(roots).with_no_client_auth();
    Ok(Arc::new(config))
}
