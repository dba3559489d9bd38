//! The model can fail: each rule that is left out is found out by the promise that it carries.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::hash::Hash;

use stateright::{Checker, HasDiscoveries, Model};

use crate::properties as promise;
use crate::setting::{Flaw, Setting};
use crate::worlds;

/// `world` holds without `flaw`, as `runs` shows; with it the checker finds a way to break `promised`.
fn is_found_out(flaw: Flaw, world: &Setting, promised: &'static str) {
    is_broken(Setting { flaw, ..world.clone() }, &format!("{flaw:?}"), promised);
}

/// The checker finds a way to break `promised` in `world`.
pub(crate) fn is_broken<M>(world: M, flaw: &str, promised: &'static str)
where
    M: Model<State: Clone + Debug + Hash + PartialEq + Send + Sync, Action: Clone + Debug + PartialEq + Send + Sync>
        + Send
        + Sync
        + 'static,
{
    let wanted = HasDiscoveries::AllOf(BTreeSet::from([promised]));
    let checker = world.checker().threads(2).finish_when(wanted).spawn_bfs().join();
    let found = checker.discovery(promised);
    let way = found.unwrap_or_else(|| panic!("{flaw} breaks nothing of \"{promised}\"")).into_actions();
    println!("model: {flaw} breaks \"{promised}\" in {} steps: {way:?}", way.len());
}

#[test]
fn an_update_without_its_guard_forks_the_chain_and_loses_rotations() {
    is_found_out(Flaw::UnguardedUpdate, &worlds::TWO_TABS, promise::ONE_CHAIN);
    is_found_out(Flaw::UnguardedUpdate, &worlds::TWO_TABS, promise::NOTHING_LOST);
    is_found_out(Flaw::UnguardedUpdate, &worlds::TWO_TABS, promise::REPLAY);
}

#[test]
fn a_repeat_with_a_token_of_its_own_forks_the_chain() {
    is_found_out(Flaw::BranchingRepeat, &worlds::TWO_TABS, promise::ONE_CHAIN);
}

#[test]
fn a_row_without_its_previous_token_denies_the_retry() {
    is_found_out(Flaw::NoGrace, &worlds::LONE_CLIENT, promise::GRACE);
    is_found_out(Flaw::NoGrace, &worlds::LONE_CLIENT, promise::CAUSE);
}

#[test]
fn an_answer_without_the_successor_makes_a_thief_of_its_owner() {
    is_found_out(Flaw::AnswerWithoutSuccessor, &worlds::LONE_CLIENT, promise::NO_FALSE_ALARM);
}

#[test]
fn a_commit_that_a_crash_takes_back_is_a_rotation_lost() {
    is_found_out(Flaw::LostCommit, &worlds::LONE_CLIENT, promise::NOTHING_LOST);
}

#[test]
fn a_forgiven_replay_leaves_the_thief_in() {
    is_found_out(Flaw::ForgivenReplay, &worlds::THIEF, promise::REPLAY);
}

#[test]
fn an_adoption_without_on_conflict_makes_two_sessions() {
    is_found_out(Flaw::AdoptionWithoutConflict, &worlds::ADOPTION, promise::ONE_ADOPTION);
    is_found_out(Flaw::AdoptionWithoutConflict, &worlds::ADOPTION, promise::ONE_CHAIN);
}

#[test]
fn an_adoption_that_ignores_the_mark_outlives_a_logout_of_all() {
    is_found_out(Flaw::AdoptionIgnoresMark, &worlds::ADOPTION, promise::REVOKED);
}

#[test]
fn a_logout_that_leaves_the_row_ends_nothing() {
    is_found_out(Flaw::LogoutLeavesRow, &worlds::TWO_TABS, promise::REVOKED);
}

#[test]
fn a_logout_of_a_token_without_a_session_must_deny_the_token() {
    is_found_out(Flaw::LogoutWithoutDenial, &worlds::ADOPTION, promise::REVOKED);
}

#[test]
fn a_logout_that_looks_for_the_session_first_misses_the_adoption_beside_it() {
    is_found_out(Flaw::LogoutLooksFirst, &worlds::ADOPTION, promise::REVOKED);
}

#[test]
fn sessions_swept_before_the_user_row_let_new_ones_in() {
    is_found_out(Flaw::SweepBeforeUser, &worlds::LOGIN, promise::OLD_PASSWORD);
    is_found_out(Flaw::SweepBeforeUser, &worlds::LOGIN, promise::DEACTIVATED);
    is_found_out(Flaw::SweepBeforeUser, &worlds::LOGIN_AND_ADOPTION, promise::REVOKED);
}

#[test]
fn a_deactivation_without_the_mark_revives_foreign_tokens_at_reactivation() {
    is_found_out(Flaw::DeactivationLeavesMark, &worlds::LOGIN_AND_ADOPTION, promise::REVOKED);
}

#[test]
fn a_login_that_trusts_its_first_read_outruns_a_password_change() {
    is_found_out(Flaw::OpeningTrustsFirstRead, &worlds::LOGIN, promise::OLD_PASSWORD);
    is_found_out(Flaw::OpeningTrustsFirstRead, &worlds::LOGIN, promise::DEACTIVATED);
}

#[test]
fn a_repeat_that_ignores_the_user_answers_one_who_is_off() {
    is_found_out(Flaw::RepeatIgnoresUser, &worlds::DJANGO, promise::DEAD);
}

/// No rule of ours is left out here: it is what a mark made of clock readings cannot do.
#[test]
fn a_foreign_token_from_the_clock_s_future_outlives_the_mark() {
    let world = Setting { steps_back: 1, ..worlds::ADOPTION };
    is_found_out(Flaw::None, &world, promise::REVOKED);
}
