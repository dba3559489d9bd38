//! Signs what a session has decided.

use countersign_token::{AccessToken, Draft, RefreshToken, SignError, Timestamp};
use serde_json::{Map, Value};

use crate::accounts::PasswordHash;
use crate::session::SessionId;
use crate::store::{NewRefresh, NewSession, Successor};
use crate::{Ctx, Moment, User, UserId};

/// The claim that ties a token to its session.
pub(crate) const SESSION_CLAIM: &str = "sid";

/// A refresh token and an access token, signed.
pub struct Pair {
    /// Good for one refresh.
    pub refresh: String,
    /// Good for calls until it expires.
    pub access: String,
    /// How long they live.
    pub lifetimes: Lifetimes,
}

/// When tokens were issued, and when they expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// The moment that `iat` and expiry count from.
    pub issued_at: Timestamp,
    /// The access token's `exp`.
    pub access_expires_at: Timestamp,
    /// The `exp` of the refresh token that came with it; `None`: none came.
    pub refresh_expires_at: Option<Timestamp>,
}

/// The tokens would be longer than any verifier takes them: `[jwt.claims]` says too much of this user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "tokens of user {user} would be {len} bytes long, and {max_len} are the most that is taken: jwt.claims asks for too much"
)]
pub struct ClaimsTooLarge {
    /// Whose.
    pub user: UserId,
    /// Bytes of the refresh token, the longer of the two.
    pub len: usize,
    /// The most that is taken (`TokenPolicy::max_len`).
    pub max_len: usize,
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pair(…)")
    }
}

/// A refresh token that is about to be issued, and does not outlive the idle time-out where it is good for one use.
pub(crate) fn new_refresh(ctx: &Ctx, now: Moment) -> NewRefresh {
    let (iat, life) = (now.timestamp(), ctx.policy.refresh_life(ctx.keys.policy().refresh_lifetime));
    NewRefresh { jti: ctx.new_jti(), iat, exp: iat.saturating_add(life) }
}

/// Whom the first token of a session is made for, and what it says of them.
pub(crate) struct About<'a> {
    pub(crate) user: &'a User,
    /// The password column as it is when the session is open.
    pub(crate) password: &'a PasswordHash,
    pub(crate) claims: Map<String, Value>,
}

/// The first refresh token of a session.
pub(crate) fn first_refresh(ctx: &Ctx, session: &NewSession, about: About<'_>) -> Result<RefreshToken, ClaimsTooLarge> {
    let NewRefresh { jti, iat, exp } = &session.refresh;
    let user_id = ctx.policy.user_id_field.of(about.user);
    let mut token = RefreshToken::for_user(ctx.keys.policy(), &user_id, *iat, jti.clone());
    token.set_exp(*exp);
    describe(ctx, &mut token, session, about)?;
    Ok(token)
}

/// Completes a token with its session and the claims about its user.
pub(super) fn describe(
    ctx: &Ctx,
    token: &mut Draft,
    session: &NewSession,
    about: About<'_>,
) -> Result<(), ClaimsTooLarge> {
    if let Some(claim) = &ctx.policy.revoke_token_claim {
        token.set(claim, about.password.fingerprint().as_str());
    }
    token.set(SESSION_CLAIM, session.id.as_str());
    for (name, value) in about.claims {
        token.set(name, value);
    }
    let policy = ctx.keys.policy();
    // The access token has the same claims, and a shorter word for its type.
    let (len, max_len) = (token.signed_len(policy, ctx.keys.signing()), policy.max_len);
    if len > max_len { Err(ClaimsTooLarge { user: session.user, len, max_len }) } else { Ok(()) }
}

/// Puts the session that is known of into a token that was presented, and takes out any other: what another issuer calls a
/// session would be taken for one of ours once it is signed here.
pub(super) fn name_session(token: &mut Draft, session: Option<&SessionId>) {
    match session {
        Some(session) => token.set(SESSION_CLAIM, session.as_str()),
        None => token.unset(SESSION_CLAIM),
    };
}

/// Signs `refresh` and an access token of it; neither outlives `session_end`.
pub(crate) fn sign_pair(
    ctx: &Ctx,
    refresh: &RefreshToken,
    session_end: Option<Timestamp>,
    now: Moment,
) -> Result<Pair, SignError> {
    pair_of(ctx, refresh, sign(ctx, refresh)?, session_end, now)
}

/// The pair of a refresh token that is signed already.
pub(crate) fn pair_of(
    ctx: &Ctx,
    refresh: &RefreshToken,
    signed: String,
    session_end: Option<Timestamp>,
    now: Moment,
) -> Result<Pair, SignError> {
    let (access, lifetimes) = sign_access(ctx, refresh, session_end, now)?;
    let lifetimes = Lifetimes { refresh_expires_at: Some(refresh.exp()), ..lifetimes };
    Ok(Pair { refresh: signed, access, lifetimes })
}

/// Signs a token of any kind.
pub(super) fn sign(ctx: &Ctx, token: &Draft) -> Result<String, SignError> {
    token.sign(ctx.keys.policy(), ctx.keys.signing())
}

/// Signs an access token of `refresh`.
pub(crate) fn sign_access(
    ctx: &Ctx,
    refresh: &RefreshToken,
    session_end: Option<Timestamp>,
    now: Moment,
) -> Result<(String, Lifetimes), SignError> {
    let access = access_token(ctx, refresh, session_end, now);
    let lifetimes = Lifetimes { issued_at: now.timestamp(), access_expires_at: access.exp(), refresh_expires_at: None };
    Ok((access.sign(ctx.keys.policy(), ctx.keys.signing())?, lifetimes))
}

fn access_token(ctx: &Ctx, refresh: &RefreshToken, session_end: Option<Timestamp>, now: Moment) -> AccessToken {
    let policy = ctx.keys.policy();
    let mut access = refresh.access_token(policy, now.timestamp(), ctx.new_jti());
    if let Some(end) = session_end.filter(|end| *end < now.timestamp().saturating_add(policy.access_lifetime)) {
        access.set_exp(end);
    }
    access
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
