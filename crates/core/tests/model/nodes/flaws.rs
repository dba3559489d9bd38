//! Each rule between nodes that is left out is found out by the promise that it carries.

use super::properties as promise;
use super::setting::{Flaw, Setting};
use super::worlds;
use crate::flaws::is_broken;

fn is_found_out(flaw: Flaw, world: &Setting, promised: &'static str) {
    is_broken(Setting { flaw, ..world.clone() }, &format!("{flaw:?}"), promised);
}

#[test]
fn without_the_feed_an_ended_session_lives_on_other_nodes() {
    is_found_out(Flaw::NoFeed, &worlds::LATE_FEED, promise::CAUGHT_UP);
    is_found_out(Flaw::NoFeed, &worlds::CUT_OFF, promise::IN_TIME);
}

#[test]
fn a_revoker_that_waits_for_the_feed_serves_what_it_has_ended() {
    is_found_out(Flaw::RevokerWaits, &worlds::LATE_FEED, promise::TOLD);
}

#[test]
fn a_node_that_is_ready_before_it_has_loaded_serves_what_was_revoked() {
    is_found_out(Flaw::ReadyUnloaded, &worlds::CUT_OFF, promise::IN_TIME);
}

#[test]
fn without_an_epoch_a_number_given_twice_hides_a_revocation() {
    is_found_out(Flaw::NoEpoch, &worlds::FAILOVER, promise::CAUGHT_UP);
}

#[test]
fn a_reload_that_forgets_serves_what_the_database_has_lost() {
    is_found_out(Flaw::ReloadForgets, &worlds::FAILOVER, promise::TOLD);
}

#[test]
fn an_interval_by_the_nodes_clocks_makes_thieves() {
    is_found_out(Flaw::JudgedByNode, &worlds::SKEWED, promise::JUDGED);
}

#[test]
fn an_entry_that_ignores_repeats_dies_before_their_tokens() {
    let world = Setting { sends: 3, ..worlds::SKEWED };
    is_found_out(Flaw::ShortEntry, &world, promise::CAUGHT_UP);
}

#[test]
fn a_stale_node_that_serves_is_past_max_staleness() {
    is_found_out(Flaw::NeverStale, &worlds::CUT_OFF_REFUSES, promise::STALE);
}

#[test]
fn a_node_that_ignores_exp_accepts_what_has_had_its_life() {
    is_found_out(Flaw::NoExp, &worlds::SKEWED_ALONE, promise::LIFE);
}

#[test]
fn an_answer_without_the_successor_makes_a_thief_of_its_owner() {
    is_found_out(Flaw::AnswerWithoutSuccessor, &worlds::SKEWED_ALONE, promise::ALONE);
}

#[test]
fn an_update_without_its_guard_forks_the_chain_and_revives_what_a_failover_lost() {
    is_found_out(Flaw::UnguardedUpdate, &worlds::LATE_FEED, promise::ONE_CHAIN);
    is_found_out(Flaw::UnguardedUpdate, &worlds::FAILOVER_CLIENT, promise::LOST);
}

/// No rule of ours is left out here: it is what a clock costs that is ahead of the database's by more than entries outlive tokens.
#[test]
fn a_node_too_far_ahead_mints_a_token_that_outlives_its_revocation() {
    let world = Setting { skew: [0, 3], ..worlds::SKEWED };
    is_found_out(Flaw::None, &world, promise::CAUGHT_UP);
}
