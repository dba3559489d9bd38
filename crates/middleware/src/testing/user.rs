//! Whom the tokens are issued for.

use countersign_token::{AccessToken, Draft, RefreshToken, Seconds};
use serde_json::Value;

use super::Issuer;
use crate::Caller;

/// A user of an [`Issuer`], with what the tokens say about them.
///
/// ```
/// use countersign::testing::Issuer;
///
/// let issuer = Issuer::new();
/// let alice = issuer.user("7").claim("is_staff", true);
/// assert!(alice.caller().is_staff());
/// assert!(alice.bearer().starts_with("Bearer ey"));
///
/// let authenticator = issuer.authenticator();
/// let refused = |token: String| authenticator.authenticate(&token).unwrap_err().to_string();
/// assert_eq!(refused(alice.expired()), "token has expired");
/// assert_eq!(refused(alice.refresh()), "token has the wrong type");
/// assert!(authenticator.authenticate(&alice.access()).is_ok());
/// ```
#[derive(Debug, Clone)]
pub struct TestUser<'i> {
    issuer: &'i Issuer,
    user_id: Value,
    claims: Vec<(String, Value)>,
}

impl<'i> TestUser<'i> {
    pub(super) fn new(issuer: &'i Issuer, user_id: String) -> Self {
        Self { issuer, user_id: user_id.into(), claims: Vec::new() }
    }

    /// Let the tokens say this too; a claim that every token has is replaced.
    #[must_use]
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.push((name.into(), value.into()));
        self
    }

    /// An access token.
    ///
    /// # Panics
    /// If the cryptographic library cannot sign.
    #[must_use]
    pub fn access(&self) -> String {
        let issuer = self.issuer;
        self.sign(&mut AccessToken::new(issuer.policy(), issuer.now(), issuer.next_jti()))
    }

    /// An access token that expired a second ago, whatever the leeway.
    ///
    /// # Panics
    /// If the cryptographic library cannot sign.
    #[must_use]
    pub fn expired(&self) -> String {
        let issuer = self.issuer;
        let past = Seconds::new(1);
        let exp = issuer.now().saturating_sub(issuer.policy().leeway).saturating_sub(past);
        let mut token = AccessToken::new(issuer.policy(), issuer.now(), issuer.next_jti());
        token.set_exp(exp);
        self.sign(&mut token)
    }

    /// A refresh token, which opens nothing.
    ///
    /// # Panics
    /// If the cryptographic library cannot sign.
    #[must_use]
    pub fn refresh(&self) -> String {
        let issuer = self.issuer;
        self.sign(&mut RefreshToken::new(issuer.policy(), issuer.now(), issuer.next_jti()))
    }

    /// The `Authorization` header of an access token.
    ///
    /// # Panics
    /// If the cryptographic library cannot sign.
    #[must_use]
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.access())
    }

    /// The caller whom a handler would see, for handlers and permissions that are tested alone.
    ///
    /// # Panics
    /// If a claim was replaced so that its token is refused.
    #[must_use]
    pub fn caller(&self) -> Caller {
        self.issuer.authenticator().authenticate(&self.access()).expect("a token that is not refused")
    }

    fn sign(&self, token: &mut Draft) -> String {
        let issuer = self.issuer;
        token.set(&issuer.policy().user_id_claim, self.user_id.clone());
        for (name, value) in &self.claims {
            token.set(name, value.clone());
        }
        token.sign(issuer.policy(), issuer.key()).expect("a signature")
    }
}
