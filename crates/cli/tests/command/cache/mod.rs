//! Several servers that share a Valkey or Redis.

mod counting;
mod hints;
mod outages;
mod settings;

use std::thread;

use private_redis::Server as Redis;
use serde_json::json;

use crate::support::{Answer, Client, Deployment, Server};

/// Requests and failures are counted as in a new deployment.
fn counting(redis: &Redis) -> Deployment {
    let deployment = Deployment::new().with("COUNTERSIGN_CACHE__URL", &redis.url());
    deployment
        .with("COUNTERSIGN_LOCKOUT__FAILURES", "5")
        .with("COUNTERSIGN_REST_FRAMEWORK__DEFAULT_THROTTLE_CLASSES", r#"["ScopedRateThrottle"]"#)
}

/// Nothing is counted but failures at passwords.
fn locking_out(redis: &Redis) -> Deployment {
    Deployment::new().with("COUNTERSIGN_CACHE__URL", &redis.url()).with("COUNTERSIGN_LOCKOUT__FAILURES", "5")
}

/// A wrong password for `name`.
fn guess(server: &Server, name: &str) -> Answer {
    server.client().login(name, "wrong")
}

/// How many of so many guesses, which all come at once and by turns to these servers, were checked.
fn checked_of(guesses: usize, servers: &[&Server], name: impl Fn(usize) -> String) -> usize {
    let turns = servers.iter().cycle().take(guesses);
    let mut clients: Vec<(Client, String)> =
        turns.enumerate().map(|(turn, server)| (server.client(), name(turn))).collect();
    let statuses: Vec<u16> = thread::scope(|scope| {
        let logins: Vec<_> =
            clients.iter_mut().map(|(client, name)| scope.spawn(move || client.login(name, "wrong").status)).collect();
        logins.into_iter().map(|login| login.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|status| [401, 429].contains(status)), "{statuses:?}");
    statuses.into_iter().filter(|status| *status == 401).count()
}

/// The server is as ready as without a cache.
fn expect_ready(server: &Server) {
    let answer = server.client().get("/readyz");
    assert_eq!(answer.status, 200, "{:?}", json!(answer.body));
}
