//! What an authenticator demands of tokens, and where it looks for them.

use std::sync::Arc;

use countersign_token::bearer::HeaderTypes;
use countersign_token::{Seconds, TokenPolicy, Verifier};

use crate::{Authenticator, Clock};

impl Authenticator {
    /// Demands other rules of tokens: lengths, leeway, the names of claims. It replaces every rule, those of
    /// [`with_issuer`](Self::with_issuer) and the others too, so call it first.
    ///
    /// ```
    /// use countersign::{Authenticator, token::TokenPolicy};
    ///
    /// // An issuer that gives its tokens neither a kind nor an id. Its refresh tokens must not be JWTs of the same key,
    /// // because they could not be told apart.
    /// let policy = TokenPolicy { token_type_claim: None, jti_claim: None, ..TokenPolicy::default() };
    /// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?.with_policy(policy);
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_policy(self, policy: TokenPolicy) -> Self {
        Self { verifier: Verifier::new(self.verifier.keys().clone(), policy), ..self }
    }

    /// Demands this `iss` (default: none; `ISSUER`).
    ///
    /// ```
    /// use countersign::testing::Issuer;
    ///
    /// let issuer = Issuer::new();
    /// let strict = issuer.authenticator().with_issuer("https://a.example");
    /// assert!(strict.authenticate(&issuer.user("7").claim("iss", "https://a.example").access()).is_ok());
    /// assert!(strict.authenticate(&issuer.user("7").access()).is_err());
    /// ```
    #[must_use]
    pub fn with_issuer(self, issuer: impl Into<String>) -> Self {
        let policy = TokenPolicy { issuer: Some(issuer.into()), ..self.policy() };
        self.with_policy(policy)
    }

    /// Demands this `aud`; called again, one of several (default: none; `AUDIENCE`).
    ///
    /// ```
    /// use countersign::testing::Issuer;
    ///
    /// let issuer = Issuer::new();
    /// let strict = issuer.authenticator().with_audience("books").with_audience("films");
    /// assert!(strict.authenticate(&issuer.user("7").claim("aud", "films").access()).is_ok());
    /// assert!(strict.authenticate(&issuer.user("7").claim("aud", "music").access()).is_err());
    /// ```
    #[must_use]
    pub fn with_audience(self, audience: impl Into<String>) -> Self {
        let mut policy = self.policy();
        policy.audience.push(audience.into());
        self.with_policy(policy)
    }

    /// Forgives this many seconds of difference between clocks in `exp`, `nbf` and `iat` (default: none, but 10 in `iat`;
    /// `LEEWAY`).
    ///
    /// ```
    /// use countersign::{testing::Issuer, token::Seconds};
    ///
    /// let issuer = Issuer::new();
    /// let token = issuer.user("7").access();
    /// issuer.clock().advance(Seconds::new(15 * 60 + 20));
    /// assert!(issuer.authenticator().authenticate(&token).is_err());
    /// assert!(issuer.authenticator().with_leeway(Seconds::new(30)).authenticate(&token).is_ok());
    /// ```
    #[must_use]
    pub fn with_leeway(self, leeway: Seconds) -> Self {
        let policy = TokenPolicy { leeway, ..self.policy() };
        self.with_policy(policy)
    }

    /// Reads the user's id from this claim (default `user_id`; `USER_ID_CLAIM`).
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

    /// Reads the token after one of these words in place of `Bearer`, in exactly this case; the first is what a 401 asks for
    /// (`AUTH_HEADER_TYPES`).
    ///
    /// ```
    /// use countersign::{Authenticator, token::bearer::HeaderTypes};
    ///
    /// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?
    ///     .with_header_types(HeaderTypes::new(["JWT", "Bearer"])?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_header_types(self, header_types: HeaderTypes) -> Self {
        Self { header_types, ..self }
    }

    /// Takes the time from this clock (default [`SystemClock`](crate::SystemClock)).
    ///
    /// ```
    /// use countersign::{Authenticator, testing::FixedClock, token::Timestamp};
    ///
    /// let clock = FixedClock::new(Timestamp::from_unix(1_750_000_000));
    /// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?.with_clock(clock);
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_clock(self, clock: impl Clock) -> Self {
        Self { clock: Arc::new(clock), ..self }
    }

    /// Reads the token from this cookie too, for pages: with GET, HEAD and OPTIONS only, and not for a WebSocket, so that no
    /// other site can act in its user's name.
    ///
    /// Begin the name with `__Host-`, and no other host can set the cookie. Every answer that passes the layer says
    /// `Vary: Cookie`, so that no cache shows one reader's page to another.
    ///
    /// The `Authorization` header wins. A cookie whose token is not valid (any more) counts as no credential, since a
    /// browser sends it unasked: so its user is anonymous, and is sent to the login page instead of being locked out.
    ///
    /// ```
    /// use countersign::{Authenticator, LoginRedirect};
    ///
    /// let authenticator = Authenticator::from_secret("thirty-two bytes or more of chance")?;
    /// let pages = authenticator.with_cookie("__Host-access").required().login_redirect(LoginRedirect::to("/login/"));
    /// # Ok::<(), countersign::token::KeyError>(())
    /// ```
    #[must_use]
    pub fn with_cookie(self, name: impl Into<Arc<str>>) -> Self {
        Self { cookie: Some(name.into()), ..self }
    }

    fn policy(&self) -> TokenPolicy {
        self.verifier.policy().clone()
    }
}
