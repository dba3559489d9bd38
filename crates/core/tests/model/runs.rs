//! Every world walked to its end.
//!
//! Each run prints its states and what was held against them: `cargo test -p countersign-core --test model -- --nocapture`.

use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::Hash;

use stateright::{Checker, Expectation, Model};

use crate::setting::Setting;
use crate::world::World;
use crate::worlds;

/// Walks every reachable state of a world: each promise holds in all of them, each milestone is reached in one.
pub(crate) fn walk<M>(world: &M, name: &str, floor: usize)
where
    M: Model<State: Clone + Debug + Hash + PartialEq + Send + Sync, Action: Clone + Debug + PartialEq + Send + Sync>
        + Clone
        + Send
        + Sync
        + 'static,
{
    let checker = world.clone().checker().threads(2).spawn_bfs().join();
    let states = checker.unique_state_count();
    let (always, sometimes): (Vec<_>, Vec<_>) =
        world.properties().into_iter().partition(|property| property.expectation == Expectation::Always);
    println!("model: {name}: {states} states, up to {} steps", checker.max_depth());
    for property in &always {
        println!("    always: {}", property.name);
    }
    for property in &sometimes {
        println!("    reached: {}", property.name);
    }
    checker.assert_properties();
    // No property was refuted, so that the checker stopped for one reason only: no state was left.
    assert!(checker.is_done() && !always.is_empty(), "{name}: cut short");
    assert!(states >= floor, "{name}: only {states} states, fewer than {floor}");
}

fn walk_world(setting: &Setting, floor: usize) {
    walk(setting, setting.name, floor);
}

#[test]
fn a_lone_client_that_loses_answers_keeps_its_session_within_the_interval() {
    walk_world(&worlds::LONE_CLIENT, 10_000);
}

#[test]
fn two_tabs_share_one_chain() {
    walk_world(&worlds::TWO_TABS, 80_000);
}

#[test]
fn a_thief_is_found_or_shares_one_chain() {
    walk_world(&worlds::THIEF, 100_000);
    walk_world(&worlds::UNDETECTED_THIEF, 50_000);
    walk_world(&worlds::TABS_AND_THIEF, 40_000);
}

#[test]
fn without_an_interval_the_loser_is_refused() {
    walk_world(&worlds::ZERO_INTERVAL, 30_000);
    walk_world(&worlds::PRESET, 20_000);
}

#[test]
fn a_foreign_token_is_adopted_once() {
    walk_world(&worlds::ADOPTION, 60_000);
    walk_world(&worlds::ADOPTION_PRESET, 20_000);
}

#[test]
fn a_login_does_not_outrun_a_revocation() {
    walk_world(&worlds::LOGIN, 80_000);
    walk_world(&worlds::LOGIN_AND_ADOPTION, 90_000);
}

#[test]
fn a_request_may_wait_after_it_read_the_clock() {
    walk_world(&worlds::EARLY_CLOCK, 20_000);
    walk_world(&worlds::EARLY_CLOCK_ADOPTION, 100_000);
}

#[test]
fn c21_a_clock_that_is_set_back_revives_nothing_with_a_session() {
    walk_world(&worlds::CLOCK_SET_BACK, 100_000);
}

#[test]
fn a_user_that_django_switched_off_gets_no_answer() {
    walk_world(&worlds::DJANGO, 80_000);
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
        walk_world(setting, 100_000);
    }
}
