//! Claims about a user: what `[jwt.claims]` puts into the tokens of a login.

mod hook;
mod rules;
mod source;

use serde_json::{Map, Value};

pub use hook::{ClaimsHook, HookError};
pub(crate) use hook::{merge, question};
pub use rules::{ClaimError, RESERVED_CLAIMS};
pub use source::{ClaimSource, UserAttribute};

use crate::User;
use crate::store::{Store, StoreError};

/// The claims that tokens have beside those of every token, in the order in which they stand there.
///
/// They are set at login, in the refresh token; its access tokens and successors copy them, as SimpleJWT's do. None by
/// default: nothing about a person is in a token unless somebody asks for it.
///
/// ```
/// use countersign_core::{ClaimError, ClaimSource, UserAttribute, UserClaims};
///
/// let name = || ClaimSource::Attribute(UserAttribute::Username);
/// assert!(UserClaims::new([("name".to_owned(), name())], "user_id").is_ok());
/// let refused = UserClaims::new([("exp".to_owned(), name())], "user_id").unwrap_err();
/// assert_eq!(refused, ("exp".to_owned(), ClaimError::Reserved));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UserClaims(Vec<(String, ClaimSource)>);

impl UserClaims {
    /// These claims, where `user_id_claim` names the user.
    ///
    /// # Errors
    /// The first claim that may not be, and why.
    pub fn new(
        claims: impl IntoIterator<Item = (String, ClaimSource)>,
        user_id_claim: &str,
    ) -> Result<Self, (String, ClaimError)> {
        let mut checked = Vec::new();
        for (name, source) in claims {
            match rules::check(&name, &source, user_id_claim) {
                Ok(()) => checked.push((name, source)),
                Err(cause) => return Err((name, cause)),
            }
        }
        Ok(Self(checked))
    }

    /// Whether a claim of this name may be, where `user_id_claim` names the user.
    ///
    /// # Errors
    /// Why it may not.
    pub fn check_name(name: &str, user_id_claim: &str) -> Result<(), ClaimError> {
        rules::check_name(name, user_id_claim)
    }

    /// Some claim tells this of the user.
    #[must_use]
    pub fn tell(&self, attribute: UserAttribute) -> bool {
        self.0.iter().any(|(_, source)| *source == ClaimSource::Attribute(attribute))
    }

    /// What they say of `user`. The database is asked only for what a claim asks for.
    pub(crate) async fn of(&self, user: &User, store: &dyn Store) -> Result<Map<String, Value>, StoreError> {
        let mut claims = Map::new();
        for (name, source) in &self.0 {
            claims.insert(name.clone(), source.value(user, store).await?);
        }
        Ok(claims)
    }
}
