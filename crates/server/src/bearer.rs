//! The `Authorization` header, as SimpleJWT's `JWTAuthentication` reads it.

use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::reply::Refusal;

const SCHEME: &[u8] = b"Bearer";

/// What the header holds for us.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Bearer {
    /// Nothing, or another scheme: no credential.
    Absent,
    /// A token; bytes that no token has are replaced, so that it is refused as any bad token is.
    Token(String),
}

/// Reads the header: split on runs of ASCII white space, the scheme in exactly this case. Two headers count as one, joined
/// with a comma, as WSGI joins them.
///
/// # Errors
/// [`Refusal::BadAuthorizationHeader`] when the scheme is ours and the parts are not two.
pub(crate) fn read(headers: &HeaderMap) -> Result<Bearer, Refusal> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(first) = values.next() else { return Ok(Bearer::Absent) };
    let joined: Vec<u8>;
    let mut header = first.as_bytes();
    if let Some(second) = values.next() {
        let all = [first, second].into_iter().chain(values);
        joined = all.map(http::HeaderValue::as_bytes).collect::<Vec<_>>().join(&b","[..]);
        header = &joined;
    }
    let mut parts = header.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty());
    if parts.next() != Some(SCHEME) {
        return Ok(Bearer::Absent);
    }
    match (parts.next(), parts.next()) {
        (Some(token), None) => Ok(Bearer::Token(String::from_utf8_lossy(token).into_owned())),
        _ => Err(Refusal::BadAuthorizationHeader),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(values: &[&'static str]) -> Result<Bearer, Refusal> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, http::HeaderValue::from_static(value));
        }
        read(&headers)
    }

    #[test]
    fn the_header_is_read_as_simplejwt_reads_it() {
        let token = || Ok(Bearer::Token("t".to_owned()));
        assert_eq!(read_all(&[]), Ok(Bearer::Absent));
        for absent in ["", "  ", "bearer t", "BEARER t", "Basic t", "Token t"] {
            assert_eq!(read_all(&[absent]), Ok(Bearer::Absent), "{absent:?}");
        }
        for good in ["Bearer t", "Bearer   t", "Bearer\tt", " Bearer t "] {
            assert_eq!(read_all(&[good]), token(), "{good:?}");
        }
        for bad in ["Bearer", "Bearer a b"] {
            assert_eq!(read_all(&[bad]), Err(Refusal::BadAuthorizationHeader), "{bad:?}");
        }
        assert_eq!(read_all(&["Bearer a", "Bearer b"]), Err(Refusal::BadAuthorizationHeader));
    }
}
