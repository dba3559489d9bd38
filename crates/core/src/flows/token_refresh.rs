//! Trade a refresh token for a new pair (SimpleJWT's `TokenRefreshView`).

use countersign_token::{RefreshToken, SignError, TokenError, TokenType};

use super::mint::{self, Lifetimes, Pair};
use super::presented::{Checked, Place, Presented};
use super::refresh_rules::{demand_current_password, note_use, owner_of, use_unattached};
use super::standing::{self, Standing, Worth};
use crate::session::SessionId;
use crate::store::{Adoption, NewSession, RotateRequest, Rotation, Session, StoreError, Successor};
use crate::{Ctx, Moment, UserId};

/// What a refresh gives.
pub struct Refreshed {
    /// Good for calls until it expires.
    pub access: String,
    /// The token to refresh with next; `None` without rotation.
    pub refresh: Option<String>,
    /// How long they live.
    pub lifetimes: Lifetimes,
    /// Whether another call had spent the presented token a moment ago.
    pub reuse: Reuse,
}

impl Refreshed {
    fn with(pair: Pair, reuse: Reuse) -> Self {
        let Pair { refresh, access, lifetimes } = pair;
        Self { access, refresh: Some(refresh), lifetimes, reuse }
    }
}

impl std::fmt::Debug for Refreshed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Refreshed(…, {:?})", self.reuse)
    }
}

/// Whether the presented token was spent before, in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reuse {
    /// This call spent it.
    None,
    /// Another call did, within the reuse interval; both got the same successor.
    Concurrent,
}

/// Why a refresh token was refused.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// It is no valid refresh token.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// It was spent, revoked, or its session is over.
    #[error("refresh token is spent, revoked or of a session that is over")]
    Revoked,
    /// It was replayed, and ended its session.
    #[error("refresh token was replayed; its session has ended")]
    Replayed,
    /// Its user is not active, or gone.
    #[error("the user of the refresh token is not active")]
    OwnerInactive,
    /// Its user has another password since; the token or its session was ended.
    #[error("the user of the refresh token has another password")]
    PasswordChanged,
    /// It names no user.
    #[error("refresh token names no user")]
    NoOwner,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signing key did not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// Trades `presented` for an access token and, with rotation, its successor.
///
/// # Errors
/// See [`RefreshError`]. A replay past the reuse interval has ended the session when this returns.
pub async fn token_refresh(ctx: &Ctx, presented: &str) -> Result<Refreshed, RefreshError> {
    let now = ctx.clock.now();
    let token = Checked::of_kind(ctx, presented, TokenType::Refresh, now).await?.with_owner(ctx).await?;
    let owner = owner_of(&token)?;
    demand_current_password(ctx, &token, owner, now).await?;
    if !ctx.policy.rotate_refresh_tokens || ctx.policy.old_tokens_live() {
        return refresh_without_spending(ctx, token, now).await;
    }
    let outcome = match &token.place {
        Place::Session(session) => rotate(ctx, session, owner, &token, now).await?,
        Place::Nowhere => adopt(ctx, owner, &token, now).await?,
        Place::Misplaced => Rotation::Unknown,
    };
    match outcome {
        Rotation::Rotated(next) => answer(ctx, token, &next, now, Reuse::None),
        Rotation::Repeated(next) => answer(ctx, token, &next, now, Reuse::Concurrent),
        Rotation::Replayed { ended: Some(session) } => {
            tracing::warn!(%session, user = %owner, "a spent refresh token was replayed: the session has ended");
            ctx.revocations.end_session(session, ctx.ending(now).access_until);
            Err(RefreshError::Replayed)
        }
        Rotation::Replayed { ended: None } | Rotation::Over | Rotation::Unknown => Err(RefreshError::Revoked),
        Rotation::OwnerInactive => Err(RefreshError::OwnerInactive),
    }
}

async fn rotate(
    ctx: &Ctx,
    session: &SessionId,
    user: UserId,
    token: &Presented,
    now: Moment,
) -> Result<Rotation, RefreshError> {
    let request = RotateRequest {
        session,
        user,
        presented: token.jti.as_ref().ok_or(TokenError::MissingId)?,
        next: &mint::new_refresh(ctx, now),
        rule: ctx.policy.reuse,
        owners: ctx.policy.owners,
        ending: &ctx.ending(now),
    };
    Ok(ctx.store.rotate(&request).await?)
}

async fn adopt(ctx: &Ctx, user: UserId, token: &Presented, now: Moment) -> Result<Rotation, RefreshError> {
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
    let adoption = Adoption {
        session: &session,
        origin: token.jti.as_ref().ok_or(TokenError::MissingId)?,
        iat: token.token.iat(),
        exp: token.token.exp(),
        rule: ctx.policy.reuse,
        owners: ctx.policy.owners,
        ending: &ending,
    };
    Ok(ctx.store.adopt(&adoption).await?)
}

fn answer(ctx: &Ctx, token: Presented, next: &Successor, now: Moment, reuse: Reuse) -> Result<Refreshed, RefreshError> {
    let refresh = mint::succeed(ctx, RefreshToken::from_verified(token.token)?, next);
    Ok(Refreshed::with(mint::sign_pair(ctx, &refresh, next.session_end, now)?, reuse))
}

/// Without rotation, or where rotation leaves old tokens alive, a refresh spends nothing.
async fn refresh_without_spending(ctx: &Ctx, token: Presented, now: Moment) -> Result<Refreshed, RefreshError> {
    let Standing { session, owner, worth } = standing::standing(ctx, &token, now).await?;
    if owner.is_none() {
        return Err(RefreshError::OwnerInactive);
    }
    match (worth, &session) {
        (Worth::Live, _) => {}
        (Worth::Spent, Some(session)) => return Err(end_replayed(ctx, session, now).await?),
        (Worth::Spent | Worth::Over, _) => return Err(RefreshError::Revoked),
    }
    let now = if session.is_some() { now } else { use_unattached(ctx, &token, now).await? };
    let session_end = session.as_ref().and_then(|session| session.chain.expires_at);
    let next = ctx.policy.rotate_refresh_tokens.then(|| mint::capped(mint::new_refresh(ctx, now), session_end));
    if let Some(session) = &session {
        note_use(ctx, session, next.as_ref(), now).await?;
    }
    let mut presented = RefreshToken::from_verified(token.token)?;
    mint::name_session(&mut presented, session.as_ref().map(|session| &session.id));
    let Some(next) = next else {
        let (access, lifetimes) = mint::sign_access(ctx, &presented, session_end, now)?;
        return Ok(Refreshed { access, refresh: None, lifetimes, reuse: Reuse::None });
    };
    let pair = mint::sign_pair(ctx, &mint::renew(ctx, presented, &next), session_end, now)?;
    Ok(Refreshed::with(pair, Reuse::None))
}

/// A token that rotation had spent comes back after rotation was switched off.
async fn end_replayed(ctx: &Ctx, session: &Session, now: Moment) -> Result<RefreshError, StoreError> {
    if !ctx.policy.reuse.detection {
        return Ok(RefreshError::Revoked);
    }
    ctx.end_session(&session.id, None, now).await?;
    Ok(RefreshError::Replayed)
}
