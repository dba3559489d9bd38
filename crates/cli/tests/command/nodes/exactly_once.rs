//! Refreshes of one token on several servers, while one of them, or the database under them, is killed or starts anew.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use private_postgres::{Cluster, Settings};

use crate::postgres::on;
use crate::support::{Client, Server, jti};

const ROUNDS: usize = 200;
const CALLS: usize = 50;

/// What is killed (SIGKILL) while a round's calls are on their way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dies {
    Nothing,
    Node,
    /// One connection's process: PostgreSQL ends all others, and recovers.
    Backend,
    /// All of PostgreSQL; it is started again.
    Database,
}

impl Dies {
    const fn in_round(round: usize) -> Self {
        match round % 20 {
            7 => Self::Node,
            14 => Self::Backend,
            17 => Self::Database,
            _ => Self::Nothing,
        }
    }
}

#[test]
fn c03_of_fifty_refreshes_on_two_servers_one_rotates_whatever_dies() {
    one_rotates(2);
}

#[test]
fn c03_s78_of_fifty_refreshes_on_four_servers_one_rotates_whatever_dies() {
    one_rotates(4);
}

#[test]
fn c03_r1_of_two_hundred_refreshes_on_two_servers_one_rotates() {
    let cluster = Cluster::start(&Settings::default());
    let deployment = on(&cluster.url("postgres"));
    let mut servers = vec![deployment.serve(), deployment.serve()];
    for _ in 0..5 {
        let token = servers[0].login("alice").refresh;
        let told = race(&mut servers, &token, 200, || Dies::Nothing);
        let names: BTreeSet<_> = told.iter().map(|token| jti(token)).collect();
        assert_eq!((told.len(), names.len()), (200, 1));
    }
    let rotations = "SELECT sum(generation) FROM countersign_session";
    assert_eq!(cluster.run("postgres", rotations), "5");
}

/// Everybody is told the same successor, and whoever got no answer is told it when they ask again.
fn one_rotates(nodes: usize) {
    let cluster = Cluster::start(&Settings { durable: true, ..Settings::default() });
    let deployment = on(&cluster.url("postgres"));
    let mut servers: Vec<_> = (0..nodes).map(|_| deployment.serve()).collect();
    let mut token = servers[0].login("alice").refresh;
    let (mut unanswered, mut starts) = (0, 1);
    for round in 0..ROUNDS {
        let dies = Dies::in_round(round);
        let mut told = race(&mut servers, &token, CALLS, || kill(dies, &cluster));
        match dies {
            Dies::Node => servers.push(deployment.serve()),
            Dies::Backend | Dies::Database => {
                starts += 1;
                wait_for_start(&cluster, starts);
            }
            Dies::Nothing => {}
        }
        assert!(dies != Dies::Nothing || told.len() == CALLS, "round {round}: {} answers", told.len());
        unanswered += CALLS - told.len();
        told.push(at_last(servers[round % nodes].address, &token));
        let names: BTreeSet<_> = told.iter().map(|token| jti(token)).collect();
        assert_eq!(names.len(), 1, "round {round}");
        token.clone_from(&told[0]);
    }
    assert_eq!(cluster.run("postgres", "SELECT generation FROM countersign_session"), ROUNDS.to_string());
    println!(
        "{nodes} servers, {ROUNDS} rounds of {CALLS}, {unanswered} calls without an answer, one successor every time"
    );
}

/// Calls at once, dealt to all servers; once one was answered, `death` says whether the last server dies.
fn race(servers: &mut Vec<Server>, token: &str, calls: usize, death: impl FnOnce() -> Dies) -> Vec<String> {
    let addresses: Vec<_> = servers.iter().map(|server| server.address).collect();
    let (answered, answers) = mpsc::channel();
    thread::scope(|scope| {
        for turn in 0..calls {
            let (answered, address) = (answered.clone(), addresses[turn % addresses.len()]);
            scope.spawn(move || drop(answered.send(refresh(address, token))));
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
    match dies {
        Dies::Backend => {
            let ours = "SELECT pid FROM pg_stat_activity WHERE application_name = 'countersign' ORDER BY backend_start LIMIT 1";
            let pid = cluster.run("postgres", ours);
            assert!(Command::new("kill").args(["-9", &pid]).status().unwrap().success());
        }
        Dies::Database => {
            cluster.crash();
            cluster.start_again();
        }
        Dies::Nothing | Dies::Node => {}
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
