//! Two servers on one PostgreSQL, while one of them, or the database under them, is killed.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use private_postgres::{Cluster, Settings};
use serde_json::json;

use crate::postgres::on;
use crate::support::{Client, PASSWORD, Server, jti};

const ROUNDS: usize = 200;
const CALLS: usize = 50;

/// What is killed (SIGKILL) while a round's calls are on their way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dies {
    Nothing,
    Node,
    /// One connection's process: PostgreSQL ends all others, and recovers.
    Backend,
}

impl Dies {
    const fn in_round(round: usize) -> Self {
        match round % 20 {
            7 => Self::Node,
            14 => Self::Backend,
            _ => Self::Nothing,
        }
    }
}

/// Everybody is told the same successor, and whoever got no answer is told it when they ask again.
#[test]
fn of_fifty_refreshes_on_two_servers_one_rotates_whatever_dies() {
    let cluster = Cluster::start(&Settings { durable: true, ..Settings::default() });
    let deployment = on(&cluster.url("postgres"));
    let mut servers = vec![deployment.serve(), deployment.serve()];
    let mut token = servers[0].login("alice").refresh;
    let (mut unanswered, mut starts) = (0, 1);
    for round in 0..ROUNDS {
        let dies = Dies::in_round(round);
        let mut told = race(&mut servers, &token, || kill(dies, &cluster));
        match dies {
            Dies::Node => servers.push(deployment.serve()),
            Dies::Backend => {
                starts += 1;
                wait_for_start(&cluster, starts);
            }
            Dies::Nothing => {}
        }
        assert!(dies != Dies::Nothing || told.len() == CALLS, "round {round}: {} answers", told.len());
        unanswered += CALLS - told.len();
        told.push(at_last(servers[round % 2].address, &token));
        let names: BTreeSet<_> = told.iter().map(|token| jti(token)).collect();
        assert_eq!(names.len(), 1, "round {round}");
        token.clone_from(&told[0]);
    }
    assert_eq!(cluster.run("postgres", "SELECT generation FROM countersign_session"), ROUNDS.to_string());
    println!("{ROUNDS} rounds of {CALLS}, {unanswered} calls without an answer, one successor every time");
}

/// Log out on one server, and the other refuses: at once by what PostgreSQL announces, within a second whatever happens to
/// that. In some rounds the connections that listen are cut just before.
#[test]
fn a_logout_is_known_on_the_other_server_at_once_and_within_a_second_without_announcements() {
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

const LOGOUTS: usize = 200;
/// Whoever has proved that they hear.
const LISTENING: &str = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND state = 'idle'";

/// Fifty calls, dealt to both servers; once one was answered, `death` says whether the second server dies.
fn race(servers: &mut Vec<Server>, token: &str, death: impl FnOnce() -> Dies) -> Vec<String> {
    let addresses = [servers[0].address, servers[1].address];
    let (answered, answers) = mpsc::channel();
    thread::scope(|scope| {
        for turn in 0..CALLS {
            let answered = answered.clone();
            scope.spawn(move || drop(answered.send(refresh(addresses[turn % 2], token))));
        }
        drop(answered);
        let first = answers.recv().unwrap();
        if death() == Dies::Node {
            servers.pop().unwrap().kill();
        }
        [first].into_iter().chain(answers).flatten().collect()
    })
}

/// Kills what is not a server.
fn kill(dies: Dies, cluster: &Cluster) -> Dies {
    if dies == Dies::Backend {
        let ours =
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'countersign' ORDER BY backend_start LIMIT 1";
        let pid = cluster.run("postgres", ours);
        assert!(Command::new("kill").args(["-9", &pid]).status().unwrap().success());
    }
    dies
}

/// PostgreSQL may notice the death only when every call has its answer: the next round would meet the recovery.
fn wait_for_start(cluster: &Cluster, starts: usize) {
    let start = Instant::now();
    while cluster.log().matches("database system is ready to accept connections").count() < starts {
        assert!(start.elapsed() < Duration::from_mins(1), "PostgreSQL did not recover");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The successor; `None`: no answer, or 503 and a time to come again.
fn refresh(server: SocketAddr, token: &str) -> Option<String> {
    let answer = Client::connect(server).ok()?.try_refresh(token).ok()?;
    if answer.status == 503 {
        assert!(answer.header("retry-after").is_some(), "{answer:?}");
        return None;
    }
    Some(answer.pair().refresh)
}

/// Asks until there is an answer; within a minute, or never.
fn at_last(server: SocketAddr, token: &str) -> String {
    let start = Instant::now();
    loop {
        match refresh(server, token) {
            Some(told) => return told,
            None => assert!(start.elapsed() < Duration::from_mins(1), "the server did not come back"),
        }
        thread::sleep(Duration::from_millis(20));
    }
}
