//! Trade a refresh token for a new pair (SimpleJWT's `TokenRefreshView`).

use countersign_token::{RefreshToken, SignError, TokenError, TokenType};

use super::mint::{self, Lifetimes, Pair};
use super::offer_successor::{Offer, adopt, rotate};
use super::outstanding;
use super::presented::{Checked, Place, Presented};
use super::refresh_rules::{demand_current_password, owner_of};
use super::refresh_unspent::refresh_unspent;
use crate::store::{Rotation, StoreError, Successor};
use crate::{Ctx, Moment};

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
    pub(super) fn with(pair: Pair, reuse: Reuse) -> Self {
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
        return refresh_unspent(ctx, token, now).await;
    }
    let Offer { outcome, signed } = match &token.place {
        Place::Session(session) => rotate(ctx, session, owner, &token, now).await?,
        Place::Nowhere => adopt(ctx, owner, &token, now).await?,
        Place::Misplaced => Offer { outcome: Rotation::Unknown, signed: None },
    };
    match outcome {
        Rotation::Rotated(next) => answer(ctx, token, &next, signed, now).await,
        Rotation::Repeated(next) => repeat(ctx, token, &next, now),
        Rotation::Replayed { ended: Some(session) } => {
            tracing::warn!(%session, user = %owner, "a spent refresh token was replayed: the session has ended");
            ctx.revocations.end_session(&session, ctx.ending(now).access_until);
            Err(RefreshError::Replayed)
        }
        Rotation::Replayed { ended: None } | Rotation::Over | Rotation::Unknown => Err(RefreshError::Revoked),
        Rotation::OwnerInactive => Err(RefreshError::OwnerInactive),
    }
}

async fn answer(
    ctx: &Ctx,
    token: Presented,
    next: &Successor,
    signed: Option<(RefreshToken, String)>,
    now: Moment,
) -> Result<Refreshed, RefreshError> {
    let Some((refresh, signed)) = signed else { return rotated(ctx, token, next, now) };
    if refresh.exp() == next.exp {
        return Ok(Refreshed::with(mint::pair_of(ctx, &refresh, signed, next.session_end, now)?, Reuse::None));
    }
    let refreshed = rotated(ctx, token, next, now)?;
    if let Some(text) = refreshed.refresh.as_deref().and_then(|signed| outstanding::text(ctx, &next.jti, signed)) {
        ctx.store.rewrite_outstanding_token(&next.jti, &text).await?;
    }
    Ok(refreshed)
}

fn rotated(ctx: &Ctx, token: Presented, next: &Successor, now: Moment) -> Result<Refreshed, RefreshError> {
    let refresh = mint::succeed(ctx, RefreshToken::from_verified(token.token)?, next);
    Ok(Refreshed::with(mint::sign_pair(ctx, &refresh, next.session_end, now)?, Reuse::None))
}

fn repeat(ctx: &Ctx, token: Presented, next: &Successor, now: Moment) -> Result<Refreshed, RefreshError> {
    Ok(Refreshed { reuse: Reuse::Concurrent, ..rotated(ctx, token, next, now)? })
}
