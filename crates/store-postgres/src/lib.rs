//! Countersign's store on PostgreSQL: for what outgrows one machine, and in place on a Django's database.
//!
//! A step is a transaction at READ COMMITTED, and holds the user's row (`FOR SHARE` to open something for the user, `FOR NO KEY
//! UPDATE` to end it) before it looks at anything that the user's row decides: a statement that comes after the lock sees
//! whatever the one who held it before has committed. A refresh is one statement outside of any transaction.

mod address;
mod announcements;
mod auth_tokens;
mod clients;
mod decoys;
mod error;
mod expired_rows;
mod extra;
mod feed;
mod groups;
mod jti;
mod key;
mod known_networks;
mod memberships;
mod migration;
mod names;
mod open;
mod outstanding_tokens;
mod pool;
mod revoked_tokens;
mod row;
mod schema;
mod secret_key;
mod sessions;
mod signing_keys;
mod sought;
mod tables;
mod throw_away;
mod time;
mod user_directory;
mod users;
mod web_sessions;
mod writer;

pub use address::{AddressError, check_address};
pub use countersign_core::store::{MigrationState, UseOfBlacklistTables};
pub use open::{Limits, OpenError, PostgresStore, Server};
pub use time::TimeSource;
