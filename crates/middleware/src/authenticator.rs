//! Bearer tokens.

use std::sync::Arc;

use countersign_token::bearer::HeaderTypes;
use countersign_token::{Algorithm, Jwk, KeyError, KeySet, TokenPolicy, TokenType, Verifier, VerifyingKey};
use http::HeaderValue;
use http::header::AUTHORIZATION;
use http::request::Parts;

#[cfg(feature = "remote")]
use crate::remote::{RemoteKeys, Revocations};
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
    pub(crate) verifier: Verifier,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) cookie: Option<Arc<str>>,
    pub(crate) header_types: HeaderTypes,
    /// In place of the verifier's own keys.
    #[cfg(feature = "remote")]
    pub(crate) remote_keys: Option<RemoteKeys>,
    #[cfg(feature = "remote")]
    pub(crate) revocations: Option<Revocations>,
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
    ///
    /// ```
    /// use countersign::{Authenticator, token::Algorithm};
    ///
    /// let authenticator = Authenticator::from_secret_with(Algorithm::Hs384, "forty-eight bytes or more of chance, or it's weak")?;
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
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
    ///
    /// ```
    /// use countersign::Authenticator;
    ///
    /// let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    /// let authenticator = Authenticator::from_jwk(jwk)?;
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
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
    ///
    /// ```
    /// use countersign::{Authenticator, token::{Algorithm, KeySet, VerifyingKey}};
    ///
    /// // A Django secret that is shorter than it should be, and in use.
    /// let key = VerifyingKey::from_weak_secret(Algorithm::Hs256, b"django-insecure-short")?;
    /// let authenticator = Authenticator::from_keys(KeySet::new(vec![key])?);
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    #[must_use]
    pub fn from_keys(keys: KeySet) -> Self {
        let verifier = Verifier::new(keys, TokenPolicy::default());
        Self {
            verifier,
            clock: Arc::new(SystemClock),
            cookie: None,
            header_types: HeaderTypes::default(),
            #[cfg(feature = "remote")]
            remote_keys: None,
            #[cfg(feature = "remote")]
            revocations: None,
        }
    }

    fn from_key(key: VerifyingKey) -> Result<Self, KeyError> {
        KeySet::new(vec![key]).map(Self::from_keys)
    }

    /// Says who presents `token` as Bearer.
    ///
    /// For tokens that come in another way than in a header, such as in the first message of a socket.
    ///
    /// # Errors
    /// [`Reason::TokenNotValid`] unless it is a valid access token; [`Reason::NoUserInToken`] if it has no user id;
    /// [`Reason::TokenRevoked`] and [`Reason::Unavailable`] where revocations are followed, or keys are fetched.
    ///
    /// ```
    /// use countersign::testing::Issuer;
    ///
    /// let issuer = Issuer::new();
    /// let caller = issuer.authenticator().authenticate(&issuer.user("7").access())?;
    /// assert_eq!(caller.user_id(), "7");
    /// # Ok::<(), countersign::Reason>(())
    /// ```
    pub fn authenticate(&self, token: &str) -> Result<Caller, Reason> {
        let caller = Caller::from_verified(self.decode(token)?.verify_as(TokenType::Access)?)?;
        self.check_revocation(&caller)?;
        Ok(caller)
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

    pub(crate) fn reads_a_cookie(&self) -> bool {
        self.cookie.is_some()
    }

    /// The caller of a request, from the header or else the cookie.
    pub(crate) fn read(&self, request: &Parts) -> Result<Option<Caller>, Reason> {
        let headers = request.headers.get_all(AUTHORIZATION).iter().map(HeaderValue::as_bytes);
        if let Some(token) = self.header_types.read(headers)? {
            return self.authenticate(&token).map(Some);
        }
        let presented = self.cookie.as_deref().and_then(|name| cookie::read(request, name));
        match presented.map(|token| self.authenticate(token)) {
            Some(Ok(caller)) => Ok(Some(caller)),
            // Nothing is known against the token: who it is may be asked again.
            Some(Err(Reason::Unavailable)) => Err(Reason::Unavailable),
            Some(Err(_)) | None => Ok(None),
        }
    }
}

impl Authenticate for Authenticator {
    fn identify(&self, request: &Parts) -> impl Future<Output = Result<Option<Caller>, Reason>> + Send {
        self.identify_patiently(request)
    }

    fn challenge(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(self.header_types.challenge()).ok()
    }
}
