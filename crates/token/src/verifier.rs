//! Checking tokens, first half: what PyJWT does.

use std::sync::Arc;

use crate::{Claims, DecodeError, Decoded, KeySet, Timestamp, TokenPolicy, jws, registered};

/// Checks tokens against a set of keys and a policy. Holds no secret state and no cache; cheap to clone and to share.
///
/// ```
/// use countersign_token::{
///     AccessToken, Algorithm, Jti, KeySet, SigningKey, Timestamp, TokenPolicy, TokenType, Verifier,
/// };
///
/// let key = SigningKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?;
/// let verifier = Verifier::new(KeySet::new(vec![key.verifying_key()])?, TokenPolicy::default());
/// let now = Timestamp::from_unix(1_750_000_000);
/// let token = AccessToken::for_user(verifier.policy(), "7", now, Jti::new("a")).sign(verifier.policy(), &key)?;
///
/// let decoded = verifier.decode(&token, now)?;
/// let revoked = ["b", "c"];
/// assert!(!revoked.contains(&decoded.jti().unwrap_or_default())); // SimpleJWT looks into its blacklist here
/// assert_eq!(decoded.verify_as(TokenType::Access)?.exp().unix(), 1_750_000_900);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Verifier {
    keys: Arc<KeySet>,
    policy: Arc<TokenPolicy>,
}

impl Verifier {
    /// Put keys and policy together.
    #[must_use]
    pub fn new(keys: KeySet, policy: TokenPolicy) -> Self {
        Self { keys: Arc::new(keys), policy: Arc::new(policy) }
    }

    /// Check everything about a token that does not depend on what it is for.
    ///
    /// In this order: length (at most `max_len` bytes, before anything is decoded), form, header, `alg` equal to the key's
    /// own (RFC 8725 §3.1), signature, the claims' form; then, as PyJWT, `iat`, `nbf` and `exp` against `now` within
    /// `leeway`, `iss`, `aud`, and that `sub` and `jti` are strings.
    ///
    /// SimpleJWT looks into its blacklist between this and the rest, which is [`Decoded::verify_as`].
    ///
    /// # Errors
    /// The first check that failed.
    pub fn decode(&self, token: &str, now: Timestamp) -> Result<Decoded, DecodeError> {
        self.decode_with(&self.keys, token, now)
    }

    /// The same, by other keys than its own: those of another issuer, which were fetched.
    ///
    /// # Errors
    /// The first check that failed.
    ///
    /// ```
    /// # use countersign_token::{AccessToken, Algorithm, Jti, KeySet, SigningKey, Timestamp, TokenPolicy, Verifier};
    /// # let verifier = Verifier::new(KeySet::default(), TokenPolicy::default());
    /// # let (policy, now) = (verifier.policy(), Timestamp::from_unix(1_750_000_000));
    /// let theirs = SigningKey::generate(Algorithm::Es256)?.with_kid("theirs");
    /// let token = AccessToken::for_user(policy, "7", now, Jti::new("a")).sign(policy, &theirs)?;
    /// assert!(verifier.decode(&token, now).is_err());
    /// assert!(verifier.decode_with(&KeySet::new(vec![theirs.verifying_key()])?, &token, now).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn decode_with(&self, keys: &KeySet, token: &str, now: Timestamp) -> Result<Decoded, DecodeError> {
        if token.len() > self.policy.max_len {
            return Err(DecodeError::TooLong);
        }
        let claims = Claims::parse(&jws::verify(token, keys)?.payload)?;
        registered::check(&claims, &self.policy, now)?;
        Ok(Decoded::new(claims, Arc::clone(&self.policy), now))
    }

    /// The keys.
    ///
    /// ```
    /// use countersign_token::{Algorithm, KeySet, SigningKey, TokenPolicy, Verifier};
    ///
    /// let key = SigningKey::generate(Algorithm::EdDsa)?.with_kid("2026-1");
    /// let verifier = Verifier::new(KeySet::new(vec![key.verifying_key()])?, TokenPolicy::default());
    /// assert_eq!(verifier.keys().keys()[0].kid(), Some("2026-1"));
    /// # Ok::<(), countersign_token::KeyError>(())
    /// ```
    #[must_use]
    pub fn keys(&self) -> &KeySet {
        &self.keys
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &TokenPolicy {
        &self.policy
    }
}
