//! The `Authorization` header, as SimpleJWT's `JWTAuthentication` reads it.
//!
//! ```
//! use countersign_token::bearer;
//!
//! let headers = ["Bearer abc.def.ghi"]; // every `Authorization` header of one request
//! let token = bearer::read(headers.iter().map(|value| value.as_bytes()))?;
//! assert_eq!(token.as_deref(), Some("abc.def.ghi"));
//! # Ok::<(), bearer::BadAuthorizationHeader>(())
//! ```

use std::borrow::Cow;

const SCHEME: &[u8] = b"Bearer";

/// The header names the scheme `Bearer` and has not exactly one word after it: SimpleJWT's 401 with
/// `"code":"bad_authorization_header"`.
///
/// ```
/// use countersign_token::bearer::{BadAuthorizationHeader, read};
///
/// assert_eq!(read([&b"Bearer"[..]]), Err(BadAuthorizationHeader));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("authorization header does not have two parts")]
pub struct BadAuthorizationHeader;

/// Find the token in the values of a request's `Authorization` headers, without a copy where there is one header.
///
/// The value is split on runs of ASCII white space; the scheme is `Bearer` in exactly this case. Several headers count
/// as one, joined with commas, as WSGI joins them. `None`: no header, or another scheme, so no credential of ours. Bytes
/// that are not UTF-8 are replaced, so that such a token is refused as every bad token is.
///
/// # Errors
/// [`BadAuthorizationHeader`] if the scheme is ours and the parts are not two.
///
/// ```
/// use countersign_token::bearer;
///
/// let read = |header: &'static str| bearer::read([header.as_bytes()]);
/// assert_eq!(read("Bearer abc.def.ghi")?.as_deref(), Some("abc.def.ghi"));
/// assert_eq!(read("Basic YTpi")?, None);
/// assert_eq!(read("bearer abc.def.ghi")?, None);
/// assert!(read("Bearer abc def").is_err());
/// # Ok::<(), bearer::BadAuthorizationHeader>(())
/// ```
pub fn read<'h>(values: impl IntoIterator<Item = &'h [u8]>) -> Result<Option<Cow<'h, str>>, BadAuthorizationHeader> {
    let mut values = values.into_iter();
    let Some(first) = values.next() else { return Ok(None) };
    let Some(second) = values.next() else {
        return Ok(token(first)?.map(String::from_utf8_lossy));
    };
    let joined = [first, second].into_iter().chain(values).collect::<Vec<_>>().join(&b","[..]);
    Ok(token(&joined)?.map(|token| Cow::Owned(String::from_utf8_lossy(token).into_owned())))
}

fn token(header: &[u8]) -> Result<Option<&[u8]>, BadAuthorizationHeader> {
    let mut parts = header.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty());
    if parts.next() != Some(SCHEME) {
        return Ok(None);
    }
    match (parts.next(), parts.next()) {
        (Some(token), None) => Ok(Some(token)),
        _ => Err(BadAuthorizationHeader),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(values: &[&'static str]) -> Result<Option<Cow<'static, str>>, BadAuthorizationHeader> {
        read(values.iter().map(|value| value.as_bytes()))
    }

    #[test]
    fn the_header_is_read_as_simplejwt_reads_it() {
        assert_eq!(read_all(&[]), Ok(None));
        for absent in ["", "  ", "bearer t", "BEARER t", "Basic t", "Token t", "Bearer,t"] {
            assert_eq!(read_all(&[absent]), Ok(None), "{absent:?}");
        }
        for good in ["Bearer t", "Bearer   t", "Bearer\tt", " Bearer t "] {
            assert_eq!(read_all(&[good]), Ok(Some("t".into())), "{good:?}");
        }
        for bad in ["Bearer", "Bearer a b"] {
            assert_eq!(read_all(&[bad]), Err(BadAuthorizationHeader), "{bad:?}");
        }
    }

    #[test]
    fn several_headers_are_one_as_wsgi_joins_them() {
        assert_eq!(read_all(&["Bearer a", "Bearer b"]), Err(BadAuthorizationHeader));
        assert_eq!(read_all(&["Bearer a", "b"]), Ok(Some("a,b".into())));
        assert_eq!(read_all(&["Basic a", "Bearer b"]), Ok(None));
    }

    #[test]
    fn a_token_that_is_no_text_is_a_token_still() {
        assert_eq!(read([&b"Bearer \xff"[..]]), Ok(Some("\u{fffd}".into())));
    }

    #[test]
    fn one_header_is_not_copied() {
        assert!(matches!(read_all(&["Bearer t"]), Ok(Some(Cow::Borrowed("t")))));
    }
}
