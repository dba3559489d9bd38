//! Refresh tokens that come twice, at once or too late; tokens of what is over; and questions that should find nothing out.

mod flood;
mod life;
mod lost;
mod names;
mod races;
mod replay;
mod restore;

use crate::support::{Answer, Deployment, Server};

/// The reuse interval where a test outlasts it.
const INTERVAL: &str = "1s";
const BLACKLISTED: &str = "Token is blacklisted";

/// The processes have the machine's clock.
fn outlast_the_interval() {
    std::thread::sleep(std::time::Duration::from_millis(1100));
}

/// A session's refresh tokens, oldest first, each given for the one before.
fn rotated(server: &Server, times: usize) -> Vec<String> {
    let mut client = server.client();
    let mut chain = vec![server.login("alice").refresh];
    for turn in 0..times {
        chain.push(client.refresh(&chain[turn]).pair().refresh);
    }
    chain
}

/// Refreshes with one more header, on a connection of its own.
fn refresh_with(server: &Server, header: &str, token: &str) -> Answer {
    let body = format!(r#"{{"refresh":"{token}"}}"#);
    let length = body.len();
    let mut client = server.client();
    client
        .send(&format!(
            "POST /api/token/refresh/ HTTP/1.1\r\nHost: localhost\r\n{header}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        ))
        .unwrap();
    client.answer().unwrap()
}

/// How many sessions have not ended.
fn live_sessions(deployment: &Deployment) -> String {
    deployment.sql("SELECT count(*) FROM countersign_session WHERE ended_at IS NULL")
}
