//! `kill -9` while tokens are rotated.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use crate::support::{Client, Deployment, Random, Server};

const CRASHES: usize = 20;
const CHAINS: usize = 8;
const SEED: u64 = 0x5eed_0001;

/// The refresh tokens that a client was answered, oldest first.
type Chain = Vec<String>;

#[test]
fn c05_r2_a_kill_loses_no_answered_rotation_and_revives_no_consumed_token() {
    println!("seed {SEED:#x}");
    let deployment = Deployment::new().with_users(["alice"]);
    let mut random = Random::seeded(SEED);
    let mut server = deployment.serve();
    let mut rotations = 0;
    for crash in 0..CRASHES {
        let chains = rotate_until_killed(server, 20 + random.below(60));
        rotations += chains.iter().map(|chain| chain.len() - 1).sum::<usize>();
        server = deployment.serve();
        for (at, chain) in chains.iter().enumerate() {
            match at % 2 {
                0 => newest_refreshes_then_nothing_older_does(&server, chain, crash),
                _ => consumed_is_refused_at_once(&server, chain, crash),
            }
        }
    }
    println!("{CRASHES} crashes, {rotations} answered rotations");
    assert!(rotations > CRASHES * CHAINS);
}

/// Whether or not the answer after it was lost: its successor was never seen, so it must still be good.
fn newest_refreshes_then_nothing_older_does(server: &Server, chain: &Chain, crash: usize) {
    let (newest, consumed) = chain.split_last().unwrap();
    let answer = server.refresh(newest);
    assert_eq!(answer.status, 200, "crash {crash}: an answered rotation was lost: {answer:?}");
    for token in consumed.iter().rev() {
        server.refresh(token).expect_refused("Token is blacklisted");
    }
}

/// A token whose successor was rotated itself; showing it is theft, and ends the session.
fn consumed_is_refused_at_once(server: &Server, chain: &Chain, crash: usize) {
    let Some(consumed) = chain.len().checked_sub(3).map(|at| &chain[at]) else { return };
    let answer = server.refresh(consumed);
    assert_eq!(answer.status, 401, "crash {crash}: a consumed token was revived: {answer:?}");
    server.refresh(chain.last().unwrap()).expect_refused("Token is blacklisted");
}

/// Clients refresh as fast as they can; after so many answers the process is killed.
fn rotate_until_killed(server: Server, answers: usize) -> Vec<Chain> {
    let (answered, hears) = mpsc::channel();
    let clients: Vec<_> = (0..CHAINS).map(|_| keep_refreshing(&server, answered.clone())).collect();
    drop(answered);
    wait_for(&hears, answers);
    server.kill();
    clients.into_iter().map(|client| client.join().unwrap()).collect()
}

fn keep_refreshing(server: &Server, answered: Sender<()>) -> JoinHandle<Chain> {
    let mut client = server.client();
    let mut chain = vec![server.login("alice").refresh];
    thread::spawn(move || {
        while let Some(next) = next(&mut client, chain.last().unwrap()) {
            chain.push(next);
            // Nobody listens after the kill.
            let _ = answered.send(());
        }
        chain
    })
}

fn next(client: &mut Client, token: &str) -> Option<String> {
    client.try_refresh(token).ok().map(|answer| answer.pair().refresh)
}

fn wait_for(hears: &Receiver<()>, answers: usize) {
    assert_eq!(hears.iter().take(answers).count(), answers);
}
