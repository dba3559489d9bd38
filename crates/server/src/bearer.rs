//! Where a request carries its token.

use std::borrow::Cow;

use countersign_token::bearer::{BadAuthorizationHeader, HeaderTypes};
use http::header::{AUTHORIZATION, HeaderName};
use http::{HeaderMap, HeaderValue};

use crate::reply::Refusal;

/// The header that carries a token, and the words that it may begin with.
///
/// ```
/// use countersign_server::BearerHeader;
///
/// assert_eq!(BearerHeader::default().name, "authorization");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BearerHeader {
    /// `Authorization` by default (`AUTH_HEADER_NAME`).
    pub name: HeaderName,
    /// `Bearer` by default (`AUTH_HEADER_TYPES`).
    pub types: HeaderTypes,
}

impl Default for BearerHeader {
    fn default() -> Self {
        Self { name: AUTHORIZATION, types: HeaderTypes::default() }
    }
}

impl BearerHeader {
    /// The header of this name, as it is sent (`X-Access-Token`) or as WSGI has it (`HTTP_X_ACCESS_TOKEN`).
    ///
    /// ```
    /// use countersign_server::BearerHeader;
    ///
    /// for name in ["HTTP_X_ACCESS_TOKEN", "X-Access-Token"] {
    ///     assert_eq!(BearerHeader::name_of(name).unwrap(), "x-access-token");
    /// }
    /// assert!(BearerHeader::name_of("X_ACCESS_TOKEN").is_none());
    /// ```
    #[must_use]
    pub fn name_of(text: &str) -> Option<HeaderName> {
        let name = match text.strip_prefix("HTTP_") {
            Some(name) if name.contains(|letter: char| letter == '-' || letter.is_ascii_lowercase()) => return None,
            Some(name) => name.replace('_', "-"),
            // WSGI drops headers with an underscore: it could not tell them from those with a hyphen.
            None if text.contains('_') => return None,
            None => text.to_owned(),
        };
        HeaderName::try_from(name).ok()
    }

    /// The token; `None` without the header or with another scheme: no credential.
    ///
    /// # Errors
    /// [`Refusal::BadAuthorizationHeader`] when the scheme is ours and the parts are not two.
    pub(crate) fn read<'h>(&self, headers: &'h HeaderMap) -> Result<Option<Cow<'h, str>>, Refusal> {
        let values = headers.get_all(&self.name).iter().map(HeaderValue::as_bytes);
        self.types.read(values).map_err(|BadAuthorizationHeader| Refusal::BadAuthorizationHeader)
    }

    /// What `WWW-Authenticate` says with a 401.
    pub(crate) fn challenge(&self) -> HeaderValue {
        HeaderValue::try_from(self.types.challenge()).unwrap_or(HeaderValue::from_static("Bearer realm=\"api\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_headers_are_one_bad_one() {
        let (mut headers, bearer) = (HeaderMap::new(), BearerHeader::default());
        assert_eq!(bearer.read(&headers), Ok(None));
        headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer a"));
        assert_eq!(bearer.read(&headers), Ok(Some("a".into())));
        headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer b"));
        assert_eq!(bearer.read(&headers), Err(Refusal::BadAuthorizationHeader));
    }

    #[test]
    fn a_name_that_no_request_can_have_is_none() {
        for bad in ["", "HTTP_", "HTTP_X-Token", "http_x_token", "HTTP_x_token", "X Token", "X_Token", "X:", "\u{e4}"] {
            assert_eq!(BearerHeader::name_of(bad), None, "{bad:?}");
        }
        assert_eq!(BearerHeader::name_of("HTTP_AUTHORIZATION"), Some(AUTHORIZATION));
    }
}
