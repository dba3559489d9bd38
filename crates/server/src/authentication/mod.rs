//! Who asks: Django REST framework's authentication classes, asked in the view's order.

mod basic;
mod header;
mod jwt;
mod token;

use countersign_core::flows::Caller;
use http::HeaderValue;
use http::request::Parts;

use crate::BearerHeader;
use crate::app::App;
use crate::reply::ApiError;

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
}

impl AuthenticationClass {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Jwt, Self::JwtStatelessUser, Self::Token, Self::Basic];

    /// The name, without a path.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jwt => "JWTAuthentication",
            Self::JwtStatelessUser => "JWTStatelessUserAuthentication",
            Self::Token => "TokenAuthentication",
            Self::Basic => "BasicAuthentication",
        }
    }

    /// What `WWW-Authenticate` says where this is the first class of a view; `None`: a refusal is a 403, not a 401 (DRF's
    /// `authenticate_header`).
    pub(crate) fn challenge(self, bearer: &BearerHeader) -> Option<HeaderValue> {
        match self {
            Self::Jwt | Self::JwtStatelessUser => Some(bearer.challenge()),
            Self::Token => Some(token::CHALLENGE),
            Self::Basic => Some(basic::CHALLENGE),
        }
    }

    /// The caller; `None`: the request has no credential of this kind.
    async fn authenticate(self, app: &App, request: &Parts) -> Result<Option<Caller>, ApiError> {
        match self {
            Self::Jwt => jwt::authenticate(app, &request.headers).await,
            Self::JwtStatelessUser => jwt::authenticate_stateless(app, &request.headers).await,
            Self::Token => token::authenticate(app, &request.headers).await,
            Self::Basic => basic::authenticate(app, &request.headers).await,
        }
    }
}

/// The caller, by the first class that finds a credential of its kind; `None`: nobody says who they are.
///
/// # Errors
/// A credential is there and is refused: no further class is asked.
pub(crate) async fn authenticate(
    app: &App,
    classes: &[AuthenticationClass],
    request: &Parts,
) -> Result<Option<Caller>, ApiError> {
    for class in classes {
        if let Some(caller) = class.authenticate(app, request).await? {
            return Ok(Some(caller));
        }
    }
    Ok(None)
}
