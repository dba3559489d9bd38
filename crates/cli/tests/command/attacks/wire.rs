//! Requests of any bytes, and what comes back within a time that is a promise too.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Server;

/// An answer to an attack takes no longer, on a busy machine and without optimisation.
const BOUND: Duration = Duration::from_secs(20);

/// What came back.
#[derive(Debug)]
pub(super) struct Reply {
    /// 0: the connection was closed without an answer.
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) text: String,
}

impl Reply {
    #[track_caller]
    pub(super) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    #[track_caller]
    pub(super) fn expect_one_of(self, statuses: &[u16]) -> Self {
        assert!(statuses.contains(&self.status), "{self:?}");
        self
    }

    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }
}

/// Posts bytes under a content type, or without one.
pub(super) fn post(server: &Server, path: &str, content_type: Option<&str>, body: impl AsRef<[u8]>) -> Reply {
    let content_type = content_type.map(|kind| format!("Content-Type: {kind}\r\n")).unwrap_or_default();
    request(server, "POST", path, &content_type, body)
}

/// Sends a request with further header lines, each with its line end.
pub(super) fn request(server: &Server, method: &str, target: &str, headers: &str, body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n"
    );
    exchange(server.address, &[head.as_bytes(), body].concat())
}

/// Sends bytes on a connection of their own.
fn exchange(server: SocketAddr, bytes: &[u8]) -> Reply {
    let started = Instant::now();
    let mut stream = TcpStream::connect(server).unwrap();
    stream.set_read_timeout(Some(BOUND)).unwrap();
    // The server may have had enough in the middle.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    // A reset after an answer: more was sent than was read.
    let _ = stream.read_to_end(&mut answer);
    assert!(started.elapsed() < BOUND, "no end of the answer within {BOUND:?}");
    let answer = String::from_utf8_lossy(&answer);
    let (head, text) = answer.split_once("\r\n\r\n").unwrap_or_default();
    let status = head.split(' ').nth(1).map_or(0, |status| status.parse().unwrap());
    assert!(status < 500, "{answer}");
    Reply { status, head: head.to_owned(), text: text.to_owned() }
}
