//! Where the server is.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use fred::error::Error;
use fred::types::RespVersion;
use fred::types::config::{Config, ConnectionConfig, ServerConfig, TlsConnector};
use rustls::ClientConfig;

/// How long a connection may take to be there, and as long again to answer the login.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
const SCHEMES: [(&str, bool); 4] =
    [("redis://", false), ("valkey://", false), ("rediss://", true), ("valkeys://", true)];

/// A server, as `redis://USER:PASSWORD@HOST:PORT/DATABASE` names it. It is shown without the password.
#[derive(Clone)]
pub struct Address {
    config: Config,
    is_tls: bool,
}

/// Not such an address; the text is not repeated, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Something else than a server on a network, or several.
    #[error(
        "it must begin with redis://, rediss://, valkey:// or valkeys:// (clusters, sentinels and sockets are not supported)"
    )]
    Scheme,
    /// What comes after that.
    #[error(
        "it must be redis://HOST:PORT/NUMBER, where the port (6379) and the number of the database (0 to 255) may be left out"
    )]
    Place,
    /// What stands before the host.
    #[error(
        "a password stands after a colon, as in redis://:PASSWORD@HOST or redis://USER:PASSWORD@HOST, with % and two digits for \
             each of / ? # @ % in it"
    )]
    Login,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// It is none. Nothing that may be a part of a password is repeated.
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        let (rest, is_tls) = SCHEMES
            .into_iter()
            .find_map(|(scheme, is_tls)| Some((url.strip_prefix(scheme)?, is_tls)))
            .ok_or(AddressError::Scheme)?;
        let may_have_login = rest.contains('@');
        let is_place = !rest.contains(['?', '#', '\\']) && !rest.contains(char::is_whitespace);
        let otherwise = if may_have_login { AddressError::Login } else { AddressError::Place };
        let parsed = is_place.then(|| Config::from_url_centralized(&format!("redis://{rest}")).ok()).flatten();
        let mut config = parsed.ok_or(otherwise)?;
        if config.password.is_none() && may_have_login {
            return Err(AddressError::Login);
        }
        // One connection for questions and for what is told unasked.
        config.version = RespVersion::RESP3;
        Ok(Self { config, is_tls })
    }

    /// It wants TLS (see [`Address::trusting`]).
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.is_tls
    }

    /// The same, with this side's rules of TLS.
    #[must_use]
    pub fn trusting(mut self, tls: Arc<ClientConfig>) -> Self {
        self.config.tls = Some(TlsConnector::Rustls(tls.into()).into());
        self
    }

    pub(crate) fn config(&self) -> Config {
        self.config.clone()
    }

    /// No connection comes again by itself: whether there is one is decided in one place.
    pub(crate) fn client(&self) -> Result<fred::clients::Client, Error> {
        let connection = ConnectionConfig {
            connection_timeout: CONNECT_TIMEOUT,
            internal_command_timeout: CONNECT_TIMEOUT,
            max_command_attempts: 1,
            disable_cluster_health_check: true,
            ..ConnectionConfig::default()
        };
        let mut builder = fred::types::Builder::from_config(self.config());
        builder.set_connection_config(connection);
        builder.build()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_tls { "rediss://" } else { "redis://" })?;
        if self.config.password.is_some() {
            write!(f, "{}:****@", self.config.username.as_deref().unwrap_or_default())?;
        }
        if let ServerConfig::Centralized { server } = &self.config.server {
            write!(f, "{}:{}", server.host, server.port)?;
        }
        self.config.database.map_or(Ok(()), |number| write!(f, "/{number}"))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (url, shown) in [
            ("redis://cache.example.com", "redis://cache.example.com:6379"),
            ("valkey://cache.example.com:7000/3", "redis://cache.example.com:7000/3"),
            ("redis://:p%40ss@cache/", "redis://:****@cache:6379"),
            ("rediss://alice:pass@[::1]:6380/0", "rediss://alice:****@[::1]:6380/0"),
        ] {
            let read = Address::parse(url).unwrap();
            assert_eq!((read.to_string(), format!("{read:?}")), (shown.to_owned(), format!("Address({shown})")));
        }
    }

    #[test]
    fn what_is_no_address_is_refused_by_its_part() {
        for url in
            ["", "cache:6379", "http://cache", "redis-cluster://a:1", "redis+unix:///run/redis.sock", "REDIS://x"]
        {
            assert_eq!(Address::parse(url).unwrap_err(), AddressError::Scheme, "{url}");
        }
        for url in [
            "redis://",
            "redis://:6379",
            "redis://cache:port",
            "redis://cache/256",
            "redis://cache/a/b",
            "redis://c?db=1",
        ] {
            assert_eq!(Address::parse(url).unwrap_err(), AddressError::Place, "{url}");
        }
        for url in ["redis://secret@cache", "redis://alice:pa/ss@cache", "redis://alice:pa?ss@cache", "redis://:@cache"]
        {
            assert_eq!(Address::parse(url).unwrap_err(), AddressError::Login, "{url}");
        }
    }
}
