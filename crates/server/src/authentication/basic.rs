//! DRF's `BasicAuthentication` (RFC 7617).

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use countersign_core::accounts::PlainPassword;
use countersign_core::flows::{self, Caller, PasswordError};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};

use super::header::{self, Malformed};
use crate::app::App;
use crate::input::device;
use crate::locale::Message;
use crate::reply::{ApiError, Refusal};
use crate::rest::latin1;
use crate::throttle;

const SCHEME: &str = "Basic";
pub(crate) const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"api\"");

/// Python's decoder asks for padding, and does not mind bits that are left over.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical)
        .with_decode_allow_trailing_bits(true),
);

pub(super) async fn authenticate(app: &App, request: &Parts) -> Result<Option<Caller>, ApiError> {
    let Some((username, password)) = presented(&request.headers)? else { return Ok(None) };
    let password = PlainPassword::new(password);
    let client = device(app, request);
    let counted = throttle::password_attempt(app, client.ip).await?;
    let checked = flows::authenticate_password(app.ctx(), &username, &password, &client).await;
    if !matches!(checked, Err(PasswordError::Wrong)) {
        counted.take_back().await;
    }
    Ok(Some(checked?))
}

/// Name and password of the header; `None`: there is none of this scheme.
pub(super) fn presented(headers: &HeaderMap) -> Result<Option<(String, String)>, Refusal> {
    let credentials = header::credentials(headers, SCHEME).map_err(|malformed| match malformed {
        Malformed::NoCredentials => Refusal::AuthenticationFailed(Message::BasicHeaderEmpty),
        Malformed::Spaces => Refusal::AuthenticationFailed(Message::BasicHeaderSpaces),
    })?;
    let Some(credentials) = credentials else { return Ok(None) };
    let read = user_and_password(&credentials);
    read.map(Some).ok_or(Refusal::AuthenticationFailed(Message::BasicHeaderNotBase64))
}

/// As Python reads base64: what is not of the alphabet is skipped. UTF-8, else Latin-1.
fn user_and_password(credentials: &[u8]) -> Option<(String, String)> {
    let of_alphabet = |b: &u8| b.is_ascii_alphanumeric() || b"+/=".contains(b);
    let text: Vec<u8> = credentials.iter().copied().filter(of_alphabet).collect();
    let decoded = LENIENT.decode(text).ok()?;
    let decoded = String::from_utf8(decoded).unwrap_or_else(|cause| latin1(cause.as_bytes()));
    let (username, password) = decoded.split_once(':')?;
    Some((username.to_owned(), password.to_owned()))
}

impl From<PasswordError> for ApiError {
    fn from(cause: PasswordError) -> Self {
        match cause {
            PasswordError::Wrong => Self::new(Refusal::AuthenticationFailed(Message::WrongCredentials), cause),
            PasswordError::LockedOut(cause) => cause.into(),
            PasswordError::Overloaded(cause) => cause.into(),
            PasswordError::Store(cause) => cause.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn username(credentials: &str) -> Option<String> {
        user_and_password(credentials.as_bytes()).map(|(username, _)| username)
    }

    #[test]
    fn credentials_are_read_as_python_reads_them() {
        assert_eq!(username("YWxpY2U6cHc="), Some("alice".to_owned()));
        assert_eq!(username("YWxp-Y2U6cHc="), Some("alice".to_owned()), "foreign characters are skipped");
        assert_eq!(username("6Tpwdw=="), Some("\u{e9}".to_owned()), "Latin-1");
        for bad in ["YWxpY2U6cHc", "YWxpY2U=", "=", "%%%"] {
            assert_eq!(username(bad), None, "{bad}");
        }
    }
}
