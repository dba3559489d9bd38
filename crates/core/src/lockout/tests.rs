//! What the lockout promises, without a database and without a password.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use proptest::prelude::*;

use super::attempt::NoAttempt;
use super::*;
use crate::{Clock, Moment, Network, UserId};

#[derive(Debug, Default)]
struct Hand(AtomicI64);

impl Hand {
    fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> Moment {
        Moment::from_micros(self.0.load(Ordering::SeqCst))
    }
}

fn rule(failures: u32, cooloff: u64) -> Lockout {
    Lockout::new(LockoutPolicy { failures, cooloff: Seconds::new(cooloff) })
}

fn network(address: &str) -> Network {
    Network::of(address.parse::<IpAddr>().unwrap())
}

/// How long the attempt must wait; `None`: it is made, and is as `right` says.
async fn attempt(lockout: &Lockout, clock: &Hand, from: (&str, &str), (right, known): (bool, bool)) -> Option<u64> {
    let attempted = Attempted { account: Account::Named(from.0), network: Some(network(from.1)) };
    match lockout.attempt(attempted, clock, async move { Ok(known) }).await {
        Ok(attempt) if right => attempt.succeeded().await,
        Ok(attempt) => attempt.failed().await,
        Err(NoAttempt::LockedOut(refused)) => return Some(refused.retry_after.get()),
        Err(NoAttempt::Store(cause)) => panic!("{cause}"),
    }
    None
}

const ALICE: (&str, &str) = ("alice", "192.0.2.1");
const WRONG: (bool, bool) = (false, false);
const RIGHT: (bool, bool) = (true, false);

#[tokio::test]
async fn after_the_failures_waits_double_up_to_the_cooloff() {
    let (lockout, clock) = (rule(3, 10), Hand::default());
    for _ in 0..3 {
        assert_eq!(attempt(&lockout, &clock, ALICE, WRONG).await, None);
    }
    for wait in [1, 2, 4, 8, 10, 10] {
        assert_eq!(attempt(&lockout, &clock, ALICE, RIGHT).await, Some(wait));
        clock.advance(wait.cast_signed());
        assert_eq!(attempt(&lockout, &clock, ALICE, WRONG).await, None);
    }
}

#[tokio::test]
async fn a_success_clears_the_failures_of_its_network_and_no_other() {
    let (lockout, clock) = (rule(3, 10), Hand::default());
    let elsewhere = ("alice", "192.0.2.2");
    for from in [ALICE, ALICE, elsewhere, elsewhere, elsewhere] {
        assert_eq!(attempt(&lockout, &clock, from, WRONG).await, None);
    }
    assert_eq!(attempt(&lockout, &clock, ALICE, RIGHT).await, None);
    for _ in 0..3 {
        assert_eq!(attempt(&lockout, &clock, ALICE, WRONG).await, None);
    }
    assert_eq!(attempt(&lockout, &clock, ALICE, WRONG).await, Some(1));
    assert_eq!(attempt(&lockout, &clock, elsewhere, RIGHT).await, Some(1));
}

#[tokio::test]
async fn spellings_of_a_name_and_addresses_of_a_network_are_one() {
    let (lockout, clock) = (rule(3, 10), Hand::default());
    let spellings = [("Alice", "2001:db8::1"), ("ALICE", "2001:db8::2"), ("\u{ff41}lice", "2001:db8::3")];
    for from in spellings {
        assert_eq!(attempt(&lockout, &clock, from, WRONG).await, None);
    }
    assert_eq!(attempt(&lockout, &clock, ("alice", "2001:db8::4"), WRONG).await, Some(1));
    assert_eq!(attempt(&lockout, &clock, ("alice", "2001:db8:0:1::4"), WRONG).await, None);
    assert_eq!(attempt(&lockout, &clock, ("bob", "2001:db8::4"), WRONG).await, None);
}

#[tokio::test]
async fn an_account_by_its_key_is_none_by_name() {
    let (lockout, clock) = (rule(1, 10), Hand::default());
    for account in [Account::Of(UserId::from_key(7)), Account::Named("7"), Account::Of(UserId::from_key(8))] {
        let attempted = Attempted { account, network: None };
        lockout.attempt(attempted, &clock, async { Ok(false) }).await.unwrap().failed().await;
        lockout.attempt(attempted, &clock, async { Ok(false) }).await.unwrap_err();
    }
}

#[tokio::test]
async fn guesses_from_everywhere_lock_out_where_nobody_logged_in_and_let_the_owner_in() {
    let (lockout, clock) = (rule(2, 10), Hand::default());
    for host in 0..20 {
        assert_eq!(attempt(&lockout, &clock, ("alice", &format!("198.51.100.{host}")), WRONG).await, None);
    }
    assert_eq!(attempt(&lockout, &clock, ("alice", "203.0.113.9"), RIGHT).await, Some(1));
    assert_eq!(attempt(&lockout, &clock, ALICE, (true, true)).await, None, "the owner, where they are known");
    clock.advance(1);
    assert_eq!(attempt(&lockout, &clock, ("alice", "203.0.113.9"), WRONG).await, None);
    assert_eq!(attempt(&lockout, &clock, ("alice", "203.0.113.10"), WRONG).await, Some(2));
    assert_eq!(attempt(&lockout, &clock, ("bob", "203.0.113.10"), WRONG).await, None);
}

#[tokio::test]
async fn a_day_without_failures_forgets_them() {
    let (lockout, clock) = (rule(2, 10), Hand::default());
    for _ in 0..2 {
        assert_eq!(attempt(&lockout, &clock, ALICE, WRONG).await, None);
    }
    clock.advance(24 * 60 * 60);
    for _ in 0..2 {
        assert_eq!(attempt(&lockout, &clock, ALICE, WRONG).await, None);
    }
    assert_eq!(attempt(&lockout, &clock, ALICE, WRONG).await, Some(1));
}

#[tokio::test]
async fn without_a_rule_nobody_is_locked_out() {
    let (lockout, clock) = (rule(0, 10), Hand::default());
    for _ in 0..1_000 {
        assert_eq!(attempt(&lockout, &clock, ALICE, WRONG).await, None);
    }
}

/// Each takes its time, as a password check does.
async fn at_once(right: bool) -> (u32, usize) {
    let (lockout, clock) = (Arc::new(rule(5, 10)), Arc::new(Hand::default()));
    let checked = Arc::new(AtomicU32::new(0));
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let (lockout, clock, checked) = (Arc::clone(&lockout), Arc::clone(&clock), Arc::clone(&checked));
            tokio::spawn(async move {
                let attempted = Attempted { account: Account::Named("alice"), network: None };
                let Ok(attempt) = lockout.attempt(attempted, &*clock, async { Ok(false) }).await else { return false };
                checked.fetch_add(1, Ordering::SeqCst);
                for _ in 0..10 {
                    tokio::task::yield_now().await;
                }
                if right {
                    attempt.succeeded().await;
                } else {
                    attempt.failed().await;
                }
                true
            })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        made += usize::from(task.await.unwrap());
    }
    (checked.load(Ordering::SeqCst), made)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_parallel_guesses_no_more_are_checked_than_one_after_the_other() {
    assert_eq!(at_once(false).await, (5, 5));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_parallel_logins_with_the_right_password_all_go_through() {
    assert_eq!(at_once(true).await, (100, 100));
}

#[tokio::test]
async fn an_attempt_without_an_outcome_counts_for_nothing() {
    let (lockout, clock) = (rule(1, 10), Hand::default());
    for _ in 0..100 {
        let attempted = Attempted { account: Account::Named("alice"), network: None };
        drop(lockout.attempt(attempted, &clock, async { Ok(false) }).await.unwrap());
    }
    assert_eq!(attempt(&lockout, &clock, ALICE, RIGHT).await, None);
}

#[tokio::test]
async fn a_flood_of_names_frees_nobody() {
    let (lockout, clock) = (rule(5, 900), Hand::default());
    for _ in 0..5 {
        assert_eq!(attempt(&lockout, &clock, ALICE, WRONG).await, None);
    }
    for name in 0..100_000 {
        assert_eq!(attempt(&lockout, &clock, (&format!("flood{name}"), ALICE.1), WRONG).await, None);
    }
    assert!(lockout.tallies.len() <= ROOM);
    assert_eq!(attempt(&lockout, &clock, ALICE, RIGHT).await, Some(1));
}

proptest! {
    /// Whatever is tried whenever: a password is checked at most as often as failures and waits allow.
    #[test]
    fn guessing_is_slow_whatever_the_rhythm(gaps in prop::collection::vec(0..40_i64, 1..300)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (lockout, clock) = (rule(5, 100_000), Hand::default());
        let (mut checked, mut elapsed) = (0_u32, 0);
        for gap in gaps {
            clock.advance(gap);
            elapsed += gap;
            checked += u32::from(runtime.block_on(attempt(&lockout, &clock, ALICE, WRONG)).is_none());
        }
        // The guess number 5 + n comes after waits of 1 + 2 + … + 2^(n-1) seconds.
        let most = 5 + (elapsed + 1).ilog2();
        prop_assert!(checked <= most, "{checked} guesses in {elapsed} s");
    }
}
