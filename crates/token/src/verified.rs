//! Checking tokens, second half: what SimpleJWT's `Token.verify()` does.

use std::sync::Arc;

use serde_json::Value;

use crate::{Claims, DecodeError, Timestamp, TokenError, TokenPolicy, TokenType};

/// A token whose signature and registered claims hold; what it is for has not been asked yet.
///
/// Made by [`Verifier::decode`](crate::Verifier::decode) alone. It remembers the policy and the time it was checked with.
///
/// ```
/// use countersign_token::{
///     AccessToken, Algorithm, Jti, KeySet, SigningKey, Timestamp, TokenError, TokenPolicy, TokenType, Verifier,
/// };
///
/// let key = SigningKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?;
/// let verifier = Verifier::new(KeySet::new(vec![key.verifying_key()])?, TokenPolicy::default());
/// let (policy, now) = (verifier.policy(), Timestamp::from_unix(1_750_000_000));
///
/// let token = AccessToken::for_user(policy, "7", now, Jti::new("a1")).sign(policy, &key)?;
/// let decoded = verifier.decode(&token, now)?;
/// assert_eq!((decoded.jti(), decoded.claims().str("user_id")), (Some("a1"), Some("7")));
///
/// assert_eq!(decoded.clone().verify_as(TokenType::Refresh).unwrap_err(), TokenError::WrongType);
/// assert!(decoded.clone().verify_as(TokenType::Access).is_ok());
/// assert!(decoded.verify_untyped().is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Decoded {
    claims: Claims,
    policy: Arc<TokenPolicy>,
    now: Timestamp,
}

/// A token that holds in every respect that the token itself can tell.
///
/// Made by [`Decoded`] alone.
///
/// ```
/// use countersign_token::{
///     AccessToken, Algorithm, Jti, KeySet, SigningKey, Timestamp, TokenPolicy, TokenType, Verifier,
/// };
///
/// let key = SigningKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?;
/// let verifier = Verifier::new(KeySet::new(vec![key.verifying_key()])?, TokenPolicy::default());
/// let (policy, now) = (verifier.policy(), Timestamp::from_unix(1_750_000_000));
///
/// let token = AccessToken::for_user(policy, "7", now, Jti::new("a1")).sign(policy, &key)?;
/// let verified = verifier.decode(&token, now)?.verify_as(TokenType::Access)?;
/// assert_eq!(verified.token_type(), Some(TokenType::Access));
/// assert_eq!((verified.user_id(), verified.jti()), (Some(&"7".into()), Some("a1")));
/// assert_eq!((verified.iat(), verified.exp().unix()), (Some(now), 1_750_000_900));
/// assert_eq!(verified.claims().str("token_type"), Some("access"));
/// assert_eq!(verified.into_claims().iter().count(), 5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Verified {
    token: Decoded,
    kind: Option<TokenType>,
    exp: Timestamp,
}

impl Decoded {
    pub(crate) fn new(claims: Claims, policy: Arc<TokenPolicy>, now: Timestamp) -> Self {
        Self { claims, policy, now }
    }

    /// The claims. They were signed, but perhaps for something else than you think.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The identifier in the policy's claim for it, to look it up in a list of revoked ones.
    #[must_use]
    pub fn jti(&self) -> Option<&str> {
        self.claims.str(self.policy.jti_claim.as_deref()?)
    }

    /// Accept the token as one of this kind, and nothing else. Without [`TokenPolicy::token_type_claim`] tokens do not say
    /// their kind, and each is accepted.
    ///
    /// In SimpleJWT's order: `exp` is there, the identifier is there, the token type is there and is `kind`.
    ///
    /// # Errors
    /// The first check that failed.
    pub fn verify_as(self, kind: TokenType) -> Result<Verified, TokenError> {
        let exp = self.check_as(kind)?;
        Ok(Verified { token: self, kind: Some(kind), exp })
    }

    /// Accept the token as the first of these kinds that it is (`AUTH_TOKEN_CLASSES`).
    ///
    /// # Errors
    /// Why it is none of them: one cause for each, in their order.
    ///
    /// ```
    /// # use countersign_token::{Algorithm, Jti, KeySet, SigningKey, Timestamp, TokenPolicy, Verifier};
    /// # let key = SigningKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?;
    /// # let verifier = Verifier::new(KeySet::new(vec![key.verifying_key()])?, TokenPolicy::default());
    /// # let (policy, now) = (verifier.policy(), Timestamp::from_unix(1_750_000_000));
    /// use countersign_token::{SlidingToken, TokenError, TokenType};
    ///
    /// let token = SlidingToken::for_user(policy, "7", now, Jti::new("a1")).sign(policy, &key)?;
    /// let decoded = verifier.decode(&token, now)?;
    /// let verified = decoded.clone().verify_as_first_of([TokenType::Access, TokenType::Sliding]).unwrap();
    /// assert_eq!(verified.token_type(), Some(TokenType::Sliding));
    /// assert_eq!(decoded.verify_as_first_of([TokenType::Access]).unwrap_err(), [TokenError::WrongType]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_as_first_of(self, kinds: impl IntoIterator<Item = TokenType>) -> Result<Verified, Vec<TokenError>> {
        let mut refused = Vec::new();
        for kind in kinds {
            match self.check_as(kind) {
                Ok(exp) => return Ok(Verified { token: self, kind: Some(kind), exp }),
                Err(cause) => refused.push(cause),
            }
        }
        Err(refused)
    }

    fn check_as(&self, kind: TokenType) -> Result<Timestamp, TokenError> {
        let exp = self.check_exp("exp")?;
        self.check_id()?;
        match self.policy.token_type_claim.as_deref().map(|claim| self.claims.get(claim)) {
            None => {}
            Some(None) => return Err(TokenError::MissingType),
            Some(Some(found)) if found == kind.as_str() => {}
            Some(Some(_)) => return Err(TokenError::WrongType),
        }
        Ok(exp)
    }

    /// Accept the token whatever its kind (SimpleJWT's `UntypedToken`): it is genuine, and that is all.
    ///
    /// # Errors
    /// The first check that failed: `exp` is there, the identifier is there.
    pub fn verify_untyped(self) -> Result<Verified, TokenError> {
        let exp = self.check_exp("exp")?;
        self.check_id()?;
        Ok(Verified { token: self, kind: None, exp })
    }

    fn check_exp(&self, claim: &str) -> Result<Timestamp, TokenError> {
        if self.claims.get(claim).is_none() {
            return Err(TokenError::MissingExp(claim.to_owned()));
        }
        match self.claims.timestamp(claim) {
            Some(exp) if exp <= self.now.saturating_sub(self.policy.leeway) => {
                Err(TokenError::ClaimExpired(claim.to_owned()))
            }
            Some(exp) if exp < Timestamp::YEAR_10000 => Ok(exp),
            // SimpleJWT answers with a fault of its own here.
            Some(_) | None => Err(DecodeError::BadClaim("exp").into()),
        }
    }

    fn check_id(&self) -> Result<(), TokenError> {
        match self.policy.jti_claim.as_deref().map(|claim| self.claims.get(claim)) {
            None | Some(Some(Value::String(_))) => Ok(()),
            Some(None) => Err(TokenError::MissingId),
            // A configured claim of another name, which PyJWT does not look at.
            Some(Some(_)) => Err(DecodeError::BadClaim("jti").into()),
        }
    }
}

impl Verified {
    /// The claims.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.token.claims
    }

    /// The claims, to be kept.
    #[must_use]
    pub fn into_claims(self) -> Claims {
        self.token.claims
    }

    /// What the token was accepted as; `None`: whatever it is.
    #[must_use]
    pub fn token_type(&self) -> Option<TokenType> {
        self.kind
    }

    /// The identifier; `None` only where the policy has no claim for it.
    #[must_use]
    pub fn jti(&self) -> Option<&str> {
        self.token.jti()
    }

    /// When the token expires.
    #[must_use]
    pub fn exp(&self) -> Timestamp {
        self.exp
    }

    /// When the token was issued, if it says.
    #[must_use]
    pub fn iat(&self) -> Option<Timestamp> {
        self.token.claims.iat()
    }

    /// The policy's claim for the user's id, as it stands: a string since SimpleJWT 5.5.1, a number before.
    #[must_use]
    pub fn user_id(&self) -> Option<&Value> {
        self.token.claims.get(&self.token.policy.user_id_claim)
    }

    /// Check another claim that holds an expiry, as `exp` was checked (SimpleJWT's `check_exp(claim)`).
    ///
    /// # Errors
    /// [`TokenError::MissingExp`], [`TokenError::ClaimExpired`]; "Token is invalid" if it is no date before the year 10000.
    ///
    /// ```
    /// # use countersign_token::{Algorithm, Jti, KeySet, SigningKey, Timestamp, TokenPolicy, Verifier};
    /// # let key = SigningKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?;
    /// # let verifier = Verifier::new(KeySet::new(vec![key.verifying_key()])?, TokenPolicy::default());
    /// # let (policy, now) = (verifier.policy(), Timestamp::from_unix(1_750_000_000));
    /// use countersign_token::{AccessToken, TokenError, TokenType};
    ///
    /// let mut token = AccessToken::new(policy, now, Jti::new("a1"));
    /// token.set("trial_end", 1_749_999_999);
    /// let verified = verifier.decode(&token.sign(policy, &key)?, now)?.verify_as(TokenType::Access)?;
    /// assert_eq!(verified.check_exp("trial_end"), Err(TokenError::ClaimExpired("trial_end".into())));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_exp(&self, claim: &str) -> Result<Timestamp, TokenError> {
        self.token.check_exp(claim)
    }

    /// Check that a sliding token may still be refreshed, and until when.
    ///
    /// # Errors
    /// Those of [`check_exp`](Self::check_exp).
    ///
    /// ```
    /// # use countersign_token::{Algorithm, Jti, KeySet, SigningKey, Timestamp, TokenPolicy, Verifier};
    /// # let key = SigningKey::from_secret(Algorithm::Hs256, b"thirty-two bytes or more of chance")?;
    /// # let verifier = Verifier::new(KeySet::new(vec![key.verifying_key()])?, TokenPolicy::default());
    /// # let (policy, now) = (verifier.policy(), Timestamp::from_unix(1_750_000_000));
    /// use countersign_token::{SlidingToken, TokenType};
    ///
    /// let token = SlidingToken::for_user(policy, "7", now, Jti::new("a1")).sign(policy, &key)?;
    /// let verified = verifier.decode(&token, now)?.verify_as(TokenType::Sliding)?;
    /// assert_eq!(verified.check_refresh_exp()?.unix(), 1_750_086_400); // a day later
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_refresh_exp(&self) -> Result<Timestamp, TokenError> {
        self.check_exp(&self.token.policy.sliding_refresh_exp_claim)
    }
}
