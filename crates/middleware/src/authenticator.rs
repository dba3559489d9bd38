//! Bearer tokens.

use std::future::ready;
use std::sync::Arc;

use countersign_token::{
    Algorithm, Jwk, KeyError, KeySet, Seconds, TokenPolicy, TokenType, Verifier, VerifyingKey, bearer,
};
use http::HeaderValue;
use http::header::AUTHORIZATION;
use http::request::Parts;

use crate::refusal::BEARER;
use crate::{Authenticate, AuthenticationClasses, AuthenticationLayer, Caller, Clock, Reason, SystemClock, cookie};

/// Knows callers by their access tokens, and makes the layers that protect routes with them. Cheap to clone.
///
/// It holds keys, and rules for tokens ([`TokenPolicy`], whose defaults are SimpleJWT's); it asks nobody. A token is
/// checked with the algorithm of its key, never with that which it names.
///
/// ```
/// use countersign::Authenticator;
///
/// // The SECRET_KEY of a Django with SimpleJWT, or the secret of a Countersign server.
/// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?.with_issuer("https://a.example");
/// let refused = authenticator.authenticate("not.a.token").unwrap_err();
/// assert_eq!(refused.to_string(), "token is malformed");
/// # Ok::<(), countersign::token::KeyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Authenticator {
    verifier: Verifier,
    clock: Arc<dyn Clock>,
    cookie: Option<Arc<str>>,
}

impl Authenticator {
    /// Trusts tokens signed with this secret and HS256, SimpleJWT's default.
    ///
    /// # Errors
    /// [`KeyError::WeakSecret`] below 32 bytes; those of [`VerifyingKey::from_secret`]. For a short secret that is
    /// already in use there is [`VerifyingKey::from_weak_secret`] and [`from_keys`](Self::from_keys).
    pub fn from_secret(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::from_secret_with(Algorithm::Hs256, secret)
    }

    /// Trusts tokens signed with this secret and one of HS256, HS384 and HS512.
    ///
    /// # Errors
    /// Those of [`VerifyingKey::from_secret`].
    pub fn from_secret_with(algorithm: Algorithm, secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::from_key(VerifyingKey::from_secret(algorithm, secret.as_ref())?)
    }

    /// Trusts tokens signed with the private half of this key in PEM.
    ///
    /// # Errors
    /// Those of [`VerifyingKey::from_pem`].
    ///
    /// ```
    /// use countersign::{Authenticator, token::Algorithm};
    ///
    /// let pem = "-----BEGIN PUBLIC KEY-----
    /// MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
    /// -----END PUBLIC KEY-----";
    /// assert!(Authenticator::from_pem(Algorithm::EdDsa, pem).is_ok());
    /// assert!(Authenticator::from_pem(Algorithm::Rs256, pem).is_err());
    /// ```
    pub fn from_pem(algorithm: Algorithm, pem: &str) -> Result<Self, KeyError> {
        Self::from_key(VerifyingKey::from_pem(algorithm, pem)?)
    }

    /// Trusts tokens signed with this key, a JWK (RFC 7517) that says which algorithm it is for.
    ///
    /// # Errors
    /// Those of [`VerifyingKey::from_jwk`].
    pub fn from_jwk(json: &str) -> Result<Self, KeyError> {
        Self::from_key(VerifyingKey::from_jwk(&Jwk::parse(json)?)?)
    }

    /// Trusts tokens signed with any key of this JWK set (RFC 7517 §5), such as `/.well-known/jwks.json` of a Countersign
    /// server. Nothing is fetched.
    ///
    /// # Errors
    /// Those of [`KeySet::from_jwks_json`]. For RSA keys that name no algorithm use that function and
    /// [`from_keys`](Self::from_keys).
    ///
    /// ```
    /// use countersign::Authenticator;
    ///
    /// let keys = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    /// let authenticator = Authenticator::from_jwks(keys)?;
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    pub fn from_jwks(json: &str) -> Result<Self, KeyError> {
        KeySet::from_jwks_json(json, None).map(Self::from_keys)
    }

    /// Trusts tokens signed with any of these keys.
    #[must_use]
    pub fn from_keys(keys: KeySet) -> Self {
        let verifier = Verifier::new(keys, TokenPolicy::default());
        Self { verifier, clock: Arc::new(SystemClock), cookie: None }
    }

    fn from_key(key: VerifyingKey) -> Result<Self, KeyError> {
        KeySet::new(vec![key]).map(Self::from_keys)
    }

    /// Demands other rules of tokens: lengths, leeway, the names of claims.
    #[must_use]
    pub fn with_policy(self, policy: TokenPolicy) -> Self {
        Self { verifier: Verifier::new(self.verifier.keys().clone(), policy), ..self }
    }

    /// Demands this `iss`.
    #[must_use]
    pub fn with_issuer(self, issuer: impl Into<String>) -> Self {
        let policy = TokenPolicy { issuer: Some(issuer.into()), ..self.policy() };
        self.with_policy(policy)
    }

    /// Demands this `aud`; called again, one of several.
    #[must_use]
    pub fn with_audience(self, audience: impl Into<String>) -> Self {
        let mut policy = self.policy();
        policy.audience.push(audience.into());
        self.with_policy(policy)
    }

    /// Forgives this much difference of clocks in `exp`, `nbf` and `iat` (default: none, but 10 seconds in `iat`).
    #[must_use]
    pub fn with_leeway(self, leeway: Seconds) -> Self {
        let policy = TokenPolicy { leeway, ..self.policy() };
        self.with_policy(policy)
    }

    /// Reads the user's id from this claim (default `user_id`).
    ///
    /// ```
    /// use countersign::Authenticator;
    ///
    /// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?
    ///     .with_issuer("https://accounts.example")
    ///     .with_audience("bookstore")
    ///     .with_user_id_claim("sub");
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_user_id_claim(self, name: impl Into<String>) -> Self {
        let policy = TokenPolicy { user_id_claim: name.into(), ..self.policy() };
        self.with_policy(policy)
    }

    /// Takes the time from this clock.
    #[must_use]
    pub fn with_clock(self, clock: impl Clock) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Reads the token from this cookie too, for pages: with GET, HEAD and OPTIONS only, so that no other site can act in
    /// its user's name.
    ///
    /// The `Authorization` header wins. A cookie whose token is not valid (any more) counts as no credential, since a
    /// browser sends it unasked: so its user is anonymous, and is sent to the login page instead of being locked out.
    #[must_use]
    pub fn with_cookie(self, name: impl Into<Arc<str>>) -> Self {
        Self { cookie: Some(name.into()), ..self }
    }

    /// Says who presents `token` as Bearer.
    ///
    /// # Errors
    /// [`Reason::TokenNotValid`] unless it is a valid access token; [`Reason::NoUserInToken`] if it has no user id.
    pub fn authenticate(&self, token: &str) -> Result<Caller, Reason> {
        let decoded = self.verifier.decode(token, self.clock.now()).map_err(countersign_token::TokenError::from)?;
        Caller::from_verified(decoded.verify_as(TokenType::Access)?)
    }

    /// A layer that lets only those in who show a valid token; everybody else gets a 401.
    ///
    /// The [`Caller`] is in the request's extensions then, and every handler of axum may take it as an argument.
    ///
    /// ```
    /// use axum::{Router, routing::get};
    /// use countersign::{Authenticator, Caller};
    ///
    /// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?;
    /// let app: Router = Router::new()
    ///     .route("/books/", get(async |caller: Caller| format!("the books of {}", caller.user_id())))
    ///     .layer(authenticator.required());
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    #[must_use]
    pub fn required(&self) -> AuthenticationLayer {
        AuthenticationClasses::new(self.clone()).required()
    }

    /// A layer that lets a request without a credential pass as anonymous. A token that is shown must be valid, or it is
    /// a 401: whoever shows one learns that it has expired.
    ///
    /// ```
    /// use axum::{Router, routing::get};
    /// use countersign::{Authenticator, Caller};
    ///
    /// async fn greet(caller: Option<Caller>) -> String {
    ///     caller.map_or("hello".into(), |caller| format!("hello, {}", caller.user_id()))
    /// }
    ///
    /// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?;
    /// let app: Router = Router::new().route("/", get(greet)).layer(authenticator.optional());
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    #[must_use]
    pub fn optional(&self) -> AuthenticationLayer {
        AuthenticationClasses::new(self.clone()).optional()
    }

    /// The caller of a request, from the header or else the cookie.
    pub(crate) fn read(&self, request: &Parts) -> Result<Option<Caller>, Reason> {
        let headers = request.headers.get_all(AUTHORIZATION).iter().map(HeaderValue::as_bytes);
        if let Some(token) = bearer::read(headers)? {
            return self.authenticate(&token).map(Some);
        }
        let presented = self.cookie.as_deref().and_then(|name| cookie::read(request, name));
        Ok(presented.and_then(|token| self.authenticate(token).ok()))
    }

    fn policy(&self) -> TokenPolicy {
        self.verifier.policy().clone()
    }
}

impl Authenticate for Authenticator {
    fn identify(&self, request: &Parts) -> impl Future<Output = Result<Option<Caller>, Reason>> + Send {
        ready(self.read(request))
    }

    fn challenge(&self) -> Option<HeaderValue> {
        Some(BEARER)
    }
}
