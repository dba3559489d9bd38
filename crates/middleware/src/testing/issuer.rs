//! Who issues the tokens.

use std::sync::atomic::{AtomicU64, Ordering};

use countersign_token::{Algorithm, Jti, KeySet, SigningKey, Timestamp, TokenPolicy};

use super::{FixedClock, TestUser};
use crate::{Authenticator, Clock as _};

/// When a new issuer's clock stands still: 15 June 2025, 15:06:40 UTC.
const START: Timestamp = Timestamp::from_unix(1_750_000_000);

/// Issues tokens with a key that nobody else has, at a time that the test sets.
///
/// ```
/// use countersign::testing::Issuer;
///
/// let issuer = Issuer::new();
/// let caller = issuer.authenticator().authenticate(&issuer.user("7").access()).unwrap();
/// assert_eq!(caller.user_id(), "7");
/// assert!(Issuer::new().authenticator().authenticate(&issuer.user("7").access()).is_err());
/// ```
#[derive(Debug)]
pub struct Issuer {
    key: SigningKey,
    policy: TokenPolicy,
    clock: FixedClock,
    issued: AtomicU64,
}

impl Issuer {
    /// An issuer with a new Ed25519 key and the default policy.
    ///
    /// # Panics
    /// If the machine has no randomness.
    #[must_use]
    pub fn new() -> Self {
        Self::with_key(SigningKey::generate(Algorithm::EdDsa).expect("a new key"))
    }

    /// An issuer with this key.
    ///
    /// ```
    /// use countersign::{Authenticator, testing::Issuer, token::{Algorithm, SigningKey}};
    ///
    /// let secret = b"thirty-two bytes or more of chance";
    /// let issuer = Issuer::with_key(SigningKey::from_secret(Algorithm::Hs256, secret)?);
    /// let authenticator = Authenticator::from_secret(secret)?.with_clock(issuer.clock().clone());
    /// assert!(authenticator.authenticate(&issuer.user("7").access()).is_ok());
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_key(key: SigningKey) -> Self {
        Self { key, policy: TokenPolicy::default(), clock: FixedClock::new(START), issued: AtomicU64::new(0) }
    }

    /// Issues tokens by this policy: audience, issuer, names of claims.
    ///
    /// ```
    /// use countersign::{testing::Issuer, token::TokenPolicy};
    ///
    /// let issuer = Issuer::new().with_policy(TokenPolicy { user_id_claim: "sub".into(), ..TokenPolicy::default() });
    /// assert_eq!(issuer.user("7").caller().claims().str("sub"), Some("7"));
    /// ```
    #[must_use]
    pub fn with_policy(self, policy: TokenPolicy) -> Self {
        Self { policy, ..self }
    }

    /// The authenticator that trusts this issuer, by the same policy and the same clock, which may be advanced afterwards.
    ///
    /// # Panics
    /// Never: one key makes a set.
    #[must_use]
    pub fn authenticator(&self) -> Authenticator {
        let keys = KeySet::new(vec![self.key.verifying_key()]).expect("a set of one key");
        Authenticator::from_keys(keys).with_policy(self.policy.clone()).with_clock(self.clock.clone())
    }

    /// The time, which stands still until it is advanced.
    ///
    /// ```
    /// use countersign::{testing::Issuer, token::Seconds};
    ///
    /// let issuer = Issuer::new();
    /// let (token, authenticator) = (issuer.user("7").access(), issuer.authenticator());
    /// assert!(authenticator.authenticate(&token).is_ok());
    /// issuer.clock().advance(Seconds::new(15 * 60));
    /// assert!(authenticator.authenticate(&token).is_err());
    /// ```
    #[must_use]
    pub fn clock(&self) -> &FixedClock {
        &self.clock
    }

    /// A user to issue tokens for.
    #[must_use]
    pub fn user(&self, user_id: impl Into<String>) -> TestUser<'_> {
        TestUser::new(self, user_id.into())
    }

    /// The key that signs.
    ///
    /// ```
    /// use countersign::{Authenticator, testing::Issuer};
    ///
    /// let issuer = Issuer::new();
    /// let published = serde_json::to_string(&issuer.key().verifying_key().to_jwk())?;
    /// assert!(Authenticator::from_jwk(&published).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    pub(super) fn policy(&self) -> &TokenPolicy {
        &self.policy
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// An identifier that no other token of this issuer has.
    pub(super) fn next_jti(&self) -> Jti {
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        Jti::from_random(u128::from(number).to_be_bytes())
    }
}

impl Default for Issuer {
    fn default() -> Self {
        Self::new()
    }
}
