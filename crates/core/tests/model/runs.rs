//! Every world walked to its end.
//!
//! Each run prints its states and what was held against them: `cargo test -p countersign-core --test model -- --nocapture`.

use std::collections::HashSet;

use stateright::{Checker, Expectation, Model};

use crate::setting::Setting;
use crate::world::World;
use crate::worlds;

/// Walks every reachable state of `setting`: each promise holds in all of them, each milestone is reached in one.
fn walk(setting: &Setting, floor: usize) {
    let checker = setting.clone().checker().threads(2).spawn_bfs().join();
    let states = checker.unique_state_count();
    let (always, sometimes): (Vec<_>, Vec<_>) =
        setting.properties().into_iter().partition(|property| property.expectation == Expectation::Always);
    println!("model: {}: {states} states, up to {} steps", setting.name, checker.max_depth());
    for property in &always {
        println!("    always: {}", property.name);
    }
    for property in &sometimes {
        println!("    reached: {}", property.name);
    }
    checker.assert_properties();
    // No property was refuted, so that the checker stopped for one reason only: no state was left.
    assert!(checker.is_done() && !always.is_empty(), "{}: cut short", setting.name);
    assert!(states >= floor, "{}: only {states} states, fewer than {floor}", setting.name);
}

#[test]
fn a_lone_client_that_loses_answers_keeps_its_session_within_the_interval() {
    walk(&worlds::LONE_CLIENT, 10_000);
}

#[test]
fn two_tabs_share_one_chain() {
    walk(&worlds::TWO_TABS, 80_000);
}

#[test]
fn a_thief_is_found_or_shares_one_chain() {
    walk(&worlds::THIEF, 100_000);
    walk(&worlds::UNDETECTED_THIEF, 50_000);
    walk(&worlds::TABS_AND_THIEF, 40_000);
}

#[test]
fn without_an_interval_the_loser_is_refused() {
    walk(&worlds::ZERO_INTERVAL, 30_000);
    walk(&worlds::PRESET, 20_000);
}

#[test]
fn a_foreign_token_is_adopted_once() {
    walk(&worlds::ADOPTION, 60_000);
    walk(&worlds::ADOPTION_PRESET, 20_000);
}

#[test]
fn a_login_does_not_outrun_a_revocation() {
    walk(&worlds::LOGIN, 80_000);
    walk(&worlds::LOGIN_AND_ADOPTION, 90_000);
}

#[test]
fn a_request_may_wait_after_it_read_the_clock() {
    walk(&worlds::EARLY_CLOCK, 20_000);
    walk(&worlds::EARLY_CLOCK_ADOPTION, 100_000);
}

#[test]
fn a_clock_that_is_set_back_revives_nothing_with_a_session() {
    walk(&worlds::CLOCK_SET_BACK, 100_000);
}

#[test]
fn a_user_that_django_switched_off_gets_no_answer() {
    walk(&worlds::DJANGO, 80_000);
}

/// The checker keeps fingerprints of states; a plain walk that keeps the states themselves finds as many.
#[test]
fn the_checker_leaves_no_state_out() {
    for setting in [worlds::LONE_CLIENT, worlds::DJANGO] {
        let checker = setting.clone().checker().threads(2).spawn_bfs().join();
        assert_eq!(count_plainly(&setting), checker.unique_state_count(), "{}", setting.name);
    }
}

fn count_plainly(setting: &Setting) -> usize {
    let mut pending = setting.init_states();
    let mut known: HashSet<World> = pending.iter().cloned().collect();
    while let Some(world) = pending.pop() {
        let fresh = setting.next_states(&world).into_iter().filter(|next| known.insert(next.clone()));
        pending.extend(fresh);
    }
    known.len()
}

#[test]
#[ignore = "takes minutes"]
fn the_same_holds_in_larger_worlds() {
    for setting in worlds::LARGE {
        walk(setting, 100_000);
    }
}
