//! Refreshes that race, from one process and from two.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use crate::support::{Answer, Client, Deployment, Server, jti};

const CALLERS: usize = 50;
const ROUNDS: usize = 100;

#[test]
fn fifty_parallel_refreshes_have_one_successor() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let mut callers = callers(&[&server]);
    let mut token = server.login("alice").refresh;
    for round in 0..ROUNDS {
        token = one_successor(race(&mut callers, &token), round);
    }
}

#[test]
fn fifty_parallel_refreshes_over_two_processes_have_one_successor() {
    let deployment = Deployment::new().with_users(["alice"]);
    let (first, second) = (deployment.serve(), deployment.serve());
    let mut callers = callers(&[&first, &second]);
    let mut token = first.login("alice").refresh;
    for round in 0..20 {
        token = one_successor(race(&mut callers, &token), round);
    }
}

#[test]
fn without_a_reuse_interval_exactly_one_of_fifty_wins() {
    let deployment = Deployment::new().with("COUNTERSIGN_JWT__REUSE_INTERVAL", "0").with_users(["alice"]);
    let server = deployment.serve();
    let mut callers = callers(&[&server]);
    for round in 0..ROUNDS {
        let token = server.login("alice").refresh;
        let (won, lost): (Vec<_>, Vec<_>) = race(&mut callers, &token).into_iter().partition(|a| a.status == 200);
        assert_eq!(won.len(), 1, "round {round}");
        for answer in lost {
            answer.expect_refused("Token is blacklisted");
        }
    }
}

#[test]
fn c01_past_the_reuse_interval_the_old_token_ends_the_session() {
    let deployment = Deployment::new().with("COUNTERSIGN_JWT__REUSE_INTERVAL", "1s").with_users(["alice"]);
    let server = deployment.serve();
    let old = server.login("alice").refresh;
    let answers = race(&mut callers(&[&server]), &old);
    let access = answers[0].text("access");
    let successor = one_successor(answers, 0);
    server.me(&access).expect(200);
    thread::sleep(Duration::from_millis(1100)); // the processes have the machine's clock
    server.refresh(&old).expect_refused("Token is blacklisted");
    server.refresh(&successor).expect_refused("Token is blacklisted");
    server.me(&access).expect_refused("Token is blacklisted");
}

/// Connections, spread over the servers.
fn callers(servers: &[&Server]) -> Vec<Client> {
    servers.iter().cycle().take(CALLERS).map(|server| server.client()).collect()
}

/// All callers refresh with one token at once.
fn race(callers: &mut [Client], token: &str) -> Vec<Answer> {
    let start = Barrier::new(callers.len());
    thread::scope(|scope| {
        let run = |caller| {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                Client::refresh(caller, token)
            })
        };
        let runs: Vec<_> = callers.iter_mut().map(run).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

/// Everybody was answered with the same token, which one of them made.
#[track_caller]
fn one_successor(answers: Vec<Answer>, round: usize) -> String {
    let winners = answers.iter().filter(|answer| answer.header("x-refresh-reuse") == Some("none")).count();
    assert_eq!(winners, 1, "round {round}: {answers:?}");
    let successors: Vec<_> = answers.into_iter().map(|answer| answer.pair().refresh).collect();
    let names: BTreeSet<_> = successors.iter().map(|token| jti(token)).collect();
    assert_eq!(names.len(), 1, "round {round}: {names:?}");
    successors[0].clone()
}
