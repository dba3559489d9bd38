//! Servers whose machines disagree about the time.

use std::mem;
use std::process::Command;
use std::time::{Duration, Instant};

use private_postgres::{Cluster, Settings};
use serde_json::json;

use crate::postgres::on;
use crate::support::{Deployment, PASSWORD, Server, jti, payload};

/// The same deployment on a machine whose clock is off.
fn off_by(deployment: &Deployment, seconds: i64) -> Deployment {
    let asked = Command::new("faketime").args(["-f", "+0s", "printenv", "LD_PRELOAD"]).output().unwrap();
    let library = String::from_utf8(asked.stdout).unwrap();
    assert!(library.contains("libfaketime"), "it says where the library is: {library:?}");
    deployment
        .also("LD_PRELOAD", library.trim())
        .with("FAKETIME", &format!("{seconds:+}s"))
        .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
}

/// How far the seconds in a token are from PostgreSQL's.
fn distance(token: &str, cluster: &Cluster) -> i64 {
    let now = cluster.run("postgres", "SELECT extract(epoch FROM clock_timestamp())::bigint");
    (payload(token)["iat"].as_i64().unwrap() - now.parse::<i64>().unwrap()).abs()
}

/// Whatever the one issues, the other takes at once, and both call the same token the previous one.
fn serve_as_one(cluster: &Cluster, here: &Server, there: &Server) {
    let (mut here, mut there) = (here.client(), there.client());
    let pair = here.login("alice", PASSWORD).pair();
    assert!(distance(&pair.access, cluster) <= 2 && distance(&pair.refresh, cluster) <= 2);
    there.me(&pair.access).expect(200);
    let next = there.refresh(&pair.refresh).pair();
    here.me(&next.access).expect(200);
    assert_eq!(jti(&here.refresh(&pair.refresh).pair().refresh), jti(&next.refresh), "a repeat within the interval");
    here.post("/api/token/verify/", &json!({"token": next.refresh})).expect(200);
    there.post_as(&next.access, "/api/logout/", &json!({})).expect(200);
    let answered = Instant::now();
    while here.me(&next.access).status != 401 {
        assert!(answered.elapsed() < Duration::from_secs(1));
    }
    here.refresh(&next.refresh).expect(401);
}

#[test]
fn servers_whose_clocks_are_a_minute_or_hours_apart_go_by_the_database_s() {
    let cluster = Cluster::start(&Settings::default());
    let deployment = on(&cluster.url("postgres"));
    for (ahead, behind) in [(60, 0), (0, -60), (7200, -7200)] {
        let servers = [ahead, behind].map(|seconds| off_by(&deployment, seconds).serve());
        serve_as_one(&cluster, &servers[0], &servers[1]);
        serve_as_one(&cluster, &servers[1], &servers[0]);
        for (server, seconds) in servers.into_iter().zip([ahead, behind]) {
            let said = server.stop();
            let told = format!("ahead_seconds={}", -seconds);
            assert_eq!(seconds != 0, said.contains("the database's clock differs"), "{said}");
            // To the second, but for the way of the answer.
            let near = format!("ahead_seconds={}", -seconds - 1);
            assert!(seconds == 0 || said.contains(&told) || said.contains(&near), "{said}");
        }
    }
}

#[test]
fn c21_who_comes_after_the_interval_is_a_replay_whatever_the_clock_of_the_server_shows() {
    let cluster = Cluster::start(&Settings::default());
    let deployment = on(&cluster.url("postgres"));
    let servers = [60, -60].map(|seconds| off_by(&deployment, seconds).serve());
    let [mut ahead, mut behind] = servers.each_ref().map(Server::client);
    for _ in 0..2 {
        let old = ahead.login("alice", PASSWORD).pair().refresh;
        let new = ahead.refresh(&old).pair();
        cluster.run("postgres", "UPDATE countersign_session SET rotated_at = rotated_at - 31000000");
        behind.refresh(&old).expect_refused("Token is blacklisted");
        ahead.refresh(&new.refresh).expect(401);
        mem::swap(&mut ahead, &mut behind);
    }
}

#[test]
fn a_token_that_a_command_issues_on_a_machine_that_is_ahead_is_good_at_once() {
    let cluster = Cluster::start(&Settings::default());
    let deployment = on(&cluster.url("postgres"));
    let server = deployment.serve();
    for seconds in [-60, 60, 86_400] {
        let issued = off_by(&deployment, seconds).run(["token", "issue", "--user", "alice", "--json"]).expect_json();
        server.me(issued["access"].as_str().unwrap()).expect(200);
        server.refresh(issued["refresh"].as_str().unwrap()).expect(200);
    }
}
