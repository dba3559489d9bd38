//! What the `countersign` command promises, seen from outside: real processes, real files, real sockets.
//!
//! Every test has a folder of its own ([`support::Deployment`]); servers listen on ports that the system chooses, and are
//! ended by the test that started them, by their own process id. The modules are `cfg(test)` so that the lints know them
//! for tests.

#[cfg(test)]
mod acceptance;
#[cfg(test)]
mod attacks;
#[cfg(test)]
mod beside_django;
#[cfg(test)]
mod blacklist_tables;
#[cfg(test)]
mod browser_sessions;
#[cfg(test)]
mod cache;
#[cfg(test)]
mod check;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod claims_hook;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod config;
#[cfg(test)]
mod configured_keys;
#[cfg(test)]
mod crashes;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod first_start;
#[cfg(test)]
mod flush;
#[cfg(test)]
mod from_django;
#[cfg(test)]
mod healthcheck;
#[cfg(test)]
mod help;
#[cfg(test)]
mod hostile_sockets;
#[cfg(test)]
mod init;
#[cfg(test)]
mod inspect;
#[cfg(test)]
mod jwk_url;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod locale;
#[cfg(test)]
mod million;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod mutations;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod refused_starts;
#[cfg(test)]
mod revocation;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod secrecy;
#[cfg(test)]
mod secrets_file;
#[cfg(test)]
mod shutdown;
#[cfg(test)]
mod simplejwt_settings;
#[cfg(test)]
mod support;
#[cfg(test)]
mod throttles;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod tls_refusals;
#[cfg(test)]
mod tls_sockets;
#[cfg(test)]
mod token_issue;
#[cfg(test)]
mod token_revoke;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod user_rights;
#[cfg(test)]
mod users;
