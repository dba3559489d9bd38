//! Signs what a session has decided.

use countersign_token::{RefreshToken, Timestamp};

use crate::store::{NewRefresh, Successor};
use crate::{Ctx, Moment};

/// The claim that ties a token to its session.
pub(crate) const SESSION_CLAIM: &str = "sid";

/// A refresh token and an access token, signed.
pub struct Pair {
    /// Good for one refresh.
    pub refresh: String,
    /// Good for calls until it expires.
    pub access: String,
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pair(…)")
    }
}

/// A refresh token that is about to be issued.
pub(crate) fn new_refresh(ctx: &Ctx, now: Moment) -> NewRefresh {
    let iat = now.timestamp();
    NewRefresh { jti: ctx.new_jti(), iat, exp: iat.saturating_add(ctx.keys.policy().refresh_lifetime) }
}

/// Signs `refresh` and an access token of it; neither outlives `session_end`.
pub(crate) fn sign_pair(
    ctx: &Ctx,
    refresh: &RefreshToken,
    session_end: Option<Timestamp>,
    now: Moment,
) -> Result<Pair, countersign_token::SignError> {
    let access = sign_access(ctx, refresh, session_end, now)?;
    Ok(Pair { refresh: refresh.sign(ctx.keys.policy(), ctx.keys.signing())?, access })
}

/// Signs an access token of `refresh`.
pub(crate) fn sign_access(
    ctx: &Ctx,
    refresh: &RefreshToken,
    session_end: Option<Timestamp>,
    now: Moment,
) -> Result<String, countersign_token::SignError> {
    let policy = ctx.keys.policy();
    let mut access = refresh.access_token(policy, now.timestamp(), ctx.new_jti());
    if let Some(end) = session_end.filter(|end| *end < now.timestamp().saturating_add(policy.access_lifetime)) {
        access.set_exp(end);
    }
    access.sign(policy, ctx.keys.signing())
}

/// The successor that the store decided on: its claims over those of the token that it replaces.
pub(crate) fn succeed(ctx: &Ctx, spent: RefreshToken, next: &Successor) -> RefreshToken {
    let next_token = NewRefresh { jti: next.jti.clone(), iat: next.iat, exp: next.exp };
    let mut refresh = renew(ctx, spent, &next_token);
    refresh.set(SESSION_CLAIM, next.session.as_str());
    refresh
}

/// `next` in the place of `presented`; SimpleJWT's rotation keeps every other claim.
pub(crate) fn renew(ctx: &Ctx, presented: RefreshToken, next: &NewRefresh) -> RefreshToken {
    let mut refresh = presented.rotate(ctx.keys.policy(), next.iat, next.jti.clone());
    refresh.set_exp(next.exp);
    refresh
}

/// `refresh`, ending no later than its session.
pub(crate) fn capped(refresh: NewRefresh, session_end: Option<Timestamp>) -> NewRefresh {
    let exp = session_end.map_or(refresh.exp, |end| end.min(refresh.exp));
    NewRefresh { exp, ..refresh }
}
