//! An issuer over https.

use std::sync::Arc;

use countersign::remote::{Endpoint, RemoteKeys};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::support::issuer;

/// Answers every request with one key; its port, and its certificate in PEM.
async fn https() -> (u16, String) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    let (acceptor, listener) = (TlsAcceptor::from(Arc::new(config)), TcpListener::bind("localhost:0").await.unwrap());
    let port = listener.local_addr().unwrap().port();
    let keys = serde_json::json!({ "keys": [issuer("a").key().verifying_key().to_jwk()] }).to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{keys}", keys.len());
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (port, cert.pem())
}

#[tokio::test]
async fn an_issuer_is_asked_whose_authority_is_trusted_and_no_other() {
    let ((port, certificate), (_, another)) = (https().await, https().await);
    let keys = async |pem: &str| {
        let url = format!("https://localhost:{port}/jwks.json");
        let keys = RemoteKeys::follow(Endpoint::with_roots(&url, pem.as_bytes()).unwrap());
        let loaded = tokio::time::timeout(std::time::Duration::from_secs(2), keys.loaded());
        loaded.await.is_ok()
    };
    assert!(keys(&certificate).await);
    assert!(!keys(&another).await);
}
