//! A token that a caller presents, checked as far as that goes without the database.

use countersign_token::{Decoded, Jti, Timestamp, TokenError, TokenType, Verified};

use super::mint::SESSION_CLAIM;
use crate::session::SessionId;
use crate::{Ctx, Moment, UserId};

/// A verified token, and what it says about itself in our terms.
#[derive(Debug, Clone)]
pub struct Presented {
    pub(crate) token: Verified,
    pub(crate) jti: Jti,
    pub(crate) place: Place,
    /// Whose it is; `None`: its user claim is absent or names no user.
    pub(crate) owner: Option<UserId>,
}

/// Where a token says that it belongs.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// To a session of ours.
    Session(SessionId),
    /// To none: another issuer's, or one from before there were sessions.
    Nowhere,
    /// Its `sid` names nothing that could be a session.
    Misplaced,
}

impl Presented {
    /// Checks a token that must be of `kind`.
    pub(crate) fn of_kind(ctx: &Ctx, token: &str, kind: TokenType, now: Moment) -> Result<Self, TokenError> {
        Self::new(decode(ctx, token, now)?.verify_as(kind)?)
    }

    /// Checks a token of any kind.
    pub(crate) fn of_any_kind(ctx: &Ctx, token: &str, now: Moment) -> Result<Self, TokenError> {
        Self::new(decode(ctx, token, now)?.verify_untyped()?)
    }

    fn new(token: Verified) -> Result<Self, TokenError> {
        let jti = token.jti().map(Jti::new).ok_or(TokenError::MissingId)?;
        let place = match token.claims().get(SESSION_CLAIM) {
            None => Place::Nowhere,
            Some(claim) => claim.as_str().and_then(SessionId::parse).map_or(Place::Misplaced, Place::Session),
        };
        let owner = token.user_id().and_then(UserId::from_claim);
        Ok(Self { token, jti, place, owner })
    }

    /// Dies with its user's mark: at or before the mark's second it is refused, and so is one that does not say when it was
    /// issued.
    pub(crate) fn is_after_mark(&self, mark: Option<Timestamp>) -> bool {
        mark.is_none_or(|mark| self.token.iat().is_some_and(|iat| iat > mark))
    }

    /// The view in memory refuses the token or its session.
    pub(crate) fn is_revoked(&self, ctx: &Ctx) -> bool {
        let session_is_over = match &self.place {
            Place::Session(session) => ctx.revocations.session_is_over(session),
            Place::Nowhere | Place::Misplaced => false,
        };
        session_is_over || ctx.revocations.token_is_revoked(&self.jti)
    }
}

fn decode(ctx: &Ctx, token: &str, now: Moment) -> Result<Decoded, TokenError> {
    Ok(ctx.keys.verifier().decode(token, now.timestamp())?)
}
