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
    let NewRefresh { jti, iat, exp } = &session.refresh;
    let user_id = ctx.policy.user_id_field.of(about.user);
    let mut token = SlidingToken::for_user(ctx.keys.policy(), &user_id, *iat, jti.clone());
    token.set(&ctx.keys.policy().sliding_refresh_exp_claim, exp.unix());
    mint::describe(ctx, &mut token, session, about)?;
    end_with(&mut token, session.expires_at);
    Ok(token)
}

/// Signs `token`, which does not outlive `session_end`.
pub(super) fn sign_sliding(
    ctx: &Ctx,
    mut token: SlidingToken,
    session_end: Option<Timestamp>,
    now: Moment,
) -> Result<Sliding, SignError> {
    end_with(&mut token, session_end);
    Ok(signed_sliding(&token, mint::sign(ctx, &token)?, now))
}

/// The same of a token that is signed already.
pub(super) fn signed_sliding(token: &SlidingToken, signed: String, now: Moment) -> Sliding {
    let lifetimes = Lifetimes { issued_at: now.timestamp(), access_expires_at: token.exp(), refresh_expires_at: None };
    Sliding { token: signed, lifetimes }
}

fn end_with(token: &mut SlidingToken, session_end: Option<Timestamp>) {
    if let Some(end) = session_end.filter(|end| *end < token.exp()) {
        token.set_exp(end);
    }
}
