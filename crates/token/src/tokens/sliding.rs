//! Sliding tokens.

use std::ops::{Deref, DerefMut};

use super::{Draft, TokenType};
use crate::{Jti, Timestamp, TokenError, TokenPolicy, Verified};

/// A sliding token to be issued, or one that was presented: SimpleJWT's `SlidingToken`.
///
/// ```
/// use countersign_token::{Jti, SlidingToken, Timestamp, TokenPolicy};
///
/// let (policy, now) = (TokenPolicy::default(), Timestamp::from_unix(1_750_000_000));
/// let token = SlidingToken::for_user(&policy, "7", now, Jti::new("a1"));
/// assert_eq!(token.exp().unix(), 1_750_000_300); // five minutes to use it
/// assert_eq!(token.claims().timestamp("refresh_exp").map(Timestamp::unix), Some(1_750_086_400)); // a day to prolong it
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SlidingToken(Draft);

impl SlidingToken {
    /// A token of nobody, valid for the policy's sliding lifetime from `now` and to be refreshed for its sliding refresh
    /// lifetime.
    ///
    /// ```
    /// use countersign_token::{Jti, SlidingToken, Timestamp, TokenPolicy};
    ///
    /// let mut token = SlidingToken::new(&TokenPolicy::default(), Timestamp::from_unix(1_750_000_000), Jti::new("a1"));
    /// token.set("client_id", "robot-3");
    /// assert_eq!(token.claims().str("user_id"), None);
    /// ```
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
    ///
    /// ```
    /// # use countersign_token::{Algorithm, Jti, KeySet, SigningKey, Timestamp, TokenPolicy, Verifier};
    /// # let key = SigningKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?;
    /// # let verifier = Verifier::new(KeySet::new(vec![key.verifying_key()])?, TokenPolicy::default());
    /// # let (policy, now) = (verifier.policy(), Timestamp::from_unix(1_750_000_000));
    /// use countersign_token::{SlidingToken, TokenType};
    ///
    /// let presented = SlidingToken::for_user(policy, "7", now, Jti::new("a1")).sign(policy, &key)?;
    /// let later = Timestamp::from_unix(1_750_000_200);
    /// let verified = verifier.decode(&presented, later)?.verify_as(TokenType::Sliding)?;
    /// let next = SlidingToken::from_verified(verified)?.slide(policy, later);
    /// assert_eq!((next.exp().unix(), next.jti().as_str()), (1_750_000_500, "a1"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
    ///
    /// ```
    /// use countersign_token::{Jti, SlidingToken, Timestamp, TokenPolicy};
    ///
    /// let policy = TokenPolicy::default();
    /// let token = SlidingToken::for_user(&policy, "7", Timestamp::from_unix(1_750_000_000), Jti::new("a1"));
    /// let end = token.claims().timestamp("refresh_exp");
    /// let next = token.slide(&policy, Timestamp::from_unix(1_750_000_200));
    /// assert_eq!((next.exp().unix(), next.claims().timestamp("refresh_exp")), (1_750_000_500, end));
    /// ```
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
