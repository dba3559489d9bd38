//! DRF's `TokenAuthentication`.

use countersign_core::flows::{self, AuthTokenError, Caller};
use http::{HeaderMap, HeaderValue};

use super::header::{self, Malformed};
use crate::app::App;
use crate::reply::{ApiError, Refusal};

const KEYWORD: &str = "Token";
pub(super) const CHALLENGE: HeaderValue = HeaderValue::from_static(KEYWORD);

pub(super) async fn authenticate(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, ApiError> {
    let key = header::credentials(headers, KEYWORD).map_err(|malformed| match malformed {
        Malformed::NoCredentials => Refusal::AuthenticationFailed("Invalid token header. No credentials provided."),
        Malformed::Spaces => {
            Refusal::AuthenticationFailed("Invalid token header. Token string should not contain spaces.")
        }
    })?;
    let Some(key) = key else { return Ok(None) };
    let key = String::from_utf8(key).map_err(|_| {
        Refusal::AuthenticationFailed("Invalid token header. Token string should not contain invalid characters.")
    })?;
    Ok(Some(flows::authenticate_auth_token(app.ctx(), &key).await?))
}

impl From<AuthTokenError> for ApiError {
    fn from(cause: AuthTokenError) -> Self {
        match cause {
            AuthTokenError::Unknown => Self::new(Refusal::AuthenticationFailed("Invalid token."), cause),
            AuthTokenError::UserInactive => {
                Self::new(Refusal::AuthenticationFailed("User inactive or deleted."), cause)
            }
            AuthTokenError::Store(cause) => cause.into(),
        }
    }
}
