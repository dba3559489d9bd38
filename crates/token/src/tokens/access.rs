//! Access tokens.

use std::ops::{Deref, DerefMut};

use super::{Draft, TokenType};
use crate::{Jti, Timestamp, TokenPolicy};

/// An access token to be issued: SimpleJWT's `AccessToken`.
///
/// ```
/// use countersign_token::{AccessToken, Algorithm, Jti, SigningKey, Timestamp, TokenPolicy};
///
/// let (policy, now) = (TokenPolicy::default(), Timestamp::from_unix(1_750_000_000));
/// let key = SigningKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?;
/// let mut token = AccessToken::for_user(&policy, "7", now, Jti::from_random([1; 16]));
/// token.set("scope", "books:read");
/// assert!(token.sign(&policy, &key)?.starts_with("ey"));
///
/// // For a machine: it has no user's id, and says in claims of yours what it is.
/// let mut robot = AccessToken::new(&policy, now, Jti::from_random([2; 16]));
/// robot.set("client_id", "robot-3");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AccessToken(Draft);

impl AccessToken {
    /// A token of nobody, valid for the policy's access lifetime from `now`.
    #[must_use]
    pub fn new(policy: &TokenPolicy, now: Timestamp, jti: Jti) -> Self {
        Self(Draft::new(TokenType::Access, policy, now, jti))
    }

    /// A token of this user, whose id goes in as a string (`AccessToken.for_user`).
    #[must_use]
    pub fn for_user(policy: &TokenPolicy, user_id: &str, now: Timestamp, jti: Jti) -> Self {
        let mut token = Self::new(policy, now, jti);
        token.set(&policy.user_id_claim, user_id);
        token
    }
}

impl Deref for AccessToken {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.0
    }
}

impl DerefMut for AccessToken {
    fn deref_mut(&mut self) -> &mut Draft {
        &mut self.0
    }
}
