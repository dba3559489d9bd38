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
use std::sync::{Arc, LazyLock};

/// The header names a scheme of ours and has not exactly one word after it: SimpleJWT's 401 with
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

/// Find the token in the values of a request's `Authorization` headers: [`HeaderTypes::read`] with `Bearer` alone.
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
    static BEARER: LazyLock<HeaderTypes> = LazyLock::new(HeaderTypes::default);
    BEARER.read(values)
}

/// The schemes under which a token may come, of which the first is told to who comes without one (`AUTH_HEADER_TYPES`; default
/// `Bearer` alone). Cheap to clone.
///
/// ```
/// use countersign_token::bearer::HeaderTypes;
///
/// let types = HeaderTypes::new(["JWT", "Bearer"])?;
/// assert_eq!(types.read([&b"JWT abc.def.ghi"[..]]).unwrap().as_deref(), Some("abc.def.ghi"));
/// assert_eq!(types.challenge(), "JWT realm=\"api\"");
/// # Ok::<(), countersign_token::bearer::HeaderTypeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderTypes(Arc<[String]>);

/// What cannot be a scheme of HTTP (RFC 9110 §11.1).
///
/// ```
/// use countersign_token::bearer::{HeaderTypeError, HeaderTypes};
///
/// assert_eq!(HeaderTypes::new(Vec::<String>::new()), Err(HeaderTypeError::None));
/// assert_eq!(HeaderTypes::new(["My Token"]), Err(HeaderTypeError::Malformed("My Token".into())));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderTypeError {
    /// There must be one at least.
    #[error("there is no scheme")]
    None,
    /// It is no word of RFC 9110 §5.6.2: letters, digits and some signs, without white space.
    #[error("{0:?} is no word that a header can begin with")]
    Malformed(String),
}

impl HeaderTypes {
    /// These schemes, each in exactly this case.
    ///
    /// # Errors
    /// There is none, or one of them cannot be a scheme.
    pub fn new(types: impl IntoIterator<Item = impl Into<String>>) -> Result<Self, HeaderTypeError> {
        let types: Vec<String> = types.into_iter().map(Into::into).collect();
        if types.is_empty() {
            return Err(HeaderTypeError::None);
        }
        match types.iter().find(|scheme| !is_word(scheme)) {
            Some(bad) => Err(HeaderTypeError::Malformed(bad.clone())),
            None => Ok(Self(types.into())),
        }
    }

    /// Find the token in the values of a request's `Authorization` headers, without a copy where there is one header.
    ///
    /// The value is split on runs of ASCII white space; the scheme is one of these in exactly this case. Several headers count
    /// as one, joined with commas, as WSGI joins them. `None`: no header, or another scheme, so no credential of ours. Bytes
    /// that are not UTF-8 are replaced, so that such a token is refused as every bad token is.
    ///
    /// # Errors
    /// [`BadAuthorizationHeader`] if the scheme is ours and the parts are not two.
    ///
    /// ```
    /// use countersign_token::bearer::{BadAuthorizationHeader, HeaderTypes};
    ///
    /// let types = HeaderTypes::default();
    /// assert_eq!(types.read([&b"JWT abc.def.ghi"[..]]), Ok(None));
    /// assert_eq!(types.read([&b"Bearer"[..]]), Err(BadAuthorizationHeader));
    /// ```
    pub fn read<'h>(
        &self,
        values: impl IntoIterator<Item = &'h [u8]>,
    ) -> Result<Option<Cow<'h, str>>, BadAuthorizationHeader> {
        let mut values = values.into_iter();
        let Some(first) = values.next() else { return Ok(None) };
        let Some(second) = values.next() else {
            return Ok(self.token(first)?.map(String::from_utf8_lossy));
        };
        let joined = [first, second].into_iter().chain(values).collect::<Vec<_>>().join(&b","[..]);
        Ok(self.token(&joined)?.map(|token| Cow::Owned(String::from_utf8_lossy(token).into_owned())))
    }

    /// The scheme that comes first.
    ///
    /// ```
    /// assert_eq!(countersign_token::bearer::HeaderTypes::default().first(), "Bearer");
    /// ```
    #[must_use]
    pub fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// What `WWW-Authenticate` says with a 401 (`JWTAuthentication.authenticate_header`).
    ///
    /// ```
    /// assert_eq!(countersign_token::bearer::HeaderTypes::default().challenge(), "Bearer realm=\"api\"");
    /// ```
    #[must_use]
    pub fn challenge(&self) -> String {
        format!("{} realm=\"api\"", self.first())
    }

    fn token<'h>(&self, header: &'h [u8]) -> Result<Option<&'h [u8]>, BadAuthorizationHeader> {
        let mut parts = header.split(u8::is_ascii_whitespace).filter(|part| !part.is_empty());
        let Some(scheme) = parts.next() else { return Ok(None) };
        if !self.0.iter().any(|ours| ours.as_bytes() == scheme) {
            return Ok(None);
        }
        match (parts.next(), parts.next()) {
            (Some(token), None) => Ok(Some(token)),
            _ => Err(BadAuthorizationHeader),
        }
    }
}

impl Default for HeaderTypes {
    fn default() -> Self {
        Self(Arc::from(["Bearer".to_owned()]))
    }
}

/// RFC 9110's `token`.
fn is_word(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_letter)
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
    fn every_type_is_read_in_exactly_its_case() {
        let types = HeaderTypes::new(["JWT", "Bearer"]).unwrap();
        for good in ["JWT t", "Bearer t"] {
            assert_eq!(types.read([good.as_bytes()]), Ok(Some("t".into())), "{good:?}");
        }
        for absent in ["jwt t", "bearer t", "JWTBearer t", "Token t", "\"JWT\" t"] {
            assert_eq!(types.read([absent.as_bytes()]), Ok(None), "{absent:?}");
        }
        assert_eq!(types.read([&b"JWT"[..]]), Err(BadAuthorizationHeader));
        assert_eq!(HeaderTypes::new(["JWT"]).unwrap().read([&b"Bearer t"[..]]), Ok(None));
    }

    #[test]
    fn what_could_not_stand_in_a_header_is_no_type() {
        for bad in ["", " ", "a b", "a\r\nb", "\u{e4}", "\"a\"", "a,b", "a="] {
            assert_eq!(HeaderTypes::new([bad]), Err(HeaderTypeError::Malformed(bad.to_owned())));
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
