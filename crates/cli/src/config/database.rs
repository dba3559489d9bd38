//! What can be wrong with the way to the database.

use countersign_store_postgres::{AddressError, check_address};
use toml::{Table, Value};

use super::check::refuse;
use super::duration::Duration;
use super::error::ConfigError;
use super::layers::Origins;
use super::{Config, DatabaseUrl};

/// The longest that PostgreSQL takes, which counts milliseconds in 31 bits.
const LONGEST: Duration = Duration::seconds(24 * 24 * 60 * 60);

/// An address on a server has its parts.
pub(super) fn address(config: &Config) -> Option<ConfigError> {
    let DatabaseUrl::Postgres(url) = &config.database.url else { return None };
    let cause = check_address(url).err()?;
    let or = if matches!(cause, AddressError::Unescaped | AddressError::Port(None)) {
        ", or give the password as it is with database.password (COUNTERSIGN_DATABASE__PASSWORD)"
    } else if cause == AddressError::UnknownParameter("connect_timeout".to_owned()) {
        "; it is database.connect_timeout here"
    } else {
        ""
    };
    Some(refuse(config, "database.url", String::from(config.database.url.clone()), format!("{cause}{or}")))
}

/// For PostgreSQL 0 is no limit, and for us no time at all.
pub(super) fn time_limits(config: &Config) -> Option<ConfigError> {
    let database = &config.database;
    let limits = [
        ("database.acquire_timeout", database.acquire_timeout),
        ("database.connect_timeout", database.connect_timeout),
        ("database.statement_timeout", database.statement_timeout),
        ("database.lock_timeout", database.lock_timeout),
    ];
    let is_good = |limit: Duration| Duration::seconds(1) <= limit && limit <= LONGEST;
    let (key, limit) = limits.into_iter().find(|(_, limit)| !is_good(*limit))?;
    Some(refuse(config, key, limit.to_string(), format!("the server must have some time; give 1s to {LONGEST}")))
}

/// An address from outside the files is of another server than the password in them, which that server is not told: an address
/// brings its own password, or none. Where such a password was, if there was one.
pub(super) fn leave_other_servers_password(
    table: &mut Table,
    origins: &mut Origins,
    outside: &[String],
) -> Option<String> {
    let is_outside = |key: &str| outside.iter().any(|known| known == key);
    if !is_outside("database.url") || is_outside("database.password") {
        return None;
    }
    table.get_mut("database").and_then(Value::as_table_mut)?.remove("password")?;
    Some(origins.forget("database.password"))
}
