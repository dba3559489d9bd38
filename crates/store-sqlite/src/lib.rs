//! Countersign's store on SQLite: the default, embedded and durable.
//!
//! One connection writes, in groups: what arrives while a commit is on its way shares the next one, each item behind a
//! savepoint of its own, and is answered after the commit (`synchronous=FULL`). Several connections read.

mod announcements;
mod auth_tokens;
mod clients;
mod decoys;
mod error;
mod expired_rows;
mod extra;
mod feed;
mod groups;
mod key;
mod known_networks;
mod memberships;
mod migration;
mod names;
mod open;
mod outstanding_tokens;
mod revoked_tokens;
mod row;
mod schema;
mod secret_key;
mod sessions;
mod signing_keys;
mod sought;
mod tables;
mod user_directory;
mod users;
mod web_sessions;
mod writer;

pub use countersign_core::store::{MigrationState, UseOfBlacklistTables};
pub use open::{OpenError, SqliteStore};
