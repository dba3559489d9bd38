//! The closed list of what a client may be told, with status, `code` and `detail`.

use axum::response::{IntoResponse, Response};
use countersign_core::flows::ClassRefusal;
use countersign_token::Seconds;
use http::header::RETRY_AFTER;
use http::{HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use super::json;
use crate::locale::{Catalogue, Message, Telling};
use crate::pages;
use crate::rest::FieldErrors;

/// After this many seconds a client may try again when the database is away.
const RETRY_DATABASE: Seconds = Seconds::new(1);

/// A refusal: the closed list of what a client may be told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Refusal {
    /// 400, messages by field.
    Fields(FieldErrors),
    /// 400, `detail`: the body cannot be parsed.
    Malformed(String),
    /// 400, Django's page: too large, or too many fields.
    BadRequestPage,
    /// 401: the credential in the `Authorization` header is refused; the text says why (DRF's `AuthenticationFailed`).
    AuthenticationFailed(Message),
    /// 401: no credential.
    NotAuthenticated,
    /// 401: the header has one part, or more than two.
    BadAuthorizationHeader,
    /// 401: the token in the header is refused by every class that is taken.
    BearerNotValid(Vec<ClassRefusal>),
    /// 401: the token in the body is refused; the text says why.
    TokenNotValid(Message),
    /// 400: the token in the body is blacklisted (SimpleJWT's verify).
    TokenBlacklisted,
    /// 401: the token names no user.
    NoUserInToken,
    /// 401: the token's user is gone.
    UserNotFound,
    /// 401: the token's user is not active.
    UserInactive,
    /// 401: the user of the token in the header has another password since.
    PasswordChanged,
    /// 401: the user of the refresh token has another password since.
    PasswordChangedForToken,
    /// 401: wrong credentials at login.
    NoActiveAccount,
    /// 401: the refresh token's user is not active, or gone.
    NoActiveAccountForToken,
    /// 403: the caller may not do this.
    PermissionDenied,
    /// 403: the caller is logged in by cookie, and the request may be forged; the text says why.
    CsrfFailed(String),
    /// 403: the caller must show fresh proof first.
    ReauthenticationRequired,
    /// 403: the claims that the settings ask for make the user's tokens too long.
    ClaimsTooLarge,
    /// 404.
    NotFound,
    /// 405.
    MethodNotAllowed(Method),
    /// 406.
    NotAcceptable,
    /// 400, a list of messages: a parameter of the query cannot be read.
    BadParameter(Vec<Message>),
    /// 404: there is no such page.
    NoSuchPage,
    /// 403: the change goes beyond the caller's own rights.
    BeyondRights,
    /// 409: rows of another program still name the account.
    AccountInUse,
    /// 409: rows of another program still name it.
    StillInUse,
    /// 409: it is the account that the caller came with.
    OwnAccount,
    /// 409: no active superuser would be left.
    LastSuperuser,
    /// 408: the body did not come in time.
    RequestTimeout,
    /// 415; the text is the content type as it was sent.
    UnsupportedMediaType(String),
    /// 429, with `Retry-After` where it is known when.
    Throttled(Option<Seconds>),
    /// 503 with `Retry-After`: too many passwords wait to be hashed.
    Overloaded(Seconds),
    /// 503 with `Retry-After`: the database is away.
    Unavailable,
}

impl Refusal {
    /// Status and body, in the words of `catalogue`; in English without one.
    fn told(&self, catalogue: Option<&Catalogue>) -> (StatusCode, Value) {
        const INVALID: &str = "token_not_valid";
        let say = |message: Message| message.said(catalogue);
        let unauthorized = |body| (StatusCode::UNAUTHORIZED, body);
        match self {
            Self::Fields(errors) => (StatusCode::BAD_REQUEST, errors.said(catalogue)),
            Self::Malformed(text) => (StatusCode::BAD_REQUEST, detail(text)),
            Self::BadRequestPage => (StatusCode::BAD_REQUEST, Value::Null),
            Self::TokenBlacklisted => {
                (StatusCode::BAD_REQUEST, json!({ "non_field_errors": [say(Message::TokenBlacklisted)] }))
            }
            Self::NotAuthenticated => unauthorized(detail(&say(Message::NotAuthenticated))),
            Self::BadAuthorizationHeader => {
                unauthorized(coded(&say(Message::BadAuthorizationHeader), "bad_authorization_header"))
            }
            Self::AuthenticationFailed(message) => unauthorized(detail(&message.said(catalogue))),
            Self::BearerNotValid(refused) => unauthorized(json!({
                "detail": say(Message::BearerNotValid),
                "code": INVALID,
                "messages": refused.iter().map(|refused| class_message(refused, catalogue)).collect::<Vec<_>>(),
            })),
            Self::TokenNotValid(message) => unauthorized(coded(&message.said(catalogue), INVALID)),
            Self::NoUserInToken => unauthorized(coded(&say(Message::TokenWithoutUser), INVALID)),
            Self::UserNotFound => unauthorized(coded(&say(Message::UserNotFound), "user_not_found")),
            Self::UserInactive => unauthorized(coded(&say(Message::UserInactive), "user_inactive")),
            Self::PasswordChanged => unauthorized(coded(&say(Message::PasswordChanged), "password_changed")),
            Self::PasswordChangedForToken => unauthorized(detail(&say(Message::PasswordChanged))),
            Self::NoActiveAccount => unauthorized(detail(&say(Message::NoActiveAccount))),
            Self::NoActiveAccountForToken => unauthorized(detail(&say(Message::NoActiveAccountForToken))),
            Self::PermissionDenied => (StatusCode::FORBIDDEN, detail(&say(Message::PermissionDenied))),
            // Not translated by DRF either: it is for those who build the page.
            Self::CsrfFailed(reason) => (StatusCode::FORBIDDEN, detail(&format!("CSRF Failed: {reason}"))),
            Self::ReauthenticationRequired => {
                (StatusCode::FORBIDDEN, coded(&say(Message::ReauthenticationRequired), "reauthentication_required"))
            }
            Self::ClaimsTooLarge => (StatusCode::FORBIDDEN, coded(&say(Message::ClaimsTooLarge), "claims_too_large")),
            Self::NotFound => (StatusCode::NOT_FOUND, detail(&say(Message::NotFound))),
            Self::MethodNotAllowed(method) => {
                let method = method.to_string();
                (StatusCode::METHOD_NOT_ALLOWED, detail(&say(Message::MethodNotAllowed { method })))
            }
            Self::NotAcceptable => (StatusCode::NOT_ACCEPTABLE, detail(&say(Message::NotAcceptable))),
            Self::BadParameter(messages) => {
                (StatusCode::BAD_REQUEST, messages.iter().map(|message| message.said(catalogue)).collect())
            }
            Self::NoSuchPage => (StatusCode::NOT_FOUND, detail(&say(Message::PageInvalid))),
            Self::BeyondRights => (StatusCode::FORBIDDEN, coded(&say(Message::BeyondRights), "beyond_rights")),
            Self::StillInUse => (StatusCode::CONFLICT, detail(&say(Message::StillInUse))),
            Self::OwnAccount => (StatusCode::CONFLICT, coded(&say(Message::OwnAccount), "own_account")),
            Self::LastSuperuser => (StatusCode::CONFLICT, coded(&say(Message::LastSuperuser), "last_superuser")),
            Self::AccountInUse => (StatusCode::CONFLICT, detail(&say(Message::AccountInUse))),
            Self::RequestTimeout => (StatusCode::REQUEST_TIMEOUT, detail(&say(Message::RequestTimeout))),
            Self::UnsupportedMediaType(sent) => {
                let message = Message::UnsupportedMediaType { sent: sent.clone() };
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, detail(&say(message)))
            }
            Self::Throttled(wait) => (StatusCode::TOO_MANY_REQUESTS, detail(&say(throttled(*wait)))),
            Self::Overloaded(_) | Self::Unavailable => {
                (StatusCode::SERVICE_UNAVAILABLE, detail(&say(Message::Unavailable)))
            }
        }
    }
}

impl Refusal {
    /// When to come again, where it is known.
    pub(crate) fn retry_after(&self) -> Option<Seconds> {
        if let Self::Throttled(wait) = self {
            return *wait;
        }
        if let Self::Overloaded(wait) = self {
            return Some(*wait);
        }
        (*self == Self::Unavailable).then_some(RETRY_DATABASE)
    }
}

/// DRF's `Throttled`.
fn throttled(wait: Option<Seconds>) -> Message {
    wait.map_or(Message::Throttled, |wait| Message::ThrottledFor { wait: wait.get() })
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if self == Self::BadRequestPage {
            return pages::bad_request();
        }
        let (status, body) = self.told(None);
        let mut response = json(status, &body);
        if let Some(wait) = self.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.get()));
        }
        let again = move |catalogue: Option<&Catalogue>| self.told(catalogue).1;
        response.extensions_mut().insert(Telling::new(again));
        response
    }
}

fn class_message(refused: &ClassRefusal, catalogue: Option<&Catalogue>) -> Value {
    let (class, kind) = (refused.class.as_str(), refused.class.token_type().as_str());
    let message = refused.cause.as_ref().map_or(Message::TokenBlacklisted, Message::from);
    json!({ "token_class": class, "token_type": kind, "message": message.said(catalogue) })
}

fn detail(text: &str) -> Value {
    json!({ "detail": text })
}

fn coded(text: &str, code: &str) -> Value {
    json!({ "detail": text, "code": code })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_that_is_not_known_is_not_told() {
        let response = Refusal::Throttled(None).into_response();
        assert_eq!((response.status(), response.headers().get(RETRY_AFTER)), (StatusCode::TOO_MANY_REQUESTS, None));
        assert_eq!(throttled(None).to_string(), "Request was throttled.");
        assert_eq!(
            throttled(Some(Seconds::new(1))).to_string(),
            "Request was throttled. Expected available in 1 second."
        );
        assert_eq!(
            throttled(Some(Seconds::new(2))).to_string(),
            "Request was throttled. Expected available in 2 seconds."
        );
    }
}
