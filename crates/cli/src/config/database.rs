//! What can be wrong with the way to the database.

use countersign_store_postgres::{AddressError, Server, check_address};
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
    let or = if cause == AddressError::Port(None) {
        "; user and password stand before the host, as in postgres://USER:PASSWORD@HOST:5432/NAME"
    } else if cause == AddressError::Unescaped {
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

/// The password in the files is for the role and server of the address there, and no other server is told it: an address from
/// outside brings its own password, or none. Where such a password was, if there was one.
pub(super) fn leave_other_servers_password(
    table: &mut Table,
    origins: &mut Origins,
    (url_of_files, outside): (Option<&str>, &[String]),
) -> Option<String> {
    let is_outside = |key: &str| outside.iter().any(|known| known == key);
    if !is_outside("database.url") || is_outside("database.password") {
        return None;
    }
    let url = url(table).unwrap_or_default();
    if url_of_files.is_some_and(|of_files| has_no_other_login(&url, of_files)) {
        return None;
    }
    table.get_mut("database").and_then(Value::as_table_mut)?.remove("password")?;
    Some(origins.forget("database.password"))
}

/// The address, as far as it is known.
pub(super) fn url(table: &Table) -> Option<String> {
    Some(table.get("database")?.get("url")?.as_str()?.to_owned())
}

/// It brings no password, and names the same role at the same server.
fn has_no_other_login(url: &str, other: &str) -> bool {
    let has_password = DatabaseUrl::try_from(url.to_owned()).is_ok_and(|url| url.has_password());
    let servers = (Server::parse(url, None), Server::parse(other, None));
    !has_password && matches!(servers, (Ok(server), Ok(other)) if server.has_role_of(&other))
}
