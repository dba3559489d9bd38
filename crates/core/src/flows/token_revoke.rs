//! Revoke a token of either kind before it expires (RFC 7009 §2.1).

use countersign_token::{DecodeError, TokenError};

use super::presented::{Checked, Place, Presented};
use super::token_blacklist::{BlacklistError, GivenBack, give_back};
use super::token_verify::{is_before_mark, is_renewable};
use crate::session::SessionId;
use crate::store::{Ended, Revocation, StoreError};
use crate::{Ctx, Moment};

/// What [`token_revoke`] took back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBack {
    /// The token's session, with every token of it.
    Session,
    /// The token alone; its session lives.
    Token,
    /// The token alone, which belongs to no session: access tokens that came of it live until they expire.
    Unattached,
}

/// Why nothing was revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// It has expired: it is worth nothing any more.
    #[error("token has expired")]
    Expired,
    /// It is no valid token.
    #[error(transparent)]
    Token(TokenError),
    /// It was revoked before, or its session is over.
    #[error("token was revoked before, or its session is over")]
    Before,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Revokes `presented`: a refresh token or a sliding one as [`token_blacklist`](super::token_blacklist()) does, which ends its session; any other
/// token by itself, until its `exp`.
///
/// # Errors
/// See [`RevokeError`]. The views in memory must be up to date ([`Follower::catch_up`](crate::revocation::Follower::catch_up)).
pub async fn token_revoke(ctx: &Ctx, presented: &str) -> Result<TakenBack, RevokeError> {
    let now = ctx.clock.now();
    let token = Checked::of_any_kind(ctx, presented, now).await?.with_owner(ctx).await?;
    if is_renewable(ctx, &token) {
        return revoke_renewable(ctx, &token, now).await;
    }
    match &token.place {
        // Where tokens do not say their kind, this one may be the refresh token.
        Place::Session(session) if ctx.keys.policy().token_type_claim.is_none() => end(ctx, session, now).await,
        Place::Session(_) | Place::Nowhere | Place::Misplaced => revoke_alone(ctx, &token, now).await,
    }
}

async fn revoke_renewable(ctx: &Ctx, token: &Presented, now: Moment) -> Result<TakenBack, RevokeError> {
    match give_back(ctx, token, now).await {
        Ok(GivenBack::Session | GivenBack::Spent) => Ok(TakenBack::Session),
        Ok(GivenBack::Token) => Ok(alone(token)),
        Ok(GivenBack::Nothing) | Err(BlacklistError::Before) => Err(RevokeError::Before),
        Err(BlacklistError::Token(cause)) => Err(cause.into()),
        Err(BlacklistError::Store(cause)) => Err(cause.into()),
    }
}

async fn end(ctx: &Ctx, session: &SessionId, now: Moment) -> Result<TakenBack, RevokeError> {
    match ctx.end_session(session, None, now).await? {
        Ended::Now => Ok(TakenBack::Session),
        Ended::Before | Ended::Unknown => Err(RevokeError::Before),
    }
}

async fn revoke_alone(ctx: &Ctx, token: &Presented, now: Moment) -> Result<TakenBack, RevokeError> {
    if token.is_revoked(ctx) || is_before_mark(ctx, token).await? {
        return Err(RevokeError::Before);
    }
    match ctx.revoke_token(token, now).await?.ok_or(TokenError::MissingId)? {
        Revocation::Now(Some(_)) => Ok(TakenBack::Session),
        Revocation::Now(None) => Ok(alone(token)),
        Revocation::Before => Err(RevokeError::Before),
    }
}

fn alone(token: &Presented) -> TakenBack {
    match token.place {
        Place::Session(_) => TakenBack::Token,
        Place::Nowhere | Place::Misplaced => TakenBack::Unattached,
    }
}

impl From<TokenError> for RevokeError {
    fn from(cause: TokenError) -> Self {
        match cause {
            TokenError::Decode(DecodeError::Expired) | TokenError::ClaimExpired(_) => Self::Expired,
            TokenError::Decode(_)
            | TokenError::MissingExp(_)
            | TokenError::MissingId
            | TokenError::MissingType
            | TokenError::WrongType => Self::Token(cause),
        }
    }
}
