//! Programs with credentials of their own (RFC 6749 §2.3.1).

use countersign_core::ClientSecret;
use countersign_core::flows::{self, ClientError};
use http::HeaderMap;
use percent_encoding::percent_decode_str;

use super::basic;
use crate::app::App;
use crate::locale::Message;
use crate::reply::{ApiError, Refusal};

/// Lets a program in by the HTTP Basic scheme, and nobody else.
///
/// # Errors
/// There is no credential of this kind, or it is refused.
pub(crate) async fn authenticate(app: &App, headers: &HeaderMap) -> Result<(), ApiError> {
    let (id, secret) = basic::presented(headers)?.ok_or(Refusal::NotAuthenticated)?;
    flows::authenticate_client(app.ctx(), &unescaped(&id), &ClientSecret::new(unescaped(&secret))).await?;
    Ok(())
}

/// Both are sent as fields of a form are. (Neither has a space, so that a plus sign is one.)
fn unescaped(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl From<ClientError> for ApiError {
    fn from(cause: ClientError) -> Self {
        match cause {
            ClientError::Wrong => Self::new(Refusal::AuthenticationFailed(Message::WrongCredentials), cause),
            ClientError::Store(cause) => cause.into(),
        }
    }
}
