//! Sliding tokens.

use std::ops::{Deref, DerefMut};

use super::{Draft, TokenType};
use crate::{Jti, Timestamp, TokenError, TokenPolicy, Verified};

/// A sliding token to be issued, or one that was presented: SimpleJWT's `SlidingToken`.
#[derive(Debug, Clone, PartialEq)]
pub struct SlidingToken(Draft);

impl SlidingToken {
    /// A token of nobody, valid for the policy's sliding lifetime from `now` and to be refreshed for its sliding refresh
    /// lifetime.
    #[must_use]
    pub fn new(policy: &TokenPolicy, now: Timestamp, jti: Jti) -> Self {
        let mut draft = Draft::new(TokenType::Sliding, policy, now, jti);
        let end = now.saturating_add(policy.sliding_refresh_lifetime);
        draft.set(&policy.sliding_refresh_exp_claim, end.unix());
        Self(draft)
    }

    /// A token of this user, whose id goes in as a string (`SlidingToken.for_user`).
    #[must_use]
    pub fn for_user(policy: &TokenPolicy, user_id: &str, now: Timestamp, jti: Jti) -> Self {
        let mut token = Self::new(policy, now, jti);
        token.set(&policy.user_id_claim, user_id);
        token
    }

    /// Carry on with a sliding token that was presented, all its claims kept, if it may still be refreshed.
    ///
    /// # Errors
    /// [`TokenError::WrongType`] unless it was verified as a sliding token; those of [`Verified::check_exp`] for the
    /// refresh expiry.
    pub fn from_verified(token: Verified) -> Result<Self, TokenError> {
        match token.token_type() {
            Some(TokenType::Sliding) => {
                token.check_refresh_exp()?;
                Ok(Self(Draft::from_verified(token)))
            }
            Some(TokenType::Access | TokenType::Refresh) | None => Err(TokenError::WrongType),
        }
    }

    /// Start the sliding lifetime anew; `jti` and the end of refreshing stay (`TokenRefreshSlidingSerializer`).
    #[must_use]
    pub fn slide(mut self, policy: &TokenPolicy, now: Timestamp) -> Self {
        self.0.renew(now, policy.sliding_lifetime);
        self
    }
}

impl Deref for SlidingToken {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.0
    }
}

impl DerefMut for SlidingToken {
    fn deref_mut(&mut self) -> &mut Draft {
        &mut self.0
    }
}
