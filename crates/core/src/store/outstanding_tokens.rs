//! The tables of SimpleJWT's `token_blacklist`: the refresh and sliding tokens that a Django beside us knows of, and those that
//! it refuses.

use std::fmt;

use async_trait::async_trait;
use aws_lc_rs::digest::{SHA256, digest};
use countersign_token::jws::inspect_unverified;
use countersign_token::{Jti, Timestamp};

use super::{Ending, Revocation, StoreError};
use crate::flows::SESSION_CLAIM;
use crate::session::SessionId;
use crate::{Moment, UserId};

/// Reads and writes Django's tables, where there are some and they are in use. Where they are not, nothing is outstanding and
/// nothing blacklisted.
///
/// What a step of another trait kills is blacklisted in that step's transaction: the current token of a session that ends, and
/// every token of a user whose mark is set.
#[async_trait]
pub trait OutstandingTokens {
    /// The tables are in use.
    fn keeps_outstanding_tokens(&self) -> bool;

    /// What the tables say of the token with this `jti`; `None`: nothing.
    async fn outstanding_token(&self, jti: &Jti) -> Result<Option<Outstanding>, StoreError>;

    /// The latest token that is held as itself: it shows what the Django beside us signs with.
    async fn latest_raw_token(&self) -> Result<Option<TokenText>, StoreError>;

    /// Writes the text of a token over the one that its row was made with: its `exp` was capped by the end of its session, which
    /// only the store knew.
    async fn rewrite_outstanding_token(&self, jti: &Jti, token: &TokenText) -> Result<(), StoreError>;

    /// Revokes a token as [`RevokedTokens::revoke_token`](super::RevokedTokens::revoke_token) does, blacklists it, and ends the
    /// session that it names, all at once.
    async fn blacklist_token(&self, blacklisting: &Blacklisting<'_>) -> Result<Revocation, StoreError>;
}

/// What [`OutstandingTokens::blacklist_token`] is asked.
#[derive(Debug)]
pub struct Blacklisting<'a> {
    /// The token.
    pub token: &'a NewOutstanding,
    /// Until when it is remembered as revoked by itself.
    pub until: Timestamp,
    /// The session that ends with it, besides the one that adopted it.
    pub session: Option<&'a SessionId>,
    /// How.
    pub ending: &'a Ending,
}

/// A token as its row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outstanding {
    /// The row's number: of two rows the later one has the greater.
    pub number: i64,
    /// Whose it is; `None`: the user is gone.
    pub user: Option<UserId>,
    /// The column `token`.
    pub token: TokenText,
    /// Its `exp` when the row was made.
    pub expires_at: Timestamp,
    /// Refused.
    pub is_blacklisted: bool,
}

/// A token that gets a row, unless it has one (SimpleJWT's `outstand`).
#[derive(Debug, Clone)]
pub struct NewOutstanding {
    /// Its name.
    pub jti: Jti,
    /// Whose it is; a user who is gone, or `None`, is nobody.
    pub user: Option<UserId>,
    /// What the column `token` holds of it.
    pub token: TokenText,
    /// When it was issued, or presented.
    pub created_at: Moment,
    /// Its `exp`.
    pub exp: Timestamp,
}

/// Both sides of a refresh: what is blacklisted, and what takes its place.
#[derive(Debug, Clone, Copy)]
pub struct Exchange<'a> {
    /// The presented token.
    pub spent: &'a NewOutstanding,
    /// The text of the token that takes its place.
    pub next: &'a TokenText,
}

/// What the column `token` holds of a token: its digest, or itself.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenText(String);

impl TokenText {
    /// `sha256:<hex>` of a signed token: whoever reads the table cannot use it.
    #[must_use]
    pub fn hashed(signed: &str) -> Self {
        let digest = digest(&SHA256, signed.as_bytes());
        Self(digest.as_ref().iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}")))
    }

    /// The signed token itself, as SimpleJWT keeps it.
    #[must_use]
    pub fn raw(signed: &str) -> Self {
        Self(signed.to_owned())
    }

    /// From the column.
    #[must_use]
    pub fn from_column(column: impl Into<String>) -> Self {
        Self(column.into())
    }

    /// The session that a token which is held as itself says it belongs to. The signature is not looked at: whoever may write
    /// the column may do more.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        let (_, payload) = inspect_unverified(&self.0).ok()?;
        let claims: serde_json::Value = serde_json::from_slice(&payload).ok()?;
        SessionId::parse(claims.get(SESSION_CLAIM)?.as_str()?)
    }

    /// For the column.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TokenText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenText(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::TokenText;

    #[test]
    fn a_digest_says_what_it_is_and_debug_says_nothing() {
        let text = TokenText::hashed("abc");
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(text.expose(), format!("sha256:{digest}"));
        assert_eq!(format!("{text:?} {:?}", TokenText::raw("a.b.c")), "TokenText(…) TokenText(…)");
    }
}
