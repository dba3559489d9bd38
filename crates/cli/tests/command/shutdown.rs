//! SIGTERM while requests are in flight.

use std::sync::mpsc;
use std::thread;

use serde_json::json;

use crate::support::{Client, Deployment, PASSWORD, Server};

#[test]
fn every_request_that_was_taken_on_is_answered_after_sigterm() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let tokens: Vec<_> = (0..20).map(|_| server.login("alice").refresh).collect();
    let login = json!({ "username": "alice", "password": PASSWORD }).to_string();
    let logins = (0..20).map(|_| Waiting::taken_on(&server, "/api/token/", login.clone()));
    let refreshes = tokens.iter().map(|token| json!({ "refresh": token }).to_string());
    let refreshes = refreshes.map(|body| Waiting::taken_on(&server, "/api/token/refresh/", body));
    let in_flight: Vec<_> = logins.chain(refreshes).collect();
    server.terminate();
    let pairs: Vec<_> = in_flight.into_iter().map(|waiting| waiting.finish().pair()).collect();
    let (code, log) = server.ended();
    assert_eq!((code, log.trim_end().ends_with("countersign: stopped")), (Some(0), true), "{log}");
    let server = deployment.serve();
    for pair in pairs {
        server.refresh(&pair.refresh).expect(200);
    }
}

#[test]
fn nothing_acknowledged_is_lost_by_a_stop_under_load() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let (answered, hears) = mpsc::channel();
    let clients: Vec<_> = (0..8)
        .map(|_| {
            let (mut client, mut newest) = (server.client(), server.login("alice").refresh);
            let answered = answered.clone();
            thread::spawn(move || {
                while let Ok(answer) = client.try_refresh(&newest) {
                    newest = answer.pair().refresh;
                    let _ = answered.send(());
                }
                newest
            })
        })
        .collect();
    assert_eq!(hears.iter().take(100).count(), 100);
    server.stop();
    let server = deployment.serve();
    for client in clients {
        server.refresh(&client.join().unwrap()).expect(200);
    }
}

#[test]
fn idle_connections_do_not_hold_up_the_stop() {
    let deployment = Deployment::new();
    let server = deployment.serve();
    let silent: Vec<_> = (0..20).map(|_| server.client()).collect();
    let mut used = server.client();
    used.get("/healthz").expect(200);
    let started = std::time::Instant::now();
    server.stop();
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    drop((silent, used));
}

/// A request whose head the server has taken on and whose body it waits for.
struct Waiting {
    client: Client,
    body: String,
}

impl Waiting {
    fn taken_on(server: &Server, path: &str, body: String) -> Self {
        let mut client = server.client();
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
             Expect: 100-continue\r\n\r\n"
        );
        client.send(&head).unwrap();
        client.expect_continue();
        Self { client, body }
    }

    fn finish(mut self) -> crate::support::Answer {
        self.client.send(&self.body).unwrap();
        self.client.answer().unwrap()
    }
}
