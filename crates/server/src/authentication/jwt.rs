//! `SimpleJWT`'s `JWTAuthentication`.

use countersign_core::flows::{self, AuthenticateError, Caller};
use http::{HeaderMap, HeaderValue};

use crate::app::App;
use crate::bearer;
use crate::reply::{ApiError, Refusal};

/// `www_authenticate_realm`.
pub(super) const CHALLENGE: HeaderValue = HeaderValue::from_static("Bearer realm=\"api\"");

pub(super) async fn authenticate(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, ApiError> {
    let Some(token) = bearer::read(headers)? else { return Ok(None) };
    Ok(Some(flows::authenticate(app.ctx(), &token).await?))
}

impl From<AuthenticateError> for ApiError {
    fn from(cause: AuthenticateError) -> Self {
        let refusal = match &cause {
            AuthenticateError::Token(refused) => Refusal::BearerNotValid(refused.detail().into_owned()),
            AuthenticateError::Revoked => Refusal::BearerNotValid("Token is blacklisted".to_owned()),
            AuthenticateError::NoUser => Refusal::NoUserInToken,
            AuthenticateError::UserNotFound => Refusal::UserNotFound,
            AuthenticateError::UserInactive => Refusal::UserInactive,
            AuthenticateError::Store(_) => Refusal::Unavailable,
        };
        Self::new(refusal, cause)
    }
}
