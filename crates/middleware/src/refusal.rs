//! Why a request is not let in, and what it is told: the texts of DRF and SimpleJWT.

use std::borrow::Cow;

use bytes::Bytes;
use countersign_token::TokenError;
use countersign_token::bearer::BadAuthorizationHeader;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

/// SimpleJWT's challenge: the first of `AUTH_HEADER_TYPES`, and its realm.
pub(crate) const BEARER: HeaderValue = HeaderValue::from_static("Bearer realm=\"api\"");

/// Why a request is not let in.
///
/// With the feature `axum` a handler can answer with it.
///
/// ```
/// use countersign::{Caller, Reason};
///
/// async fn delete_book(caller: Caller) -> Result<&'static str, Reason> {
///     if caller.is_staff() { Ok("deleted") } else { Err(Reason::PermissionDenied) }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// There is no credential.
    #[error("no credentials were provided")]
    NotAuthenticated,
    /// The `Authorization` header has one part, or more than two.
    #[error("authorization header does not have two parts")]
    BadAuthorizationHeader,
    /// The token is no valid access token.
    #[error(transparent)]
    TokenNotValid(#[from] TokenError),
    /// The token was revoked, or its session, or all that its user had.
    #[error("token was revoked")]
    TokenRevoked,
    /// The token names no user.
    #[error("token names no user")]
    NoUserInToken,
    /// A credential of another kind is refused; the text goes to the client (DRF's `AuthenticationFailed`).
    #[error("{0}")]
    AuthenticationFailed(Cow<'static, str>),
    /// The caller is known and may not do this.
    #[error("permission denied")]
    PermissionDenied,
    /// Who is calling cannot be found out at the moment: 503, try again in a second.
    #[error("authentication is unavailable")]
    Unavailable,
}

impl Reason {
    fn body(&self) -> Value {
        let detail = |text: &str| json!({ "detail": text });
        let coded = |text: &str, code: &str| json!({ "detail": text, "code": code });
        match self {
            Self::NotAuthenticated => detail("Authentication credentials were not provided."),
            Self::BadAuthorizationHeader => {
                coded("Authorization header must contain two space-delimited values", "bad_authorization_header")
            }
            Self::TokenNotValid(refused) => not_valid(&refused.detail()),
            Self::TokenRevoked => not_valid("Token is blacklisted"),
            Self::NoUserInToken => coded("Token contained no recognizable user identification", "token_not_valid"),
            Self::AuthenticationFailed(text) => detail(text),
            Self::PermissionDenied => detail("You do not have permission to perform this action."),
            Self::Unavailable => detail("Service temporarily unavailable, try again later."),
        }
    }
}

/// SimpleJWT's `InvalidToken`.
fn not_valid(message: &str) -> Value {
    json!({
        "detail": "Given token not valid for any token type",
        "code": "token_not_valid",
        "messages": [{ "token_class": "AccessToken", "token_type": "access", "message": message }],
    })
}

impl From<BadAuthorizationHeader> for Reason {
    fn from(BadAuthorizationHeader: BadAuthorizationHeader) -> Self {
        Self::BadAuthorizationHeader
    }
}

/// A [`Reason`], and with what the caller could have come in: all that an answer is made of.
///
/// ```
/// use countersign::{Reason, Refusal};
///
/// let response = Refusal::from(Reason::NotAuthenticated).to_response();
/// assert_eq!(response.status(), 401);
/// assert_eq!(response.headers()["www-authenticate"], "Bearer realm=\"api\"");
/// assert_eq!(response.body(), r#"{"detail":"Authentication credentials were not provided."}"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    reason: Reason,
    challenge: Option<HeaderValue>,
}

impl Refusal {
    pub(crate) fn new(reason: Reason, challenge: Option<HeaderValue>) -> Self {
        Self { reason, challenge }
    }

    /// Why.
    ///
    /// ```
    /// use countersign::{Reason, Refusal};
    ///
    /// let refusal = Refusal::from(Reason::PermissionDenied);
    /// assert_eq!((refusal.reason(), refusal.status().as_u16()), (&Reason::PermissionDenied, 403));
    /// ```
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// 401; 403 for [`PermissionDenied`](Reason::PermissionDenied), and in place of 401 where the first authentication
    /// class has no challenge, as in DRF; 503 for [`Unavailable`](Reason::Unavailable).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match (&self.reason, &self.challenge) {
            (Reason::Unavailable, _) => StatusCode::SERVICE_UNAVAILABLE,
            (Reason::PermissionDenied, _) | (_, None) => StatusCode::FORBIDDEN,
            (_, Some(_)) => StatusCode::UNAUTHORIZED,
        }
    }

    /// The answer of DRF, byte for byte that of the Countersign server: JSON, with `WWW-Authenticate` if it is a 401 and
    /// `Retry-After` if it is a 503.
    #[must_use]
    pub fn to_response(&self) -> Response<Bytes> {
        self.to_response_with(HeaderValue::from_static("application/json"), self.reason.body().to_string())
    }

    /// The same answer with a body of yours: status, challenge and `Cache-Control: no-store` stay.
    ///
    /// ```
    /// use countersign::{Reason, Refusal};
    /// use http::HeaderValue;
    ///
    /// let html = HeaderValue::from_static("text/html; charset=utf-8");
    /// let page = Refusal::from(Reason::PermissionDenied).to_response_with(html, "<p>Not for you.</p>");
    /// assert_eq!((page.status().as_u16(), page.body().as_ref()), (403, &b"<p>Not for you.</p>"[..]));
    /// ```
    #[must_use]
    pub fn to_response_with(&self, content_type: HeaderValue, body: impl Into<Bytes>) -> Response<Bytes> {
        let status = self.status();
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, content_type);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match &self.challenge {
            Some(challenge) if status == StatusCode::UNAUTHORIZED => {
                headers.insert(WWW_AUTHENTICATE, challenge.clone());
            }
            _ if status == StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response
    }
}

impl From<Reason> for Refusal {
    /// With the challenge for a Bearer token.
    fn from(reason: Reason) -> Self {
        Self::new(reason, Some(BEARER))
    }
}
