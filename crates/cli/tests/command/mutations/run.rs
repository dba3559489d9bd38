//! The run: what is sent, and what must come of it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::thread;

use serde_json::json;

use super::corpus::Corpus;
use super::mutate::mutated;
use super::wire::{self, Outcome};
use crate::support::{Deployment, Random, Server};

const REQUESTS: usize = 20_000;
const THREADS: u64 = 10;
const SEED: u64 = 0x5eed_0002;
/// What the process may grow by (KiB).
const GROWTH: u64 = 64 * 1024;

/// How often each status was answered; 0: the connection was closed without an answer.
type Tally = BTreeMap<u16, usize>;

#[test]
fn mutated_requests_are_never_answered_with_a_5xx_and_do_no_harm() {
    println!("seed {SEED:#x}");
    let deployment = Deployment::new().with_users(["owner", "victim", "leaver"]);
    let mut server = deployment.serve();
    bombard(&server, REQUESTS / 20, SEED ^ 1);
    let before = server.resident();
    let tally = bombard(&server, REQUESTS, SEED);
    let after = server.resident();
    println!("answers by status (0: closed): {tally:?}; resident {before:?} KiB before, {after:?} KiB after");

    assert!(server.is_running());
    assert!(tally.keys().all(|status| *status < 500), "{tally:?}");
    assert!(!server.log().contains("panicked"), "{}", server.log());
    assert!([200, 201, 400, 401, 404, 405, 415].iter().all(|status| tally.contains_key(status)), "{tally:?}");
    let grown = after.zip(before).map(|(after, before)| after.saturating_sub(before));
    assert!(grown.is_none_or(|grown| grown < GROWTH), "{before:?} KiB grew to {after:?}");
    let owner = server.login("owner");
    assert_eq!(server.me(&owner.access).expect(200).body["username"], json!("owner"));
}

/// Sends mutants from several threads, and counts what comes back.
fn bombard(server: &Server, requests: usize, seed: u64) -> Tally {
    let share = requests / usize::try_from(THREADS).unwrap();
    let run = |thread: u64| (server.address, share, seed.wrapping_add(thread));
    let runs: Vec<_> = (0..THREADS)
        .map(run)
        .map(|(address, share, seed)| thread::spawn(move || bombard_with(address, share, seed)))
        .collect();
    let mut total = Tally::new();
    for tally in runs.into_iter().map(|run| run.join().unwrap()) {
        for (status, count) in tally {
            *total.entry(status).or_default() += count;
        }
    }
    total
}

fn bombard_with(address: SocketAddr, requests: usize, seed: u64) -> Tally {
    let mut random = Random::seeded(seed);
    let mut corpus = Corpus::of(address);
    let mut tally = Tally::new();
    for number in 0..requests {
        if number % 250 == 249 {
            // Mutants log out, too: those to come need tokens that are good.
            corpus = Corpus::of(address);
        }
        let mutant = mutated(&corpus, &mut random);
        match wire::send(address, &mutant) {
            Outcome::Answered(statuses) => {
                let failed = statuses.iter().any(|status| *status >= 500);
                assert!(!failed, "{statuses:?} for {:?}", String::from_utf8_lossy(&mutant));
                for status in statuses {
                    *tally.entry(status).or_default() += 1;
                }
            }
            Outcome::Closed => *tally.entry(0).or_default() += 1,
            Outcome::Hung => panic!("neither answered nor closed: {:?}", String::from_utf8_lossy(&mutant)),
        }
    }
    tally
}
