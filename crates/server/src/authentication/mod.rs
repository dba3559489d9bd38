//! Who asks: Django REST framework's authentication classes, asked in the view's order.

mod basic;
mod client;
mod header;
mod jwt;
mod session;
mod token;

use axum::body::Body;
use countersign_core::flows::Caller;
use http::HeaderValue;
use http::request::Parts;

use crate::BearerHeader;
use crate::app::App;
use crate::reply::ApiError;

pub(crate) use basic::CHALLENGE as SERVICE_CHALLENGE;
pub(crate) use client::authenticate as authenticate_client;

/// A way to show who one is, by DRF's or `SimpleJWT`'s name for it.
///
/// ```
/// use countersign_server::AuthenticationClass;
///
/// assert_eq!(AuthenticationClass::Token.as_str(), "TokenAuthentication");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthenticationClass {
    /// `JWTAuthentication`: `Authorization: Bearer …`, an access token.
    Jwt,
    /// `JWTStatelessUserAuthentication`: the same, and the user is who the token says, without a look at the database.
    JwtStatelessUser,
    /// `TokenAuthentication`: `Authorization: Token …`, the forty characters that `/api-token-auth/` gives.
    Token,
    /// `BasicAuthentication`: `Authorization: Basic …` (RFC 7617). Every request costs a password check.
    Basic,
    /// `SessionAuthentication`: the session cookie of whoever logged in at `/accounts/login/`. What changes something must repeat the CSRF
    /// token.
    Session,
}

impl AuthenticationClass {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Jwt, Self::JwtStatelessUser, Self::Token, Self::Basic, Self::Session];

    /// The name, without a path.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jwt => "JWTAuthentication",
            Self::JwtStatelessUser => "JWTStatelessUserAuthentication",
            Self::Token => "TokenAuthentication",
            Self::Basic => "BasicAuthentication",
            Self::Session => "SessionAuthentication",
        }
    }

    /// What `WWW-Authenticate` says where this is the first class of a view; `None`: a refusal is a 403, not a 401 (DRF's
    /// `authenticate_header`).
    pub(crate) fn challenge(self, bearer: &BearerHeader) -> Option<HeaderValue> {
        match self {
            Self::Jwt | Self::JwtStatelessUser => Some(bearer.challenge()),
            Self::Token => Some(token::CHALLENGE),
            Self::Basic => Some(basic::CHALLENGE),
            Self::Session => None,
        }
    }

    /// The caller; `None`: the request has no credential of this kind.
    async fn authenticate(self, app: &App, asked: &mut Asked<'_>) -> Result<Option<Caller>, ApiError> {
        match self {
            Self::Jwt => jwt::authenticate(app, &asked.parts.headers).await,
            Self::JwtStatelessUser => jwt::authenticate_stateless(app, &asked.parts.headers).await,
            Self::Token => token::authenticate(app, &asked.parts.headers).await,
            // What few ask for needs no room in the others' requests.
            Self::Basic => Box::pin(basic::authenticate(app, asked.parts)).await,
            Self::Session => Box::pin(session::authenticate(app, asked)).await,
        }
    }
}

/// A request that somebody is looked for in.
pub(crate) struct Asked<'r> {
    pub(crate) parts: &'r Parts,
    /// Read, and put back, where the CSRF token may be in it.
    pub(crate) body: &'r mut Body,
    /// The route asks for no CSRF token (Django's `csrf_exempt`).
    pub(crate) is_csrf_exempt: bool,
    /// The answer depends on the session cookie, there or not.
    pub(crate) looked_at_session: bool,
}

/// The caller, by the first class that finds a credential of its kind; `None`: nobody says who they are.
///
/// # Errors
/// A credential is there and is refused: no further class is asked.
pub(crate) async fn authenticate(
    app: &App,
    classes: &[AuthenticationClass],
    asked: &mut Asked<'_>,
) -> Result<Option<Caller>, ApiError> {
    for class in classes {
        if let Some(caller) = class.authenticate(app, asked).await? {
            return Ok(Some(caller));
        }
    }
    Ok(None)
}
