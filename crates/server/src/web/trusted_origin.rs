//! Other sites whose forms are taken.

use std::fmt;
use std::str::FromStr;

/// An origin such as `https://shop.example.com`, or all sub-domains of one, `https://*.example.com`.
///
/// ```
/// use countersign_server::TrustedOrigin;
///
/// assert!("https://*.example.com".parse::<TrustedOrigin>().is_ok());
/// assert!("shop.example.com".parse::<TrustedOrigin>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedOrigin {
    scheme: String,
    /// With `.` in front: this domain and everything below it.
    host: String,
}

/// It is no origin: a scheme and a host, with a port where there is one, and nothing after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an origin; give scheme and host, such as \"https://shop.example.com\" or \"https://*.example.com\"")]
pub struct UntrustedForm;

impl TrustedOrigin {
    /// Whether an `Origin` header is this one.
    pub(crate) fn is(&self, scheme: &str, host: &str) -> bool {
        self.scheme == scheme && self.covers(host)
    }

    /// Whether a host is of this origin, whatever the scheme (Django's `is_same_domain`).
    pub(crate) fn covers(&self, host: &str) -> bool {
        match self.host.strip_prefix('.') {
            Some(domain) => host == domain || host.ends_with(&self.host),
            None => host == self.host,
        }
    }
}

impl FromStr for TrustedOrigin {
    type Err = UntrustedForm;

    fn from_str(text: &str) -> Result<Self, UntrustedForm> {
        let (scheme, host) = text.split_once("://").ok_or(UntrustedForm)?;
        let is_scheme = ["http", "https"].contains(&scheme);
        let below = host.strip_prefix('*');
        let named = below.map_or(Some(host), |rest| rest.strip_prefix('.'));
        let is_host = named.is_some_and(|host| {
            !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
        });
        let host = below.unwrap_or(host).to_ascii_lowercase();
        if is_scheme && is_host { Ok(Self { scheme: scheme.to_owned(), host }) } else { Err(UntrustedForm) }
    }
}

impl fmt::Display for TrustedOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let star = if self.host.starts_with('.') { "*" } else { "" };
        write!(f, "{}://{star}{}", self.scheme, self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_covers_itself_and_a_wildcard_its_domain_and_what_is_below() {
        let covers = |origin: &str, host: &str| origin.parse::<TrustedOrigin>().unwrap().is("https", host);
        assert!(covers("https://shop.example.com", "shop.example.com"));
        assert!(covers("https://shop.example.com:8443", "shop.example.com:8443"));
        for host in ["example.com", "a.example.com", "a.b.example.com"] {
            assert!(covers("https://*.example.com", host), "{host}");
        }
        for (origin, host) in [
            ("https://shop.example.com", "example.com"),
            ("https://shop.example.com", "shop.example.com:8443"),
            ("https://*.example.com", "evilexample.com"),
            ("http://shop.example.com", "shop.example.com"),
        ] {
            assert!(!covers(origin, host), "{origin} {host}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for bad in
            ["", "*", "example.com", "ftp://a", "https://", "https://a/", "https://*", "https://*a.b", "https://a b"]
        {
            assert_eq!(bad.parse::<TrustedOrigin>(), Err(UntrustedForm), "{bad}");
        }
    }
}
