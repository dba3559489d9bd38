//! How long a connection may be idle, in a time that runs on when everybody waits.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use countersign_server::{TlsConfig, Transport, serve};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::support::TestClock;

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n";

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_closed_after_half_a_minute() {
    let mut client = TcpStream::connect(serving(Transport::Plain).await).await.unwrap();
    let started = Instant::now();
    assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
    assert_eq!(started.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_handshake_that_stops_in_the_middle_is_closed_after_ten_seconds() {
    let (transport, _) = tls();
    let address = serving(transport).await;
    for text in [&b""[..], b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET / HTTP/1.1\r\nHo"] {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(text).await.unwrap();
        let started = Instant::now();
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
        assert_eq!(started.elapsed().as_secs(), 10);
    }
}

#[tokio::test(start_paused = true)]
async fn an_idle_tls_connection_is_told_of_its_end_after_half_a_minute() {
    let (transport, trust) = tls();
    let address = serving(transport).await;
    let mut silent = connect(address, trust.clone()).await;
    let mut used = connect(address, trust).await;
    used.write_all(REQUEST).await.unwrap();
    assert!(used.read(&mut [0; 4096]).await.unwrap() > 0);
    let started = Instant::now();
    // Without `close_notify` the end would be an error.
    assert_eq!(silent.read(&mut [0]).await.unwrap(), 0);
    assert_eq!(used.read(&mut [0]).await.unwrap(), 0);
    assert!(started.elapsed() <= Duration::from_secs(31), "{:?}", started.elapsed());
}

/// A server that is there as long as the test's runtime.
async fn serving(transport: Transport) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, transport, Router::new(), std::future::pending()));
    address
}

fn tls() -> (Transport, ClientConfig) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = CertificateDer::from(cert);
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let server = TlsConfig::new(vec![certificate.clone()], key, Arc::new(TestClock::at(1_800_000_000)));
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let client = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    (Transport::Tls(server.unwrap()), client.with_root_certificates(roots).with_no_client_auth())
}

async fn connect(address: SocketAddr, trust: ClientConfig) -> TlsStream<TcpStream> {
    let stream = TcpStream::connect(address).await.unwrap();
    TlsConnector::from(Arc::new(trust)).connect(address.ip().into(), stream).await.unwrap()
}
