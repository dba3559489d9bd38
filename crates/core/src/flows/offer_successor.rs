//! Offering the store a successor of a refresh token, with the rows of both where outstanding tokens are kept.

use countersign_token::{RefreshToken, TokenError};

use super::presented::Presented;
use super::{RefreshError, mint, outstanding};
use crate::session::SessionId;
use crate::store::{Adoption, Exchange, NewOutstanding, NewRefresh, NewSession, RotateRequest, Rotation, TokenText};
use crate::{Ctx, Moment, UserId};

/// What came of offering the store a successor, which was signed before where its row is kept.
pub(super) struct Offer {
    pub(super) outcome: Rotation,
    /// The successor as it was offered; `None`: no rows are kept, and nothing is signed yet.
    pub(super) signed: Option<(RefreshToken, String)>,
}

/// Spends a token of a session.
pub(super) async fn rotate(
    ctx: &Ctx,
    session: &SessionId,
    user: UserId,
    token: &Presented,
    now: Moment,
) -> Result<Offer, RefreshError> {
    let next = mint::new_refresh(ctx, now);
    let rows = Rows::of(ctx, token, session, &next, now)?;
    let request = RotateRequest {
        session,
        user,
        presented: token.jti.as_ref().ok_or(TokenError::MissingId)?,
        next: &next,
        rule: ctx.policy.reuse,
        idle_timeout: ctx.policy.idle_timeout,
        owners: ctx.policy.owners,
        ending: &ctx.ending(now),
        exchange: rows.as_ref().map(Rows::exchange),
    };
    let outcome = ctx.store.rotate(&request).await?;
    Ok(Offer { outcome, signed: rows.map(Rows::into_signed) })
}

/// Takes a token into a session of its own, and spends it.
pub(super) async fn adopt(ctx: &Ctx, user: UserId, token: &Presented, now: Moment) -> Result<Offer, RefreshError> {
    let ending = ctx.ending(now);
    let session = NewSession {
        id: SessionId::random(&*ctx.randomness),
        user,
        refresh: mint::new_refresh(ctx, now),
        expires_at: ctx.policy.session_end(now),
        access_until: ending.access_until,
        at: now,
        proven_at: None,
        ip: None,
        user_agent: String::new(),
    };
    let rows = Rows::of(ctx, token, &session.id, &session.refresh, now)?;
    let adoption = Adoption {
        session: &session,
        origin: token.jti.as_ref().ok_or(TokenError::MissingId)?,
        iat: token.token.iat(),
        exp: token.token.exp(),
        rule: ctx.policy.reuse,
        idle_timeout: ctx.policy.idle_timeout,
        owners: ctx.policy.owners,
        ending: &ending,
        exchange: rows.as_ref().map(Rows::exchange),
        must_be_known: ctx.policy.allow_list,
    };
    let outcome = ctx.store.adopt(&adoption).await?;
    Ok(Offer { outcome, signed: rows.map(Rows::into_signed) })
}

/// The rows of both tokens of a refresh, with the successor that is offered.
struct Rows {
    spent: NewOutstanding,
    next: TokenText,
    token: RefreshToken,
    signed: String,
}

impl Rows {
    /// Signs the successor before the store has decided, where outstanding tokens are kept: only its `exp` may turn out another.
    fn of(
        ctx: &Ctx,
        presented: &Presented,
        session: &SessionId,
        next: &NewRefresh,
        now: Moment,
    ) -> Result<Option<Self>, RefreshError> {
        let Some(spent) = presented.outstanding(ctx, now) else { return Ok(None) };
        let mut token = mint::renew(ctx, RefreshToken::from_verified(presented.token.clone())?, next);
        mint::name_session(&mut token, Some(session));
        let signed = mint::sign(ctx, &token)?;
        Ok(outstanding::text(ctx, &next.jti, &signed).map(|next| Self { spent, next, token, signed }))
    }

    fn exchange(&self) -> Exchange<'_> {
        Exchange { spent: &self.spent, next: &self.next }
    }

    fn into_signed(self) -> (RefreshToken, String) {
        (self.token, self.signed)
    }
}
