//! DRF's `TokenAuthentication`.

use countersign_core::flows::{self, AuthTokenError, Caller};
use http::{HeaderMap, HeaderValue};

use super::header::{self, Malformed};
use crate::app::App;
use crate::locale::Message;
use crate::reply::{ApiError, Refusal};

const KEYWORD: &str = "Token";
pub(super) const CHALLENGE: HeaderValue = HeaderValue::from_static(KEYWORD);

pub(super) async fn authenticate(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, ApiError> {
    let key = header::credentials(headers, KEYWORD).map_err(|malformed| match malformed {
        Malformed::NoCredentials => Refusal::AuthenticationFailed(Message::TokenHeaderEmpty),
        Malformed::Spaces => Refusal::AuthenticationFailed(Message::TokenHeaderSpaces),
    })?;
    let Some(key) = key else { return Ok(None) };
    let key = String::from_utf8(key).map_err(|_| Refusal::AuthenticationFailed(Message::TokenHeaderCharacters))?;
    Ok(Some(flows::authenticate_auth_token(app.ctx(), &key).await?))
}

impl From<AuthTokenError> for ApiError {
    fn from(cause: AuthTokenError) -> Self {
        match cause {
            AuthTokenError::Unknown => Self::new(Refusal::AuthenticationFailed(Message::AuthTokenInvalid), cause),
            AuthTokenError::UserInactive => {
                Self::new(Refusal::AuthenticationFailed(Message::UserInactiveOrDeleted), cause)
            }
            AuthTokenError::Store(cause) => cause.into(),
        }
    }
}
