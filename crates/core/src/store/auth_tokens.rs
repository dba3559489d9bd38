//! DRF's `authtoken_token`: one opaque token for each user, in the clear, as DRF keeps it.

use async_trait::async_trait;

use super::StoreError;
use crate::{Moment, User, UserId};

/// Finds and makes them.
#[async_trait]
pub trait AuthTokens {
    /// Whose token this is, active or not.
    async fn auth_token_owner(&self, key: &str) -> Result<Option<User>, StoreError>;

    /// The token of a user, which is made where there is none. Of several concurrent calls all get the same one. `None`: the
    /// user is gone.
    async fn auth_token_of(&self, user: UserId, new: &NewAuthToken) -> Result<Option<String>, StoreError>;

    /// Deletes the token of a user; false: there was none.
    async fn delete_auth_token(&self, user: UserId) -> Result<bool, StoreError>;
}

/// A token that is made if there is none.
#[derive(Clone)]
pub struct NewAuthToken {
    /// Forty hexadecimal digits.
    pub key: String,
    /// Now.
    pub at: Moment,
}

impl std::fmt::Debug for NewAuthToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewAuthToken(…, {:?})", self.at)
    }
}
