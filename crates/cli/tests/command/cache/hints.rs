//! How soon one server knows what another one has revoked, where the database does not tell.

use std::time::{Duration, Instant};

use private_postgres::{Cluster, Settings};
use private_redis::Server as Redis;
use serde_json::json;

use crate::postgres::on;
use crate::support::{Deployment, PASSWORD, Server};

const LOGOUTS: usize = 100;

/// On one SQLite file other processes are told nothing, and would find it by reading, 0.4 s later at most.
#[test]
fn a_logout_is_known_at_once_by_another_process_on_the_same_file() {
    let redis = Redis::start(&[]);
    let deployment = Deployment::new().on_sqlite().with("COUNTERSIGN_CACHE__URL", &redis.url()).with_users(["alice"]);
    let servers = [deployment.serve(), deployment.serve()];
    let mut clients = servers.each_ref().map(Server::client);
    let (mut told, mut found) = (Vec::new(), Vec::new());
    for round in 0..LOGOUTS {
        let (here, there) = (round % 2, (round + 1) % 2);
        let pair = clients[here].login("alice", PASSWORD).pair();
        clients[there].me(&pair.access).expect(200);
        let away = round >= LOGOUTS * 9 / 10;
        if away {
            redis.kill();
        }
        clients[here].post_as(&pair.access, "/api/logout/", &json!({})).expect(200);
        let answered = Instant::now();
        while clients[there].me(&pair.access).status != 401 {
            assert!(answered.elapsed() < Duration::from_secs(1), "round {round}");
        }
        if away { &mut found } else { &mut told }.push(answered.elapsed());
    }
    told.sort_unstable();
    let (half, most) = (told[told.len() / 2], told[told.len() * 99 / 100]);
    println!("{} logouts, refused by the other process {half:?} (p50) and {most:?} (p99) after the answer", told.len());
    println!("{} logouts while the cache was away: {:?} at most", found.len(), found.iter().max().unwrap());
    assert!(half < Duration::from_millis(100), "no sooner than by polling");
}

/// The connections that listen are cut just before, as if a pooler passed nothing on.
#[test]
fn a_logout_is_known_at_once_where_postgresql_announces_nothing() {
    let (cluster, redis) = (Cluster::start(&Settings::default()), Redis::start(&[]));
    let deployment = on(&cluster.url("postgres")).with("COUNTERSIGN_CACHE__URL", &redis.url());
    let servers = [deployment.serve(), deployment.serve()];
    let mut clients = servers.each_ref().map(Server::client);
    let mut told = Vec::new();
    for round in 0..40 {
        let (here, there) = (round % 2, (round + 1) % 2);
        let pair = clients[here].login("alice", PASSWORD).pair();
        clients[there].me(&pair.access).expect(200);
        let listening = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'";
        let _ = cluster.run("postgres", listening);
        clients[here].post_as(&pair.access, "/api/logout/", &json!({})).expect(200);
        let answered = Instant::now();
        while clients[there].me(&pair.access).status != 401 {
            assert!(answered.elapsed() < Duration::from_secs(1), "round {round}");
        }
        told.push(answered.elapsed());
    }
    told.sort_unstable();
    println!("{} logouts while PostgreSQL was not heard: {:?} (p50)", told.len(), told[told.len() / 2]);
    assert!(told[told.len() / 2] < Duration::from_millis(100), "no sooner than by polling");
}
