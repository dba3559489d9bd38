//! `SimpleJWT`'s `JWTAuthentication`.

use countersign_core::flows::{self, AuthenticateError, Caller};
use http::HeaderMap;

use crate::app::App;
use crate::reply::{ApiError, Refusal};

pub(super) async fn authenticate(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, ApiError> {
    let Some(token) = app.settings().bearer.read(headers)? else { return Ok(None) };
    Ok(Some(flows::authenticate(app.ctx(), &token).await?))
}

impl From<AuthenticateError> for ApiError {
    fn from(cause: AuthenticateError) -> Self {
        let refusal = match &cause {
            AuthenticateError::Token(refused) => Refusal::BearerNotValid(refused.clone()),
            AuthenticateError::NoUser => Refusal::NoUserInToken,
            AuthenticateError::UserNotFound => Refusal::UserNotFound,
            AuthenticateError::UserInactive => Refusal::UserInactive,
            AuthenticateError::PasswordChanged => Refusal::PasswordChanged,
            AuthenticateError::Store(_) => Refusal::Unavailable,
        };
        Self::new(refusal, cause)
    }
}
