//! The `Authorization` header as DRF's `TokenAuthentication` and `BasicAuthentication` read it.

use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::rest::wsgi;

/// The header is of the scheme, and has not exactly one word after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Malformed {
    /// Nothing follows the scheme.
    NoCredentials,
    /// More than one word follows.
    Spaces,
}

/// The word after `scheme`, which is compared without regard to case; `None`: no header, or another scheme.
pub(super) fn credentials(headers: &HeaderMap, scheme: &str) -> Result<Option<Vec<u8>>, Malformed> {
    let Some(header) = wsgi::header(headers, &AUTHORIZATION) else { return Ok(None) };
    let mut words = header.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    if !words.next().is_some_and(|word| word.eq_ignore_ascii_case(scheme.as_bytes())) {
        return Ok(None);
    }
    match (words.next(), words.next()) {
        (Some(credentials), None) => Ok(Some(credentials.to_vec())),
        (None, _) => Err(Malformed::NoCredentials),
        (Some(_), Some(_)) => Err(Malformed::Spaces),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(values: &[&'static str]) -> Result<Option<Vec<u8>>, Malformed> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_static(value));
        }
        credentials(&headers, "Token")
    }

    #[test]
    fn the_header_is_read_as_drf_reads_it() {
        for absent in [&[][..], &[""], &["Basic a"], &["Tokens a"], &["Basic a", "Token b"]] {
            assert_eq!(read(absent), Ok(None), "{absent:?}");
        }
        for good in ["Token a", "token a", "TOKEN \t a "] {
            assert_eq!(read(&[good]), Ok(Some(b"a".to_vec())), "{good:?}");
        }
        assert_eq!(read(&["Token"]), Err(Malformed::NoCredentials));
        assert_eq!(read(&["Token a b"]), Err(Malformed::Spaces));
        assert_eq!(read(&["Token a", "Token b"]), Err(Malformed::Spaces));
    }
}
