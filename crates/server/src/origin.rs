//! By which address the client came: what links on a page begin with.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::header::HOST;
use http::request::Parts;
use http::{Extensions, HeaderMap};

/// What the client speaks, put into a request's extensions where the connection is made. No header says otherwise, but a trusted
/// proxy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Scheme {
    #[default]
    Http,
    Https,
}

/// Scheme and host of a request.
#[derive(Debug)]
pub(crate) struct Origin {
    scheme: Scheme,
    /// `None` where the request names none that is safe to repeat.
    host: Option<String>,
}

impl Origin {
    /// Of a request.
    pub(crate) fn of(parts: &Parts) -> Self {
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok()).filter(|host| is_plain_host(host));
        Self { scheme: Scheme::of(&parts.extensions), host: host.map(str::to_owned) }
    }

    /// The host with its port.
    pub(crate) fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// Such as `https://auth.example.com:8443`, with `or_host` where the request names no host.
    pub(crate) fn or_host(&self, or_host: &str) -> String {
        format!("{}://{}", self.scheme.as_str(), self.host.as_deref().unwrap_or(or_host))
    }

    /// The same; empty where the request names no host.
    pub(crate) fn or_empty(&self) -> String {
        self.host.as_deref().map(|host| self.or_host(host)).unwrap_or_default()
    }
}

impl Scheme {
    /// Of a request.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or_default()
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// Whether a request names its host as RFC 9112 §3.2 asks: at most once, and by what can be a host (RFC 3986 §3.2.2).
pub(crate) fn names_its_host_well(headers: &HeaderMap) -> bool {
    let can_be = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:[]".contains(byte);
    let mut hosts = headers.get_all(HOST).iter();
    let is_sound = hosts.next().is_none_or(|host| host.as_bytes().iter().all(can_be));
    is_sound && hosts.next().is_none()
}

/// A host that is safe to repeat in a link and on a page.
pub(crate) fn is_plain_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
}
