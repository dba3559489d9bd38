//! `jwt.jwk_url`: tokens of another issuer, by keys that are fetched.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::json;

use crate::support::{Deployment, Server, payload};

const SECRET_KEY: &str = "django-insecure-0123456789-abcdefghijklmnop";

/// Somebody who answers every request with the same bytes, and counts them.
fn publisher(answer: String) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (url, asked) = (format!("http://{}/jwks.json", listener.local_addr().unwrap()), Arc::<AtomicUsize>::default());
    let counter = Arc::clone(&asked);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            counter.fetch_add(1, Ordering::SeqCst);
            let _ = stream.read(&mut [0; 4096]).and_then(|_| stream.write_all(answer.as_bytes()));
        }
    });
    (url, asked)
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn trusting(url: &str) -> (Deployment, Server) {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.write("countersign.toml", &format!("[jwt]\njwk_url = \"{url}\"\n"));
    let deployment = deployment.with("SECRET_KEY", SECRET_KEY);
    let server = deployment.serve();
    (deployment, server)
}

#[test]
fn a_token_of_the_other_issuer_opens_the_api_and_is_refreshed_into_one_of_ours() {
    let theirs = Deployment::new().with_users(["alice"]);
    let issuer = theirs.serve();
    let (url, asked) = publisher(ok(&issuer.jwks().to_string()));
    let (_ours, server) = trusting(&url);
    let (alice, client) = (issuer.login("alice"), &mut server.client());
    for _ in 0..3 {
        client.me(&alice.access).expect(200);
    }
    client.post("/api/token/verify/", &json!({ "token": alice.access })).expect(200);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    let next = client.refresh(&alice.refresh).pair();
    assert_ne!(payload(&next.refresh)["sid"], payload(&alice.refresh)["sid"]);
    client.me(&next.access).expect(200);
    issuer.client().me(&next.access).expect_refused("Token is invalid");
    client.me(&server.login("alice").access).expect(200);
}

#[test]
fn keys_that_cannot_be_had_leave_their_tokens_invalid_and_ours_good() {
    let theirs = Deployment::new().with_users(["alice"]);
    let issuer = theirs.serve();
    let (alice, keys) = (issuer.login("alice"), issuer.jwks().to_string());
    let (elsewhere, never) = publisher(ok(&keys));
    let too_large = format!("{}{}", keys.trim_end_matches('}'), format!(",\"x\":\"{}\"}}", "x".repeat(300_000)));
    for answer in [
        format!("HTTP/1.1 302 Found\r\nLocation: {elsewhere}\r\nContent-Length: 0\r\n\r\n"),
        "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n".to_owned(),
        ok(&too_large),
        ok("<html>"),
        ok("{\"keys\":[]}"),
        "nonsense".to_owned(),
    ] {
        let (url, asked) = publisher(answer.clone());
        let (_ours, server) = trusting(&url);
        for _ in 0..2 {
            server.me(&alice.access).expect_refused("Token is invalid");
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1, "{answer:.40}");
        server.me(&server.login("alice").access).expect(200);
    }
    assert_eq!(never.load(Ordering::SeqCst), 0, "a redirect was followed");
}

#[test]
fn nothing_is_fetched_for_tokens_of_ours_or_for_nonsense() {
    let (url, asked) = publisher(ok("{\"keys\":[]}"));
    let (_ours, server) = trusting(&url);
    server.me(&server.login("alice").access).expect(200);
    for nonsense in ["nonsense", "a.b.c", "eyJhbGciOiJub25lIiwia2lkIjoiYSJ9.e30.", "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"] {
        server.me(nonsense).expect_refused("Token is invalid");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn an_address_that_cannot_be_stops_the_start() {
    for url in
        ["other.example.com/jwks.json", "ftp://other.example.com/", "https://someone:hunter2hunter2@other.example.com/"]
    {
        let deployment = Deployment::with_default_settings();
        deployment.write("countersign.toml", &format!("[jwt]\njwk_url = \"{url}\"\n"));
        let message = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
        assert!(message.contains("jwt.jwk_url = ") && message.contains("line 2"), "{message}");
        assert!(message.contains("https://other.example.com/.well-known/jwks.json"), "{message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
}
