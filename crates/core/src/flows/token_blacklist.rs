//! Give a refresh token back (SimpleJWT's `TokenBlacklistView`): its session ends, access tokens included.

use countersign_token::{TokenError, TokenType};

use super::presented::{Checked, Presented};
use super::standing::{self, Standing, Worth};
use crate::store::{Revocation, StoreError};
use crate::{Ctx, Moment};

/// Why a refresh token could not be blacklisted.
#[derive(Debug, thiserror::Error)]
pub enum BlacklistError {
    /// It is no valid refresh token.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// It was refused before: spent, revoked, or of a session that is over.
    #[error("refresh token is blacklisted already")]
    Before,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Ends the session of `presented`; where rotation leaves old tokens alive, and for tokens without a session, only the token
/// itself.
///
/// # Errors
/// See [`BlacklistError`]. A spent token ends its session too where reuse is detected, and is refused.
pub async fn token_blacklist(ctx: &Ctx, presented: &str) -> Result<(), BlacklistError> {
    let now = ctx.clock.now();
    let token = Checked::of_kind(ctx, presented, TokenType::Refresh, now).await?.with_owner(ctx).await?;
    match give_back(ctx, &token, now).await? {
        GivenBack::Session | GivenBack::Token | GivenBack::Nothing => Ok(()),
        GivenBack::Spent => Err(BlacklistError::Before),
    }
}

/// What a refresh token that was given back took with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GivenBack {
    /// Its session, access tokens included.
    Session,
    /// Itself alone.
    Token,
    /// It had been spent, and took its session with it all the same.
    Spent,
    /// Nothing: its user is gone or inactive, and it was worth nothing before.
    Nothing,
}

/// The same, of a refresh token or a sliding one that was checked.
pub(super) async fn give_back(ctx: &Ctx, token: &Presented, now: Moment) -> Result<GivenBack, BlacklistError> {
    let Standing { session, owner, worth } = standing::standing(ctx, token, now).await?;
    match (worth, session) {
        (Worth::Live, Some(session)) if !ctx.policy.old_tokens_live() || token.says_it_is(ctx, TokenType::Sliding) => {
            ctx.end_session_with(token, &session, now).await?;
            Ok(GivenBack::Session)
        }
        (Worth::Live, _) => revoke(ctx, token, now).await,
        (Worth::Spent, Some(session)) if ctx.policy.reuse.detection => {
            ctx.end_session(&session.id, None, now).await?;
            Ok(GivenBack::Spent)
        }
        // SimpleJWT blacklists the token of a user that is gone or inactive; here their sessions are over already.
        (Worth::Over, _) if owner.is_none() => Ok(GivenBack::Nothing),
        (Worth::Spent | Worth::Over | Worth::Unknown, _) => Err(BlacklistError::Before),
    }
}

async fn revoke(ctx: &Ctx, token: &Presented, now: Moment) -> Result<GivenBack, BlacklistError> {
    match ctx.revoke_token(token, now).await?.ok_or(TokenError::MissingId)? {
        Revocation::Now(Some(_)) => Ok(GivenBack::Session),
        Revocation::Now(None) => Ok(GivenBack::Token),
        Revocation::Before => Err(BlacklistError::Before),
    }
}
