//! Every flow through the real router, on a real database: a SQLite file, or what `COUNTERSIGN_TEST_DATABASE` names. The tree mirrors `src/api/`.

#[cfg(test)]
mod account_events;
#[cfg(test)]
mod accounts_pages;
#[cfg(test)]
mod auth_token_classes;
#[cfg(test)]
mod authenticate;
#[cfg(test)]
mod authentication_classes;
#[cfg(test)]
mod bearer_header;
#[cfg(test)]
mod blacklist_tables;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod browsable;
#[cfg(test)]
mod browsable_forms;
#[cfg(test)]
mod claim_names;
#[cfg(test)]
mod clock_jumps;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod custom_user;
mod custom_user_staff;
#[cfg(test)]
mod flush_expired_tokens;
#[cfg(test)]
mod foreign_issuer;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod guard;
#[cfg(test)]
mod health;
#[cfg(test)]
mod idle_timeout;
#[cfg(test)]
mod jwks;
#[cfg(test)]
mod last_login;
#[cfg(test)]
mod locale;
#[cfg(test)]
mod lockout;
#[cfg(test)]
mod logout;
#[cfg(test)]
mod logout_all;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod mutated;
#[cfg(test)]
mod odd_claims;
#[cfg(test)]
mod options;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod reauthenticate;
#[cfg(test)]
mod register;
#[cfg(test)]
mod replays;
#[cfg(test)]
mod response_fields;
#[cfg(test)]
mod revocations;
#[cfg(test)]
mod root;
#[cfg(test)]
mod routing;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod session_authentication;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod stateless_users;
#[cfg(test)]
mod support;
#[cfg(test)]
mod throttles;
#[cfg(test)]
mod token_adoption;
#[cfg(test)]
mod token_blacklist;
#[cfg(test)]
mod token_claims;
#[cfg(test)]
mod token_obtain;
#[cfg(test)]
mod token_obtain_sliding;
#[cfg(test)]
mod token_refresh;
#[cfg(test)]
mod token_refresh_modes;
#[cfg(test)]
mod token_refresh_sliding;
#[cfg(test)]
mod token_revoke;
#[cfg(test)]
mod token_session;
#[cfg(test)]
mod token_verify;
#[cfg(test)]
mod user_checks;
#[cfg(test)]
mod user_id_field;
#[cfg(test)]
mod users;
#[cfg(test)]
mod users_me;
#[cfg(test)]
mod users_rights;
