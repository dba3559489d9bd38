//! Connections: accepted, bounded in time, and finished before the process ends.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::connection::Connection;
use crate::tls::TlsConfig;

/// Requests in flight have this long to finish after the signal to stop.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);
/// After an error of `accept` (no file descriptors left, for instance) the next try waits.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What HTTP is spoken over.
#[derive(Debug, Clone)]
pub enum Transport {
    /// TCP as it is: `http://`.
    Plain,
    /// TLS: `https://`.
    Tls(TlsConfig),
}

/// Why serving ended early.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Some requests were still running when the time to finish was over.
    #[error("requests were still running {} seconds after the signal to stop", DRAIN_TIMEOUT.as_secs())]
    Unfinished,
}

/// Serves `router` on `listener` until `stop` completes; then accepts nothing more and finishes what is in flight.
///
/// # Errors
/// [`ServeError::Unfinished`].
pub async fn serve(
    listener: TcpListener,
    transport: Transport,
    router: Router,
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let graceful = GracefulShutdown::new();
    let (accepting, stopped) = watch::channel(());
    let mut stop = std::pin::pin!(stop);
    let mut refused = false;
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                refused = false;
                let connection = Connection { peer, router: router.clone(), watcher: graceful.watcher() };
                take_on(stream, connection, &transport, &stopped);
            }
            Err(cause) => {
                if !refused {
                    tracing::warn!(%cause, "connections are not accepted for now");
                }
                refused = true;
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop((listener, accepting));
    tokio::time::timeout(DRAIN_TIMEOUT, graceful.shutdown()).await.map_err(|_| ServeError::Unfinished)
}

/// Everything that can wait for the client happens in the connection's own task.
fn take_on(stream: TcpStream, connection: Connection, transport: &Transport, stopped: &watch::Receiver<()>) {
    no_delay(&stream, connection.peer);
    match transport {
        Transport::Plain => tokio::spawn(connection.serve_plain(stream)),
        Transport::Tls(tls) => tokio::spawn(connection.serve_tls(stream, tls.clone(), stopped.clone())),
    };
}

fn no_delay(stream: &TcpStream, peer: SocketAddr) {
    if let Err(cause) = stream.set_nodelay(true) {
        tracing::debug!(%cause, %peer, "TCP_NODELAY was not set");
    }
}
