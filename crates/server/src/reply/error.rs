//! A refusal with its cause: how what fails inside becomes what is told outside.

use std::error::Error;

use axum::response::{IntoResponse, Response};
use countersign_core::HookError;
use countersign_core::accounts::Overloaded;
use countersign_core::lockout::LockedOut;
use countersign_core::store::StoreError;
use countersign_token::{SignError, TokenError};

use super::Refusal;
use crate::locale::Message;
use crate::rest::FieldErrors;

/// A refusal and what led to it. The cause is logged once, here, and never sent.
#[derive(Debug)]
pub(crate) struct ApiError {
    refusal: Refusal,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl ApiError {
    pub(crate) fn new(refusal: Refusal, cause: impl Error + Send + Sync + 'static) -> Self {
        Self { refusal, cause: Some(Box::new(cause)) }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, cause: None }
    }
}

impl From<FieldErrors> for ApiError {
    fn from(errors: FieldErrors) -> Self {
        Refusal::Fields(errors).into()
    }
}

impl From<StoreError> for ApiError {
    fn from(cause: StoreError) -> Self {
        let refusal = match cause {
            StoreError::Rejected(_) => Refusal::Fields(FieldErrors::non_field(Message::ValueRejected)),
            StoreError::Unavailable(_) | StoreError::Corrupt(_) => Refusal::Unavailable,
        };
        Self::new(refusal, cause)
    }
}

impl From<HookError> for ApiError {
    fn from(cause: HookError) -> Self {
        let refusal = match cause {
            HookError::Refused => Refusal::PermissionDenied,
            HookError::Failed(_) => Refusal::Unavailable,
        };
        Self::new(refusal, cause)
    }
}

impl From<Overloaded> for ApiError {
    fn from(cause: Overloaded) -> Self {
        Self::new(Refusal::Overloaded(cause.retry_after), cause)
    }
}

impl From<LockedOut> for ApiError {
    fn from(cause: LockedOut) -> Self {
        Self::new(Refusal::Throttled(Some(cause.retry_after)), cause)
    }
}

impl From<SignError> for ApiError {
    fn from(cause: SignError) -> Self {
        Self::new(Refusal::Unavailable, cause)
    }
}

impl From<TokenError> for ApiError {
    /// A token in the body.
    fn from(cause: TokenError) -> Self {
        Self::new(Refusal::TokenNotValid((&cause).into()), cause)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Some(cause) = &self.cause {
            if self.refusal == Refusal::Unavailable {
                tracing::error!(%cause, "request failed");
            } else {
                tracing::info!(%cause, "request refused");
            }
        }
        self.refusal.into_response()
    }
}
