//! What every token has before it is signed.

use serde_json::Value;

use crate::{Claims, Jti, Seconds, SignError, SigningKey, Timestamp, TokenPolicy, TokenType, Verified, jws};

/// The claims of a token that is not signed yet. Every kind of token gives access to its own.
///
/// Claims stand in SimpleJWT's order: `token_type`, `exp`, `iat`, `jti`, then what was [`set`](Self::set). `aud` and `iss`
/// are added by [`sign`](Self::sign).
///
/// ```
/// use countersign_token::{AccessToken, Algorithm, Jti, SigningKey, Timestamp, TokenPolicy};
///
/// let policy = TokenPolicy { issuer: Some("https://a.example".into()), ..TokenPolicy::default() };
/// let now = Timestamp::from_unix(1_750_000_000);
/// let mut token = AccessToken::for_user(&policy, "7", now, Jti::new("a1"));
/// token.set("scope", "books:read").set_exp(Timestamp::from_unix(1_750_000_060));
///
/// assert_eq!((token.jti().as_str(), token.iat(), token.exp().unix()), ("a1", Some(now), 1_750_000_060));
/// let names: Vec<&str> = token.claims().iter().map(|(name, _)| name).collect();
/// assert_eq!(names, ["token_type", "exp", "iat", "jti", "user_id", "scope"]);
/// let signed = token.sign(&policy, &SigningKey::generate(Algorithm::EdDsa)?)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    claims: Claims,
    jti: Jti,
    exp: Timestamp,
    iat: Option<Timestamp>,
}

impl Draft {
    pub(super) fn new(kind: TokenType, policy: &TokenPolicy, now: Timestamp, jti: Jti) -> Self {
        let mut claims = Claims::default();
        if let Some(claim) = &policy.token_type_claim {
            claims.insert(claim, kind.as_str());
        }
        let mut draft = Self { claims, jti: Jti::new(""), exp: now, iat: None };
        draft.renew(now, lifetime(kind, policy));
        draft.set_jti(policy, jti);
        draft
    }

    /// Carry on with the claims of a token that was presented.
    pub(super) fn from_verified(token: Verified) -> Self {
        let (exp, iat) = (token.exp(), token.iat());
        let jti = Jti::new(token.jti().unwrap_or_default());
        Self { claims: token.into_claims(), jti, exp, iat }
    }

    /// Set `exp` to `lifetime` from now and `iat` to now.
    pub(super) fn renew(&mut self, now: Timestamp, lifetime: Seconds) {
        self.set_exp(now.saturating_add(lifetime));
        self.iat = Some(now);
        self.claims.insert("iat", now.unix());
    }

    pub(super) fn set_jti(&mut self, policy: &TokenPolicy, jti: Jti) {
        if let Some(claim) = &policy.jti_claim {
            self.claims.insert(claim, jti.as_str());
        }
        self.jti = jti;
    }

    /// The claims as they stand.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// Set a claim, in place where it stands and at the end if it is new. Nothing is refused: what callers of yours may
    /// set is for you to decide. The expiry has [`set_exp`](Self::set_exp).
    pub fn set(&mut self, claim: impl Into<String>, value: impl Into<Value>) -> &mut Self {
        self.claims.insert(claim, value);
        self
    }

    /// Take a claim out, if it is there: what a presented token says and yours must not. Nothing is refused, so leave the
    /// registered claims of the token in.
    ///
    /// ```
    /// use countersign_token::{Jti, RefreshToken, Timestamp, TokenPolicy};
    ///
    /// let policy = TokenPolicy::default();
    /// let mut token = RefreshToken::for_user(&policy, "7", Timestamp::from_unix(1_750_000_000), Jti::new("a1"));
    /// token.set("sid", "of another issuer").unset("sid").unset("tenant");
    /// assert_eq!(token.claims().get("sid"), None);
    /// ```
    pub fn unset(&mut self, claim: &str) -> &mut Self {
        self.claims.remove(claim);
        self
    }

    /// Let the token expire at `at` instead of after its policy's lifetime.
    pub fn set_exp(&mut self, at: Timestamp) -> &mut Self {
        self.exp = at;
        self.set("exp", at.unix())
    }

    /// The token's identifier; empty for a presented token without one.
    #[must_use]
    pub fn jti(&self) -> &Jti {
        &self.jti
    }

    /// When the token expires.
    #[must_use]
    pub fn exp(&self) -> Timestamp {
        self.exp
    }

    /// When the token was issued; `None` only for a presented token that does not say.
    #[must_use]
    pub fn iat(&self) -> Option<Timestamp> {
        self.iat
    }

    /// Sign the token, with the policy's audience and issuer in it if they are set.
    ///
    /// # Errors
    /// [`SignError`] if the cryptographic library fails.
    pub fn sign(&self, policy: &TokenPolicy, key: &SigningKey) -> Result<String, SignError> {
        jws::sign(&self.payload(policy), key)
    }

    /// How long the signed token is (bytes), without the cost of a signature: what a verifier's
    /// [`max_len`](TokenPolicy::max_len) is held against.
    ///
    /// ```
    /// use countersign_token::{Algorithm, Jti, RefreshToken, SigningKey, Timestamp, TokenPolicy};
    ///
    /// let (policy, key) = (TokenPolicy::default(), SigningKey::generate(Algorithm::Es256)?);
    /// let mut token = RefreshToken::for_user(&policy, "7", Timestamp::from_unix(1_750_000_000), Jti::new("a"));
    /// token.set("groups", vec!["editors"; 900]);
    /// assert_eq!(token.signed_len(&policy, &key), token.sign(&policy, &key)?.len());
    /// assert!(token.signed_len(&policy, &key) > policy.max_len);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn signed_len(&self, policy: &TokenPolicy, key: &SigningKey) -> usize {
        key.token_len(self.payload(policy).len())
    }

    fn payload(&self, policy: &TokenPolicy) -> Vec<u8> {
        if policy.audience.is_empty() && policy.issuer.is_none() {
            return self.claims.to_json_bytes();
        }
        let mut claims = self.claims.clone();
        match policy.audience.as_slice() {
            [] => {}
            [only] => claims.insert("aud", only.as_str()),
            several => claims.insert("aud", several),
        }
        if let Some(issuer) = &policy.issuer {
            claims.insert("iss", issuer.as_str());
        }
        claims.to_json_bytes()
    }
}

fn lifetime(kind: TokenType, policy: &TokenPolicy) -> Seconds {
    match kind {
        TokenType::Access => policy.access_lifetime,
        TokenType::Refresh => policy.refresh_lifetime,
        TokenType::Sliding => policy.sliding_lifetime,
    }
}
