//! A refresh that spends nothing: without rotation, or where rotation leaves old tokens alive.

use countersign_token::{RefreshToken, SignError, Timestamp};

use super::presented::Presented;
use super::refresh_rules::{note_use, owner_of, use_unattached};
use super::standing::{self, Standing, Worth};
use super::{RefreshError, Refreshed, Reuse, mint, outstanding};
use crate::session::SessionId;
use crate::store::{NewOutstanding, NewRefresh, Session, StoreError};
use crate::{Ctx, Moment, UserId};

/// Without rotation, or where rotation leaves old tokens alive, a refresh spends nothing.
pub(super) async fn refresh_unspent(ctx: &Ctx, token: Presented, now: Moment) -> Result<Refreshed, RefreshError> {
    let Standing { session, owner, worth } = standing::standing(ctx, &token, now).await?;
    if owner.is_none() {
        return Err(RefreshError::OwnerInactive);
    }
    match (worth, &session) {
        (Worth::Live, _) => {}
        (Worth::Spent, Some(session)) => return Err(end_replayed(ctx, session, now).await?),
        (Worth::Spent | Worth::Over | Worth::Unknown, _) => return Err(RefreshError::Revoked),
    }
    let session_end = session.as_ref().and_then(|session| session.chain.expires_at);
    let rotates = ctx.policy.rotate_refresh_tokens;
    if let Some(session) = &session {
        let next = rotates.then(|| mint::capped(mint::new_refresh(ctx, now), session_end));
        let given = give(ctx, token, Some(&session.id), next.as_ref())?;
        note_use(ctx, session, next.as_ref(), given.row(ctx, session.user, now).as_ref(), now).await?;
        return Ok(given.with_access(ctx, session_end, now)?);
    }
    // What is made in turn with what revokes it counts from then; its row, where one is kept, is made in that turn.
    let owner = owner_of(&token)?;
    let presented = token.clone();
    if !rotates || !ctx.store.keeps_outstanding_tokens() {
        let now = use_unattached(ctx, &presented, None, now).await?;
        let next = rotates.then(|| mint::new_refresh(ctx, now));
        return Ok(give(ctx, token, None, next.as_ref())?.with_access(ctx, None, now)?);
    }
    let given = give(ctx, token, None, Some(&mint::new_refresh(ctx, now)))?;
    let at = use_unattached(ctx, &presented, given.row(ctx, owner, now), now).await?;
    Ok(given.with_access(ctx, None, at)?)
}

/// A token that rotation had spent comes back after rotation was switched off.
async fn end_replayed(ctx: &Ctx, session: &Session, now: Moment) -> Result<RefreshError, StoreError> {
    if !ctx.policy.reuse.detection {
        return Ok(RefreshError::Revoked);
    }
    ctx.end_session(&session.id, None, now).await?;
    Ok(RefreshError::Replayed)
}

/// What is given for a refresh token: the token to refresh with next, or the presented one again, for its claims.
struct Given {
    refresh: RefreshToken,
    /// The next one, signed; `None`: there is none.
    signed: Option<String>,
}

fn give(
    ctx: &Ctx,
    presented: Presented,
    session: Option<&SessionId>,
    next: Option<&NewRefresh>,
) -> Result<Given, RefreshError> {
    let mut refresh = RefreshToken::from_verified(presented.token)?;
    mint::name_session(&mut refresh, session);
    let Some(next) = next else { return Ok(Given { refresh, signed: None }) };
    let refresh = mint::renew(ctx, refresh, next);
    let signed = mint::sign(ctx, &refresh)?;
    Ok(Given { refresh, signed: Some(signed) })
}

impl Given {
    fn row(&self, ctx: &Ctx, user: UserId, at: Moment) -> Option<NewOutstanding> {
        outstanding::row(ctx, &self.refresh, self.signed.as_deref()?, user, at)
    }

    fn with_access(self, ctx: &Ctx, session_end: Option<Timestamp>, now: Moment) -> Result<Refreshed, SignError> {
        let Some(signed) = self.signed else {
            let (access, lifetimes) = mint::sign_access(ctx, &self.refresh, session_end, now)?;
            return Ok(Refreshed { access, refresh: None, lifetimes, reuse: Reuse::None });
        };
        Ok(Refreshed::with(mint::pair_of(ctx, &self.refresh, signed, session_end, now)?, Reuse::None))
    }
}
