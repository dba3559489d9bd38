//! How soon one server knows what another one has revoked.

use std::time::{Duration, Instant};

use private_postgres::{Cluster, Settings};
use serde_json::json;

use crate::postgres::on;
use crate::support::{PASSWORD, Server};

const LOGOUTS: usize = 200;
/// Whoever has proved that they hear.
const LISTENING: &str = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND state = 'idle'";

/// Log out on one server, and the other refuses: at once by what PostgreSQL announces, within a second whatever happens to
/// that. In some rounds the connections that listen are cut just before.
#[test]
fn s78_a_logout_is_known_on_the_other_server_at_once_and_within_a_second_without_announcements() {
    let cluster = Cluster::start(&Settings::default());
    let deployment = on(&cluster.url("postgres"));
    let servers = [deployment.serve(), deployment.serve()];
    let mut clients = servers.each_ref().map(Server::client);
    let (mut told, mut found) = (Vec::new(), Vec::new());
    for round in 0..LOGOUTS {
        let (here, there) = (round % 2, (round + 1) % 2);
        let pair = clients[here].login("alice", PASSWORD).pair();
        clients[there].me(&pair.access).expect(200);
        let cut = round % 10 == 9;
        if cut {
            let listening = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'";
            assert_eq!(cluster.run("postgres", listening), "2", "round {round}");
        }
        clients[here].post_as(&pair.access, "/api/logout/", &json!({})).expect(200);
        let answered = Instant::now();
        while clients[there].me(&pair.access).status != 401 {
            assert!(answered.elapsed() < Duration::from_secs(1), "round {round}");
        }
        if cut { &mut found } else { &mut told }.push(answered.elapsed());
        while cut && cluster.run("postgres", LISTENING) != "2" {
            assert!(answered.elapsed() < Duration::from_mins(1), "nobody listens again");
        }
    }
    told.sort_unstable();
    let (half, most) = (told[told.len() / 2], told[told.len() * 99 / 100]);
    println!("{} logouts, refused on the other server {half:?} (p50) and {most:?} (p99) after the answer", told.len());
    println!("{} logouts while nobody listened: {:?} at most", found.len(), found.iter().max().unwrap());
    assert!(half < Duration::from_millis(100), "no sooner than by polling");
    for server in servers {
        server.stop();
    }
}
