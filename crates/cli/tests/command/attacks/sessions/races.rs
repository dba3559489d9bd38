//! Two servers at once.

use std::sync::Barrier;
use std::thread;

use private_postgres::shared;

use super::{BLACKLISTED, refresh_with};
use crate::postgres::on;
use crate::support::{Answer, Client, Deployment, Server};

const CALLERS: usize = 200;

/// Everybody refreshes with one token at once, half of them on each server.
fn at_once(servers: &[Server; 2], token: &str) -> Vec<Answer> {
    let start = Barrier::new(CALLERS);
    let call = |mut client: Client| {
        start.wait();
        client.refresh(token)
    };
    thread::scope(|scope| {
        let clients: Vec<_> = servers.iter().cycle().take(CALLERS).map(Server::client).collect();
        let calls: Vec<_> = clients.into_iter().map(|client| scope.spawn(|| call(client))).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    })
}

#[test]
fn c03_r1_without_an_interval_one_of_two_hundred_wins_and_the_rest_is_refused() {
    let database = shared().database();
    let deployment = on(&database.url()).with("COUNTERSIGN_JWT__REUSE_INTERVAL", "0");
    let servers = [deployment.serve(), deployment.serve()];
    let token = servers[0].login("alice").refresh;
    let (won, lost): (Vec<_>, Vec<_>) = at_once(&servers, &token).into_iter().partition(|told| told.status == 200);
    assert_eq!(won.len(), 1);
    for answer in lost {
        answer.expect_refused(BLACKLISTED);
    }
}

/// What one server has rotated or ended, the other one knows with its next statement.
#[test]
fn c23_a_refresh_on_the_other_server_reads_what_was_just_written() {
    let database = shared().database();
    let deployment = on(&database.url());
    let servers = [deployment.serve(), deployment.serve()];
    let mut clients = servers.each_ref().map(Server::client);
    let mut pair = servers[0].login("alice");
    for turn in 0..100 {
        pair = clients[turn % 2].refresh(&pair.refresh).pair();
    }
    clients[0].post_as(&pair.access, "/api/logout/", &serde_json::json!({})).expect(200);
    clients[1].refresh(&pair.refresh).expect_refused(BLACKLISTED);
}

/// An address that cannot be read is nobody's leave to pass.
#[test]
fn r12_no_forwarded_header_changes_who_is_refused() {
    let trusting = Deployment::new().with("COUNTERSIGN_SERVER__TRUSTED_PROXIES", r#"["127.0.0.0/8"]"#);
    let server = trusting.with_users(["alice"]).serve();
    let spent = server.login("alice").refresh;
    let newest = server.refresh(&server.refresh(&spent).pair().refresh).pair().refresh;
    let long = "1.2.3.4, ".repeat(500);
    for forwarded in ["", "unknown", "garbage", "999.1.1.1", "::1%eth0", "[::1]:x", "\u{fc}", "'; --", &long] {
        for (name, token) in [("X-Forwarded-For", &spent), ("Forwarded", &spent), ("X-Real-IP", &newest)] {
            refresh_with(&server, &format!("{name}: {forwarded}"), token).expect_refused(BLACKLISTED);
        }
    }
}
