//! Whether a `next` may be followed (Django's `url_has_allowed_host_and_scheme`).

use std::net::Ipv6Addr;

use crate::percent;

/// The longest URL that is looked at (characters): Django's `MAX_URL_LENGTH`.
const MAX_URL_LENGTH: usize = 2048;

/// With which schemes a URL may be followed.
///
/// ```
/// use countersign::{AllowedSchemes, redirect_target};
///
/// let url = "http://books.example/";
/// assert!(redirect_target(url, &["books.example"], AllowedSchemes::HttpAndHttps).is_some());
/// assert!(redirect_target(url, &["books.example"], AllowedSchemes::Https).is_none());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowedSchemes {
    /// `https` alone: for a page that was itself asked for with it (Django's `require_https`).
    Https,
    /// `http` and `https`.
    HttpAndHttps,
}

impl AllowedSchemes {
    fn allow(self, scheme: &str) -> bool {
        scheme.eq_ignore_ascii_case("https") || (self == Self::HttpAndHttps && scheme.eq_ignore_ascii_case("http"))
    }
}

/// Whether a login page may redirect to `url`: a path of this host, or a URL of one of `allowed_hosts`, which are
/// compared letter for letter and with the port.
///
/// Everything that some browser could take for another host is refused: `//host`, `/\host`, `http:host`, `javascript:`
/// and so on. The answers are those of Django 5.2, but stricter where that costs nothing: refused are also control
/// characters anywhere (Django lets `//`, tab, `/host` through, and is saved by encoding the tab afterwards), hosts that
/// are not ASCII, zones in IPv6 addresses, and a symbol beyond ASCII as the first character.
///
/// [`redirect_target`] asks the same and gives what to send.
///
/// ```
/// use countersign::{AllowedSchemes, url_has_allowed_host_and_scheme as is_safe};
///
/// let schemes = AllowedSchemes::HttpAndHttps;
/// assert!(is_safe("/books/?page=2", &[], schemes));
/// assert!(!is_safe("//evil.example/", &[], schemes));
/// assert!(!is_safe("https://books.example/", &[], schemes));
/// assert!(is_safe("https://books.example/", &["books.example"], schemes));
/// ```
#[must_use]
pub fn url_has_allowed_host_and_scheme(url: &str, allowed_hosts: &[&str], schemes: AllowedSchemes) -> bool {
    let trimmed = url.trim();
    // Browsers take a backslash for a slash in paths, but it could be part of credentials: both readings must hold.
    !url.contains(char::is_control)
        && is_allowed(trimmed, allowed_hosts, schemes)
        && is_allowed(&trimmed.replace('\\', "/"), allowed_hosts, schemes)
}

/// The `Location` for a `next` that may be followed, encoded (Django's `iri_to_uri`); `None` if it may not.
///
/// ```
/// use countersign::{AllowedSchemes, redirect_target};
///
/// let next = |next| redirect_target(next, &[], AllowedSchemes::Https).unwrap_or_else(|| "/".to_owned());
/// assert_eq!(next("/caf\u{e9}/?q=a b"), "/caf%C3%A9/?q=a%20b");
/// assert_eq!(next("//evil.example/"), "/");
/// ```
#[must_use]
pub fn redirect_target(url: &str, allowed_hosts: &[&str], schemes: AllowedSchemes) -> Option<String> {
    url_has_allowed_host_and_scheme(url, allowed_hosts, schemes).then(|| percent::uri(url.trim()))
}

fn is_allowed(url: &str, allowed_hosts: &[&str], schemes: AllowedSchemes) -> bool {
    if url.starts_with("///") || url.chars().count() > MAX_URL_LENGTH || !begins_visibly(url) {
        return false;
    }
    match Target::split(url) {
        Some(Target { scheme: None, host: None }) => true,
        None | Some(Target { scheme: Some(_), host: None }) => false,
        Some(Target { scheme, host: Some(host) }) => {
            schemes.allow(scheme.unwrap_or("http")) && allowed_hosts.contains(&host)
        }
    }
}

/// Browsers skip some format characters at the beginning.
fn begins_visibly(url: &str) -> bool {
    url.chars().next().is_some_and(|first| first.is_ascii_graphic() || first.is_alphanumeric())
}

/// Where a URL leads: the two parts of Python's `urlsplit` that matter.
struct Target<'u> {
    scheme: Option<&'u str>,
    host: Option<&'u str>,
}

impl<'u> Target<'u> {
    /// `None` where `urlsplit` fails, and for hosts that are not ASCII.
    fn split(url: &'u str) -> Option<Self> {
        let (scheme, rest) = split_scheme(url);
        let after = rest.strip_prefix("//").unwrap_or_default();
        let host = after.split(['/', '?', '#']).next().filter(|host| !host.is_empty());
        host.is_none_or(is_host).then_some(Self { scheme, host })
    }
}

fn split_scheme(url: &str) -> (Option<&str>, &str) {
    let is_part = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
    match url.split_once(':') {
        Some((scheme, rest))
            if scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.chars().all(is_part) =>
        {
            (Some(scheme), rest)
        }
        _ => (None, url),
    }
}

/// ASCII, and brackets only around an IPv6 address or its successor (RFC 3986 §3.2.2).
fn is_host(host: &str) -> bool {
    let bracketed = match (host.split_once('['), host.contains(']')) {
        (None, false) => return host.is_ascii(),
        (Some((_, after)), true) => after.split(']').next().unwrap_or_default(),
        (None, true) | (Some(_), false) => return false,
    };
    host.is_ascii() && (bracketed.parse::<Ipv6Addr>().is_ok() || is_future_address(bracketed))
}

fn is_future_address(text: &str) -> bool {
    let parts = text.strip_prefix('v').and_then(|rest| rest.split_once('.'));
    parts.is_some_and(|(version, address)| {
        !version.is_empty() && version.chars().all(|digit| digit.is_ascii_hexdigit()) && !address.is_empty()
    })
}
