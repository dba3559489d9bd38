//! The contract of a store, as code: one function per promise of the traits in [`store`](super).
//!
//! A promise takes a [`Stage`], two nodes on one new database, and panics when it is not kept. [`each_promise!`] names
//! every one, so that no store can leave one out; [`contract_tests!`] makes tests of them for a store that says how a promise
//! is kept:
//!
//! ```text
//! async fn keep(tables: Tables, model: Model, promise: impl AsyncFnOnce(&Stage<'_>)) {
//!     let (one, other) = two_nodes_on_a_new_database(tables, model).await;
//!     promise(&Stage::new(&one, &other)).await;
//! }
//! each_promise!(contract_tests);
//! ```
//!
//! Races are races: many calls at once, dealt out to both nodes, and the winners counted.
//!
//! [`each_promise!`]: crate::each_promise
//! [`contract_tests!`]: crate::contract_tests

#![expect(
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a promise that is not kept panics, as a test does"
)]

mod model;
mod outcome;
mod stage;
mod steps;

pub mod account_changes;
pub mod adoption;
pub mod auth_tokens;
pub mod clients;
pub mod decoys;
pub mod ending;
pub mod expired_rows;
pub mod feed;
pub mod groups;
pub mod idle;
pub mod known_networks;
pub mod memberships;
pub mod opening;
pub mod outstanding_tokens;
pub mod renewal;
pub mod reuse;
pub mod revoked_tokens;
pub mod rotation;
pub mod sealed_secret;
pub mod sequences;
pub mod signing_keys;
pub mod user_directory;
pub mod users;
pub mod web_sessions;

pub use model::{Model, Tables};
pub use outcome::{Outcome, all_at_once, tally};
pub use stage::{FarBehind, Foreign, Held, RULE, SqlWriter, Stage, at, ending, hash};

/// Hands the whole contract to the macro `$then`, as `table { promise promise … } table { … } …`.
#[macro_export]
macro_rules! each_promise {
    ($then:ident) => {
        $then! {
            users {
                a_new_user_is_read_back_as_made
                of_many_that_want_one_name_one_gets_it
                a_taken_name_makes_no_account
                a_user_is_found_by_the_exact_name
                a_user_is_found_by_an_address_of_their_own
                users_are_listed_by_key
                a_profile_change_writes_what_it_names
                a_profile_takes_no_name_of_somebody_else
                a_user_may_keep_their_name
                of_two_that_take_one_name_one_gets_it
                a_hash_is_upgraded_only_where_it_is_the_checked_one
                a_change_of_nobody_changes_nothing
                a_deleted_user_is_nowhere
                a_deleted_users_key_is_never_given_again
            }
            user_directory {
                a_search_finds_who_has_every_text
                a_filter_finds_who_fits
                a_page_is_a_part_of_the_order
                an_entry_tells_what_a_user_was_given
                an_account_is_made_with_what_it_is_given
                a_change_writes_what_it_names
                a_change_that_shuts_somebody_out_ends_every_session
                a_superuser_is_spared
                a_user_who_was_given_more_is_spared
                the_last_active_superuser_stays
                an_entry_of_nobody_is_gone
            }
            groups {
                a_new_group_is_read_back_as_made
                groups_are_listed_by_key
                a_group_changes_as_the_change_says
                a_deleted_group_is_nowhere
                permissions_are_listed_in_djangos_order
                groups_and_permissions_grant_together
            }
            auth_tokens {
                a_user_keeps_one_token
                of_many_that_ask_at_once_all_get_the_same_token
                a_token_names_its_owner
                nobody_gets_no_token
                a_deleted_token_names_nobody
            }
            memberships {
                groups_are_told_by_name
                permissions_are_the_users_own_and_those_of_their_groups
                a_superuser_has_every_permission
                who_is_not_active_may_do_nothing
                nobody_is_in_no_group_and_may_do_nothing
            }
            account_changes {
                a_password_change_ends_every_session
                a_deactivation_ends_every_session
                an_activation_ends_every_session
                a_deletion_ends_every_session
                reactivation_revives_nothing
                a_further_change_ends_no_session_twice
                a_login_beside_a_deactivation_leaves_no_session
                a_login_beside_a_password_change_leaves_no_session
                a_login_beside_a_deletion_leaves_no_session
                nothing_opens_after_an_answered_deactivation
            }
            opening {
                an_opened_session_is_read_back
                a_session_opened_without_proof_has_none
                an_unknown_session_is_absent
                the_absolute_end_caps_the_first_token
                nobody_else_than_an_active_user_opens_a_session
                a_changed_password_column_opens_nothing
                an_upgrade_is_written_with_its_session
                a_noted_login_is_the_users_last
                of_two_upgrades_one_is_written
                an_opening_that_fails_writes_nothing
                live_sessions_are_listed_newest_use_first
                a_session_with_an_expired_token_is_not_listed
                of_very_many_sessions_those_used_last_are_listed
            }
            known_networks {
                where_a_user_has_logged_in_is_known
                a_noted_login_makes_its_network_known
                a_session_without_proof_makes_no_network_known
                of_many_networks_the_latest_are_known
                a_deleted_user_is_known_nowhere
            }
            rotation {
                a_refresh_spends_the_current_token_for_the_next
                of_fifty_parallel_refreshes_exactly_one_rotates
                without_an_interval_one_of_fifty_is_answered
                without_an_interval_the_first_of_many_replays_ends_the_session
                many_sessions_rotate_side_by_side
                the_absolute_end_caps_every_successor
                a_session_is_over_at_its_absolute_end
                a_session_without_a_row_is_unknown
                a_session_of_another_user_is_unknown
                an_inactive_owner_rotates_nothing
                where_anyone_may_refresh_an_inactive_owner_rotates
                a_session_that_is_over_rotates_no_more
                a_refresh_beside_an_end_revives_nothing
                access_until_never_moves_back
            }
            idle {
                a_session_is_over_when_it_lay_idle
                a_time_out_counts_for_every_session
                no_token_of_an_idle_session_is_a_replay
                a_repetition_does_not_stretch_the_time_out
                of_fifty_at_the_end_of_the_time_out_none_rotates
                a_foreign_token_is_used_when_it_is_taken_in
            }
            reuse {
                within_the_interval_a_spent_token_gets_its_successor_again
                past_the_interval_a_replay_ends_the_session
                a_repetition_does_not_stretch_the_interval
                without_detection_a_replay_ends_nothing
                a_token_two_turns_old_is_a_replay_at_once
                a_jti_that_was_never_of_the_session_ends_it
                a_token_of_another_session_ends_only_the_session_it_names
                an_interval_of_zero_repeats_nothing
                a_clock_that_is_behind_finds_the_interval_open
            }
            adoption {
                a_foreign_token_gets_a_session_of_its_own
                of_fifty_parallel_adoptions_one_makes_the_session
                within_the_interval_an_adopted_token_gets_its_successor_again
                past_the_interval_an_adopted_token_ends_its_session
                an_adopted_token_two_turns_old_is_a_replay
                an_ended_session_is_not_adopted_again
                a_token_of_the_marks_second_is_refused
                a_token_without_iat_is_refused_where_there_is_a_mark
                a_revoked_token_is_not_adopted
                an_inactive_user_adopts_nothing
                where_anyone_may_refresh_an_inactive_user_adopts
                an_adopted_token_of_another_user_is_unknown
                the_absolute_end_caps_the_adopted_tokens_successor
                an_adoption_beside_a_logout_everywhere_leaves_no_session
                an_adoption_that_fails_writes_nothing
            }
            renewal {
                a_renewal_without_a_token_notes_the_use
                a_renewal_with_a_token_makes_it_the_current_one
                a_session_that_is_over_is_not_renewed
                a_renewal_keeps_the_longest_access_token
                a_proof_is_noted
                a_session_that_is_over_proves_nothing
            }
            decoys {
                keys_have_bounds_where_there_are_users
                a_password_is_that_of_the_key_or_of_the_next_one
            }
            ending {
                an_ended_session_is_over
                a_session_ends_once
                of_many_that_end_a_session_one_does
                a_session_of_somebody_else_counts_as_absent
                an_unknown_session_does_not_end
                an_end_of_everything_sets_the_mark_and_ends_every_session
                an_end_of_everything_but_one_session_sets_the_mark
                an_end_of_sessions_alone_sets_no_mark
                keeping_a_strangers_session_keeps_none
                a_mark_never_moves_back
                nobody_has_no_sessions_to_end
            }
            revoked_tokens {
                a_revoked_token_is_known
                a_token_is_revoked_once
                of_many_that_revoke_a_token_one_does
                a_token_is_revoked_under_any_name
                revoking_an_adopted_token_ends_its_session
                revoking_an_adopted_token_ends_no_session_twice
                revoking_a_sessions_own_token_ends_nothing
                an_adoption_beside_a_revocation_leaves_no_session
                an_unattached_token_is_judged_by_itself_its_user_and_its_mark
            }
            outstanding_tokens {
                an_opened_session_leaves_a_row
                a_rotation_blacklists_one_token_and_issues_the_other
                the_absolute_end_caps_the_row_of_a_successor
                the_latest_token_that_is_held_as_itself_is_found
                of_fifty_parallel_refreshes_one_leaves_rows
                a_token_that_django_blacklisted_is_refused_and_ends_nothing
                of_django_and_a_refresh_one_is_first
                a_row_of_our_own_changes_nothing_for_the_previous_token
                a_token_that_was_spent_here_before_is_theft
                a_successor_that_django_blacklisted_is_not_given_again
                a_token_that_django_rotated_takes_its_place
                what_is_displaced_is_blacklisted
                a_token_that_django_rotated_was_used_there
                of_fifty_refreshes_of_a_token_that_django_rotated_one_rotates
                what_django_has_spent_is_refused_and_ends_nothing
                a_token_that_is_not_outstanding_is_theft
                without_an_interval_a_token_that_django_rotated_is_answered_once
                a_token_that_django_rotated_for_an_inactive_user_is_not_taken_in
                an_ended_session_is_refused_by_django
                an_ended_session_without_a_row_gets_one
                an_end_of_everything_blacklists_whatever_the_user_has
                an_end_of_everything_but_one_session_spares_its_tokens
                an_end_of_sessions_alone_blacklists_their_tokens
                a_change_of_the_account_blacklists_whatever_the_user_has
                a_deleted_users_rows_name_nobody
                an_adoption_leaves_rows
                a_foreign_token_that_django_blacklisted_is_not_adopted
                a_token_that_must_be_known_is_adopted_only_if_it_is_outstanding
                a_token_is_blacklisted_with_its_session
                an_unattached_token_is_judged_by_its_row
                a_renewal_leaves_a_row
                rows_are_deleted_when_they_have_expired
            }
            feed {
                a_new_feed_has_a_name_and_no_event
                the_epoch_stays
                events_are_numbered_in_the_order_of_commits
                beside_fifty_writers_a_reader_meets_no_gap
                an_answered_revocation_is_in_the_feed
                the_events_of_one_step_stand_together
                an_event_is_shown_until_its_time
                a_reader_that_is_ahead_sees_it
                a_page_is_the_beginning_of_what_there_is
                an_event_of_a_user_says_the_mark
                who_waits_hears_of_an_event
                who_passes_events_on_hears_of_those_of_this_node
            }
            signing_keys {
                a_key_is_read_back_as_written
                of_many_first_keys_one_stands
                each_algorithm_has_a_first_key
                a_further_key_waits_where_one_signs
                a_key_that_signs_retires_the_one_before
                a_key_comes_in_once
                of_many_that_come_in_to_sign_one_does
                a_rotation_lets_the_newest_that_waits_sign
            }
            expired_rows {
                a_live_session_survives
                a_dead_session_is_deleted
                a_session_that_holds_an_adoption_survives
                a_revocation_survives_until_its_time
                an_event_survives_until_its_time
                a_batch_deletes_no_more_than_its_limit
                beside_a_refresh_no_live_session_is_deleted
                a_web_session_survives_until_it_expires
                the_feed_goes_on_after
            }
            web_sessions {
                an_opened_web_session_is_read_back_until_it_expires
                a_web_session_is_opened_under_the_users_lock
                a_login_replaces_the_web_session_that_came_with_it
                a_web_session_takes_no_key_of_another
                a_web_session_changes_from_what_was_read
                a_web_session_ends_once
                a_web_session_of_django_is_read
            }
            sealed_secret {
                of_many_first_secrets_one_stands
            }
            clients {
                a_client_is_known_by_its_secret
                a_revoked_client_has_no_secret
                clients_are_listed_in_order
            }
        }
    };
}

/// Makes a test of each promise that [`each_promise!`](crate::each_promise) hands over, three times: on Django's tables, beside
/// the tables of `token_blacklist`, and on the user table of a project's own model. `keep(tables, model, promise)` stands beside.
#[macro_export]
macro_rules! contract_tests {
    ($($table:ident { $($promise:ident)+ })+) => {
        $(#[cfg(test)]
        mod $table {
            use super::keep;
            use $crate::store::contract::{self, Model, Tables};

            $(#[tokio::test]
            async fn $promise() {
                let tables = Tables::of(stringify!($table));
                keep(tables, Model::OfDjango, async |stage| contract::$table::$promise(stage).await).await;
            })+
        })+

        /// The whole contract holds where those tables are in use, too.
        #[cfg(test)]
        mod with_blacklist_tables {
            $(mod $table {
                use super::super::keep;
                use $crate::store::contract::{self, Model, Tables};

                $(#[tokio::test]
                async fn $promise() {
                    keep(Tables::Blacklist, Model::OfDjango, async |stage| contract::$table::$promise(stage).await).await;
                })+
            })+
        }

        /// And on the user table of a project's own model.
        #[cfg(test)]
        mod on_a_custom_user_table {
            $(mod $table {
                use super::super::keep;
                use $crate::store::contract::{self, Model, Tables};

                $(#[tokio::test]
                async fn $promise() {
                    let tables = Tables::of(stringify!($table));
                    keep(tables, Model::Custom, async |stage| contract::$table::$promise(stage).await).await;
                })+
            })+
        }
    };
}

#[cfg(test)]
mod tests {
    macro_rules! every_promise_is_listed {
        ($($table:ident { $($promise:ident)+ })+) => {
            $(assert_eq!(written(include_str!(concat!(stringify!($table), ".rs"))), [$(stringify!($promise)),+]);)+
        };
    }

    fn written(source: &str) -> Vec<&str> {
        source.lines().filter_map(|line| line.strip_prefix("pub async fn ")?.split('(').next()).collect()
    }

    #[test]
    fn a_promise_that_is_written_is_listed() {
        each_promise!(every_promise_is_listed);
    }
}
