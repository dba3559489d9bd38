//! Refresh tokens.

use std::ops::{Deref, DerefMut};

use super::{AccessToken, Draft, TokenType};
use crate::{Jti, Timestamp, TokenError, TokenPolicy, Verified};

/// A refresh token to be issued, or one that was presented: SimpleJWT's `RefreshToken`.
///
/// ```
/// use countersign_token::{Jti, RefreshToken, Timestamp, TokenPolicy};
///
/// let (policy, now) = (TokenPolicy::default(), Timestamp::from_unix(1_750_000_000));
/// let mut token = RefreshToken::for_user(&policy, "7", now, Jti::from_random([1; 16]));
/// token.set("sid", "a1");
///
/// let later = Timestamp::from_unix(1_750_000_600);
/// let next = token.clone().rotate(&policy, later, Jti::from_random([2; 16]));
/// assert_ne!(next.jti(), token.jti());
/// assert_eq!(next.claims().str("sid"), Some("a1"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RefreshToken(Draft);

impl RefreshToken {
    /// A token of nobody, valid for the policy's refresh lifetime from `now`.
    ///
    /// ```
    /// use countersign_token::{Jti, RefreshToken, Timestamp, TokenPolicy};
    ///
    /// let mut token = RefreshToken::new(&TokenPolicy::default(), Timestamp::from_unix(1_750_000_000), Jti::new("a1"));
    /// token.set("client_id", "robot-3");
    /// assert_eq!(token.exp().unix(), 1_750_086_400);
    /// ```
    #[must_use]
    pub fn new(policy: &TokenPolicy, now: Timestamp, jti: Jti) -> Self {
        Self(Draft::new(TokenType::Refresh, policy, now, jti))
    }

    /// A token of this user, whose id goes in as a string (`RefreshToken.for_user`).
    #[must_use]
    pub fn for_user(policy: &TokenPolicy, user_id: &str, now: Timestamp, jti: Jti) -> Self {
        let mut token = Self::new(policy, now, jti);
        token.set(&policy.user_id_claim, user_id);
        token
    }

    /// Carry on with a refresh token that was presented, all its claims kept.
    ///
    /// # Errors
    /// [`TokenError::WrongType`] unless it was verified as a refresh token.
    ///
    /// ```
    /// # use countersign_token::{Algorithm, Jti, KeySet, SigningKey, Timestamp, TokenPolicy, Verifier};
    /// # let key = SigningKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?;
    /// # let verifier = Verifier::new(KeySet::new(vec![key.verifying_key()])?, TokenPolicy::default());
    /// # let (policy, now) = (verifier.policy(), Timestamp::from_unix(1_750_000_000));
    /// use countersign_token::{RefreshToken, TokenType};
    ///
    /// let presented = RefreshToken::for_user(policy, "7", now, Jti::new("a1")).sign(policy, &key)?;
    /// let verified = verifier.decode(&presented, now)?.verify_as(TokenType::Refresh)?;
    /// let next = RefreshToken::from_verified(verified)?.rotate(policy, now, Jti::new("a2"));
    /// assert_eq!(next.claims().str("user_id"), Some("7"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_verified(token: Verified) -> Result<Self, TokenError> {
        match token.token_type() {
            Some(TokenType::Refresh) => Ok(Self(Draft::from_verified(token))),
            Some(TokenType::Access | TokenType::Sliding) | None => Err(TokenError::WrongType),
        }
    }

    /// The successor of this token: a new `jti`, `exp` and `iat`, every other claim kept (`ROTATE_REFRESH_TOKENS`).
    #[must_use]
    pub fn rotate(mut self, policy: &TokenPolicy, now: Timestamp, jti: Jti) -> Self {
        self.0.set_jti(policy, jti);
        self.0.renew(now, policy.refresh_lifetime);
        self
    }

    /// An access token with the claims of this one (`RefreshToken.access_token`).
    ///
    /// Its expiry counts from `now`. Every claim is copied but the token type, `exp`, `iat`, `jti` and the configured
    /// identifier; what other issuers put there, `aud` for one, survives.
    ///
    /// ```
    /// use countersign_token::{Jti, RefreshToken, Timestamp, TokenPolicy};
    ///
    /// let (policy, now) = (TokenPolicy::default(), Timestamp::from_unix(1_750_000_000));
    /// let mut refresh = RefreshToken::for_user(&policy, "7", now, Jti::new("a1"));
    /// refresh.set("tenant", "acme");
    /// let access = refresh.access_token(&policy, now, Jti::new("a2"));
    /// assert_eq!((access.claims().token_type(), access.claims().str("tenant")), (Some("access"), Some("acme")));
    /// assert_eq!(access.exp().unix(), 1_750_000_900);
    /// ```
    #[must_use]
    pub fn access_token(&self, policy: &TokenPolicy, now: Timestamp, jti: Jti) -> AccessToken {
        let mut access = AccessToken::new(policy, now, jti);
        let own = [policy.token_type_claim.as_deref(), policy.jti_claim.as_deref()];
        let copied = |name: &str| !["exp", "iat", "jti"].contains(&name) && !own.contains(&Some(name));
        for (name, value) in self.claims().iter().filter(|(name, _)| copied(name)) {
            access.set(name, value.clone());
        }
        access
    }
}

impl Deref for RefreshToken {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.0
    }
}

impl DerefMut for RefreshToken {
    fn deref_mut(&mut self) -> &mut Draft {
        &mut self.0
    }
}
