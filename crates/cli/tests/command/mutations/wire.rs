//! Bytes to a socket, and what comes back.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// Whoever has not been answered by then has sent too little.
const ANSWERED_IN: Duration = Duration::from_millis(50);
/// After the client's end of the connection is closed, the server's must be soon.
const CLOSED_IN: Duration = Duration::from_secs(20);

/// What became of a request.
pub(super) enum Outcome {
    /// The statuses of its answers.
    Answered(Vec<u16>),
    /// The server closed the connection.
    Closed,
    /// The server did nothing.
    Hung,
}

/// Sends `bytes` on a connection of their own. A request that wants more than it brings is cut off.
pub(super) fn send(server: SocketAddr, bytes: &[u8]) -> Outcome {
    let mut stream = TcpStream::connect(server).unwrap();
    stream.set_nodelay(true).unwrap();
    // The server may have had enough in the middle.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    if !read(&mut stream, &mut answer, ANSWERED_IN) {
        let _ = stream.shutdown(Shutdown::Write);
        if !read(&mut stream, &mut answer, CLOSED_IN) {
            return Outcome::Hung;
        }
    }
    let statuses = statuses(&answer);
    if statuses.is_empty() { Outcome::Closed } else { Outcome::Answered(statuses) }
}

/// Reads to the end; `false` if nothing comes for so long.
fn read(stream: &mut TcpStream, answer: &mut Vec<u8>, patience: Duration) -> bool {
    stream.set_read_timeout(Some(patience)).unwrap();
    match stream.read_to_end(answer) {
        Ok(_) => true,
        Err(cause) => !matches!(cause.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

/// Every status line; no body of ours has one.
fn statuses(answer: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(answer);
    let lines = text.split("HTTP/1.").skip(1);
    lines.filter_map(|rest| rest.get(2..5)?.parse().ok()).collect()
}
