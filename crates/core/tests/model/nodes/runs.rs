//! Every world of nodes walked to its end; each run prints its states and what was held against them.

use super::setting::Setting;
use super::worlds;
use crate::runs::walk;

fn walk_nodes(setting: &Setting, floor: usize) {
    walk(setting, setting.name, floor);
}

#[test]
fn an_ended_session_is_refused_by_every_node_that_has_caught_up() {
    walk_nodes(&worlds::LATE_FEED, 5_000);
}

#[test]
fn a_node_without_the_database_serves_or_refuses_as_it_was_told() {
    walk_nodes(&worlds::CUT_OFF, 5_000);
    walk_nodes(&worlds::CUT_OFF_REFUSES, 5_000);
}

#[test]
fn clocks_that_differ_make_no_thief_and_revive_nothing() {
    walk_nodes(&worlds::SKEWED, 5_000);
    walk_nodes(&worlds::SKEWED_ALONE, 1_000);
}

#[test]
fn a_failover_that_loses_commits_fails_closed() {
    walk_nodes(&worlds::FAILOVER, 5_000);
    walk_nodes(&worlds::FAILOVER_CLIENT, 5_000);
    walk_nodes(&worlds::FAILOVER_THIEF, 1_000);
}

#[test]
#[ignore = "takes minutes"]
fn the_same_holds_in_larger_worlds_of_nodes() {
    for setting in worlds::LARGE {
        walk_nodes(setting, 10_000);
    }
}
