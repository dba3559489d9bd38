//! Tokens that were revoked one by one.

use async_trait::async_trait;
use countersign_token::{Jti, Timestamp};

use super::{Ending, StoreError};
use crate::session::SessionId;

/// Revokes single tokens: those without a session, and refresh tokens where rotation leaves old ones alive.
#[async_trait]
pub trait RevokedTokens {
    /// Revokes a token until its own `exp`, and ends the session that adopted it, if one did: an adoption either comes
    /// before and ends with it, or comes after and is refused.
    async fn revoke_token(&self, jti: &Jti, exp: Timestamp, ending: &Ending) -> Result<Revocation, StoreError>;

    /// The token was revoked by itself.
    async fn is_token_revoked(&self, jti: &Jti) -> Result<bool, StoreError>;
}

/// What came of [`RevokedTokens::revoke_token`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revocation {
    /// The token is revoked now, and the session that adopted it, if any, is over.
    Now(Option<SessionId>),
    /// It was revoked before.
    Before,
}
