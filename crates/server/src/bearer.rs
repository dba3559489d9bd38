//! The token of a request's `Authorization` header.

use std::borrow::Cow;

use countersign_token::bearer::{self, BadAuthorizationHeader};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};

use crate::reply::Refusal;

/// The token; `None` without the header or with another scheme: no credential.
///
/// # Errors
/// [`Refusal::BadAuthorizationHeader`] when the scheme is ours and the parts are not two.
pub(crate) fn read(headers: &HeaderMap) -> Result<Option<Cow<'_, str>>, Refusal> {
    let values = headers.get_all(AUTHORIZATION).iter().map(HeaderValue::as_bytes);
    bearer::read(values).map_err(|BadAuthorizationHeader| Refusal::BadAuthorizationHeader)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_headers_are_one_bad_one() {
        let mut headers = HeaderMap::new();
        assert_eq!(read(&headers), Ok(None));
        headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer a"));
        assert_eq!(read(&headers), Ok(Some("a".into())));
        headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer b"));
        assert_eq!(read(&headers), Err(Refusal::BadAuthorizationHeader));
    }
}
