//! Clients of the TLS port that speak something else, stop in the middle, or go away; and the end of connections.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Client, Deployment, PASSWORD, Server, trusting_file};

const STUCK: usize = 400;
/// What everybody else waits at most.
const PROMPTLY: Duration = Duration::from_secs(2);
/// The beginning of a `ClientHello` that says it has 512 bytes.
const HALF_HELLO: &[u8] = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";

#[test]
fn handshakes_that_are_not_finished_keep_nobody_from_being_answered_and_do_not_hold_up_the_stop() {
    let (deployment, server) = https();
    let texts = [&b""[..], HALF_HELLO, b"GET / HTTP/1.1\r\nHost: a"];
    let stuck: Vec<_> = texts.iter().cycle().take(STUCK).map(|text| stuck(&server, text)).collect();
    let started = Instant::now();
    let mut client = client(&deployment, &server);
    let pair = client.login("alice", PASSWORD).pair();
    client.refresh(&pair.refresh).expect(200);
    assert!(started.elapsed() < PROMPTLY, "{:?}", started.elapsed());
    let started = Instant::now();
    server.stop();
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    drop(stuck);
}

#[test]
fn what_is_no_handshake_is_closed_and_costs_no_line_in_the_log() {
    let (deployment, server) = https();
    let endless = vec![b'\x16'; 1 << 20];
    for nonsense in [&b"\r\n\r\n"[..], b"\x16\x03\x01\xff\xff", b"\x80\x2e\x01\x00\x02", &endless] {
        let mut stream = TcpStream::connect(server.address).unwrap();
        // The server may close before it has read it all.
        let _ = stream.write_all(nonsense);
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said);
        // An alert at most (RFC 8446 §6), and nothing of an answer.
        assert!(said.is_empty() || said[0] == 21, "{said:?}");
    }
    for cut in [&b""[..], HALF_HELLO, b"GET /readyz HTTP/1.1\r\nHo"] {
        TcpStream::connect(server.address).unwrap().write_all(cut).unwrap();
    }
    client(&deployment, &server).get("/readyz").expect(200);
    let log = server.stop();
    assert!(!log.contains("WARN") && !log.contains("ERROR") && !log.contains("INFO"), "{log}");
}

#[test]
fn http_on_the_port_of_https_is_told_where_to_go_and_costs_no_line_in_the_log() {
    let (deployment, server) = https();
    let with_body = "POST /api/token/ HTTP/1.1\r\nHost: a.test:8443\r\nContent-Length: 5\r\n\r\n{\"a\"}";
    for (request, says) in [
        ("GET /readyz HTTP/1.1\r\nHost: a.test:8443\r\n\r\n", "use https://a.test:8443/"),
        (with_body, "use https://a.test:8443/"),
        ("GET / HTTP/1.0\r\n\r\n", "speaks https"),
        ("GET / HTTP/1.1\r\nHost: \"><script>\r\n\r\n", "speaks https"),
    ] {
        let said = said_to(&server, request.as_bytes());
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.") && head.contains(" 400 Bad Request\r\n"), "{said}");
        let head = head.to_ascii_lowercase();
        assert!(head.contains("content-type: text/plain") && head.contains("connection: close"), "{said}");
        assert!(body.contains(says) && !body.contains("script"), "{said}");
    }
    let endless = [&b"GET / HTTP/1.1\r\nX: "[..], &vec![b'a'; 1 << 20]].concat();
    for no_http in [&b"hello\r\n\r\n"[..], b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &endless] {
        assert!(!said_to(&server, no_http).contains(" 200 "));
    }
    client(&deployment, &server).get("/readyz").expect(200);
    let log = server.stop();
    assert!(!log.contains("WARN") && !log.contains("ERROR") && !log.contains("INFO"), "{log}");
}

#[test]
fn a_request_that_was_taken_on_over_tls_is_answered_after_sigterm() {
    let (deployment, server) = https();
    let body = json!({ "username": "alice", "password": PASSWORD }).to_string();
    let mut in_flight: Vec<_> = (0..10).map(|_| client(&deployment, &server)).collect();
    for client in &mut in_flight {
        let head = "POST /api/token/ HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n";
        client.send(&format!("{head}Content-Length: {}\r\nExpect: 100-continue\r\n\r\n", body.len())).unwrap();
        client.expect_continue();
    }
    server.terminate();
    for client in &mut in_flight {
        client.send(&body).unwrap();
        client.answer().unwrap().expect(200);
        client.expect_end();
    }
    let (code, log) = server.ended();
    assert_eq!(code, Some(0), "{log}");
}

#[test]
fn the_server_says_when_it_closes() {
    let (deployment, server) = https();
    let mut asked = client(&deployment, &server);
    asked.send("GET /readyz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").unwrap();
    asked.answer().unwrap().expect(200);
    asked.expect_end();
    let mut idle = client(&deployment, &server);
    idle.get("/readyz").expect(200);
    server.terminate();
    idle.expect_end();
    assert_eq!(server.ended().0, Some(0));
}

fn https() -> (Deployment, Server) {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve_with(&["--tls-self-signed"]);
    (deployment, server)
}

fn client(deployment: &Deployment, server: &Server) -> Client {
    Client::over_tls(server.address, trusting_file(&deployment.path("countersign-cert.pem"))).unwrap()
}

/// Everything that the server says to a client that speaks no TLS, until it closes.
fn said_to(server: &Server, text: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address).unwrap();
    let mut said = Vec::new();
    // The server may close before it has read it all.
    let _ = stream.write_all(text);
    let _ = stream.read_to_end(&mut said);
    String::from_utf8(said).unwrap()
}

/// A client that stops after `text`.
fn stuck(server: &Server, text: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(text).unwrap();
    stream
}
