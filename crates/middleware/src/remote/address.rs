//! The address of something that is fetched.

use std::net::IpAddr;

use http::Uri;
use http::uri::Scheme;

/// Where to ask, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// Name or number, an IPv6 one without its brackets.
    pub(super) host: String,
    pub(super) port: u16,
    /// As the `Host` header has it.
    pub(super) authority: String,
    /// With the query.
    pub(super) path: String,
    pub(super) is_https: bool,
}

/// Reads an address; `None`: it is none of http or https, or has a password in it.
impl Address {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let is_https = match uri.scheme()? {
            scheme if *scheme == Scheme::HTTPS => true,
            scheme if *scheme == Scheme::HTTP => false,
            _ => return None,
        };
        let authority = uri.authority()?.as_str().to_owned();
        let host = uri.host().filter(|host| !host.is_empty() && !authority.contains('@'))?;
        let default = if is_https { 443 } else { 80 };
        let port = match authority.strip_prefix(host)?.strip_prefix(':') {
            None | Some("") => default,
            Some(port) => port.parse().ok()?,
        };
        Some(Self {
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port,
            authority,
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            is_https,
        })
    }

    /// It does not leave this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost") || self.host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_of_http_or_https_without_a_password() {
        let address = Address::parse("https://a.example/.well-known/jwks.json?v=1").unwrap();
        assert_eq!((address.host.as_str(), address.port, address.is_https), ("a.example", 443, true));
        assert_eq!(address.path, "/.well-known/jwks.json?v=1");
        let local = Address::parse("http://[::1]:8001").unwrap();
        assert_eq!((local.host.as_str(), local.port, local.authority.as_str()), ("::1", 8001, "[::1]:8001"));
        assert_eq!((local.path.as_str(), local.is_https), ("/", false));
        for bad in [
            "",
            "a.example/jwks.json",
            "/jwks.json",
            "ftp://a.example/",
            "file:///jwks.json",
            "https://u:p@a.example/",
            "http://127.0.0.1:99999/",
        ] {
            assert_eq!(Address::parse(bad), None, "{bad}");
        }
    }
}
