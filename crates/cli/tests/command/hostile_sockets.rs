//! Clients that hold connections and send nothing, or next to nothing.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::support::{Client, Deployment, PASSWORD, Server};

const IDLE: usize = 400;
const SLOW: usize = 50;
/// What everybody else waits at most.
const PROMPTLY: Duration = Duration::from_secs(2);

#[test]
fn idle_and_slow_clients_do_not_keep_another_from_being_answered() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let idle: Vec<_> = (0..IDLE).map(|_| stuck(&server, "")).collect();
    let mut slow: Vec<_> = (0..SLOW).map(|_| stuck(&server, HEAD)).collect();
    slow.extend((0..SLOW).map(|_| stuck(&server, BODY)));
    let mut slowest = Duration::ZERO;
    for _ in 0..10 {
        for stream in &mut slow {
            stream.write_all(b"a").unwrap();
        }
        slowest = slowest.max(a_whole_visit(&server));
    }
    println!("{IDLE} idle, {} slow clients: the slowest visit took {slowest:?}", 2 * SLOW);
    assert!(slowest < PROMPTLY, "{slowest:?}");
    drop((idle, slow));
}

#[test]
fn a_connection_that_says_nothing_sensible_is_answered_with_a_4xx_or_closed() {
    let deployment = Deployment::new();
    let server = deployment.serve();
    let long_header = format!("GET / HTTP/1.1\r\nHost: test\r\nX: {}\r\n\r\n", "x".repeat(1 << 20));
    let many_headers = format!("GET / HTTP/1.1\r\nHost: test\r\n{}\r\n", "X: y\r\n".repeat(10_000));
    let long_line = format!("GET /{} HTTP/1.1\r\nHost: test\r\n\r\n", "x".repeat(1 << 20));
    for nonsense in ["\r\n\r\nnonsense\r\n\r\n", "\x16\x03\x01\x02\x00\x01", &long_header, &many_headers, &long_line] {
        let mut client = Client::connect(server.address).unwrap();
        // The server may close before it has read it all.
        let answer = client.send(nonsense).and_then(|()| client.answer());
        assert!(answer.is_err() || answer.is_ok_and(|answer| (400..500).contains(&answer.status)));
    }
    server.client().get("/healthz").expect(200);
}

const HEAD: &str = "POST /api/token/ HTTP/1.1\r\nHost: test\r\nX-Slow: ";
const BODY: &str =
    "POST /api/token/ HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{";

/// A client that stops in the middle of `text`.
fn stuck(server: &Server, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

/// Somebody comes, logs in, calls and refreshes.
fn a_whole_visit(server: &Server) -> Duration {
    let started = Instant::now();
    let mut client = server.client();
    let pair = client.login("alice", PASSWORD).pair();
    client.me(&pair.access).expect(200);
    client.refresh(&pair.refresh).expect(200);
    started.elapsed()
}

#[test]
fn a_body_that_says_it_will_be_too_large_is_refused_before_it_comes() {
    let deployment = Deployment::new();
    let server = deployment.serve();
    let mut socket = TcpStream::connect(server.address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let head = "POST /api/token/ HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n{";
    socket.write_all(head.as_bytes()).unwrap();
    let mut status = [0; 12];
    socket.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 400");
}
