//! Sliding tokens: one token that opens the API and buys its own successor, under one name as long as its session lives.

use countersign_token::{SignError, SlidingToken, Timestamp};

use super::mint::{self, About, ClaimsTooLarge, Lifetimes};
use crate::store::{NewRefresh, NewSession};
use crate::{Ctx, Moment};

/// A sliding token, signed.
pub struct Sliding {
    /// Good for calls until it expires, and for a refresh until then.
    pub token: String,
    /// How long it lives.
    pub lifetimes: Lifetimes,
}

impl std::fmt::Debug for Sliding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sliding(…)")
    }
}

/// What a session remembers of its sliding token: the name that it keeps, and until when it may be refreshed.
pub(super) fn new_sliding(ctx: &Ctx, now: Moment) -> NewRefresh {
    let (iat, policy) = (now.timestamp(), ctx.keys.policy());
    NewRefresh { jti: ctx.new_jti(), iat, exp: iat.saturating_add(policy.sliding_refresh_lifetime) }
}

/// The sliding token of a session.
pub(super) fn first_sliding(ctx: &Ctx, session: &NewSession, about: About<'_>) -> Result<SlidingToken, ClaimsTooLarge> {
    let NewRefresh { jti, iat, .. } = &session.refresh;
    let user_id = ctx.policy.user_id_field.of(about.user);
    let mut token = SlidingToken::for_user(ctx.keys.policy(), &user_id, *iat, jti.clone());
    mint::describe(ctx, &mut token, session, about)?;
    Ok(token)
}

/// Signs `token`, which does not outlive `session_end`.
pub(super) fn sign_sliding(
    ctx: &Ctx,
    mut token: SlidingToken,
    session_end: Option<Timestamp>,
    now: Moment,
) -> Result<Sliding, SignError> {
    if let Some(end) = session_end.filter(|end| *end < token.exp()) {
        token.set_exp(end);
    }
    let lifetimes = Lifetimes { issued_at: now.timestamp(), access_expires_at: token.exp(), refresh_expires_at: None };
    Ok(Sliding { token: token.sign(ctx.keys.policy(), ctx.keys.signing())?, lifetimes })
}
