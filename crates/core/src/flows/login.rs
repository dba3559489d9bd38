//! Checking a password, at one price for everybody, and opening the session that it proves.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use countersign_token::{Draft, SignError, Timestamp};

use super::decoy;
use super::login_claims::{ClaimsError, login_claims};
use super::mint::{self, About, ClaimsTooLarge, Pair};
use super::{outstanding, password_attempt};
use crate::accounts::{Checked, Overloaded, PasswordHash, PlainPassword};
use crate::lockout::LockedOut;
use crate::session::SessionId;
use crate::store::{NewRefresh, NewSession, Opened, Opening, StoreError};
use crate::{Ctx, HookError, Moment, User};

/// Who asks: what a session remembers about the device that opened it.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// Its address.
    pub ip: Option<IpAddr>,
    /// Its `User-Agent`, as it was sent.
    pub user_agent: String,
}

/// Somebody has come in.
#[derive(Debug)]
pub struct Login {
    /// Their tokens.
    pub pair: Pair,
    /// Who it is, as they were when the password was checked.
    pub user: User,
}

/// Why nobody was logged in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Unknown, wrong, inactive or unusable: which one is not said, nor shown by time.
    #[error("no active account with these credentials")]
    NoActiveAccount,
    /// Too many attempts have failed; no password was checked.
    #[error(transparent)]
    LockedOut(#[from] LockedOut),
    /// The hashing pool is full.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// Their tokens would be too long to be taken; no session was opened.
    #[error(transparent)]
    ClaimsTooLarge(#[from] ClaimsTooLarge),
    /// The program that gives claims did not, or not as it should; no session was opened.
    #[error(transparent)]
    Hook(HookError),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signing key did not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl From<ClaimsError> for LoginError {
    /// Whom the hook refuses has no active account here; that it was asked at all is not shown.
    fn from(cause: ClaimsError) -> Self {
        match cause {
            ClaimsError::Hook(cause @ HookError::Refused) => {
                tracing::info!(%cause, "login refused");
                Self::NoActiveAccount
            }
            ClaimsError::Hook(cause) => Self::Hook(cause),
            ClaimsError::Store(cause) => Self::Store(cause),
        }
    }
}

/// Checks `password` against what is stored for `user`, who gave this name; for nobody the work of somebody is done.
pub(crate) async fn check_password<E: From<StoreError> + From<Overloaded>>(
    ctx: &Ctx,
    username: &str,
    user: Option<&User>,
    password: &PlainPassword,
) -> Result<Checked, E> {
    // Looked up for those who exist, too: it must not take the others longer.
    let decoy = decoy::password(ctx, username).await?;
    let hashers = Arc::clone(&ctx.passwords.hashers);
    let randomness = Arc::clone(&ctx.randomness);
    let stored = user.map(|user| user.password.clone());
    let password = password.clone();
    let work = move || {
        let Some(stored) = stored else {
            hashers.check_nobody(&password, decoy.as_ref());
            return Checked::Wrong;
        };
        hashers.check(&password, &stored, &*randomness)
    };
    let checked = ctx.passwords.pool.run(work).await?;
    if let (Checked::Unverifiable(reason), Some(user)) = (&checked, user) {
        tracing::warn!(user = %user.id, %reason, "the password column cannot be checked");
    }
    Ok(checked)
}

/// Hashes a new password.
pub(crate) async fn hash_password(ctx: &Ctx, password: &PlainPassword) -> Result<PasswordHash, Overloaded> {
    let hashers = Arc::clone(&ctx.passwords.hashers);
    let randomness = Arc::clone(&ctx.randomness);
    let password = password.clone();
    ctx.passwords.pool.run(move || hashers.hash(&password, &*randomness)).await
}

/// How the first token of a session is made.
pub(super) struct First<T> {
    /// What the session remembers of it.
    pub(super) row: fn(&Ctx, Moment) -> NewRefresh,
    /// The token itself.
    pub(super) token: fn(&Ctx, &NewSession, About<'_>) -> Result<T, ClaimsTooLarge>,
}

/// Somebody has come in, and their session is open.
pub(super) struct Entered<T> {
    /// Its first token.
    pub(super) token: T,
    /// The same, signed.
    pub(super) signed: String,
    /// The session's absolute end.
    pub(super) session_end: Option<Timestamp>,
    /// Who it is, as they were when the password was checked.
    pub(super) user: User,
    /// When.
    pub(super) at: Moment,
}

/// Opens a session of the user `username`, if `password` is theirs and the lockout allows to try.
pub(super) async fn enter<T: Deref<Target = Draft>>(
    ctx: &Ctx,
    username: &str,
    password: &PlainPassword,
    client: Client,
    first: First<T>,
) -> Result<Entered<T>, LoginError> {
    let user = ctx.store.user_named(username).await?;
    let attempt = password_attempt::begin(ctx, username, user.as_ref(), &client).await?;
    let outcome = open(ctx, (username, user), password, client, first).await;
    password_attempt::settle(attempt, &outcome, |cause| matches!(cause, LoginError::NoActiveAccount)).await;
    outcome
}

async fn open<T: Deref<Target = Draft>>(
    ctx: &Ctx,
    (username, user): (&str, Option<User>),
    password: &PlainPassword,
    client: Client,
    first: First<T>,
) -> Result<Entered<T>, LoginError> {
    let checked = check_password::<LoginError>(ctx, username, user.as_ref(), password).await?;
    let (Some(mut user), Checked::Right { mut upgrade }) = (user, checked) else {
        return Err(LoginError::NoActiveAccount);
    };
    if !user.is_active {
        return Err(LoginError::NoActiveAccount);
    }
    let at = ctx.clock.now();
    let session = new_session(ctx, &user, client, Some(at), at);
    let session = NewSession { refresh: mint::capped((first.row)(ctx, at), session.expires_at), ..session };
    let last_login = ctx.policy.update_last_login.then_some(at);
    // A second round is needed only when the password column changed while the first was checked.
    for _ in 0..2 {
        let claims = login_claims(ctx, &user).await?;
        let about = About { user: &user, password: upgrade.as_ref().unwrap_or(&user.password), claims };
        let token = (first.token)(ctx, &session, about)?;
        let signed = mint::sign(ctx, &token)?;
        let row = outstanding::row(ctx, &token, &signed, user.id, at);
        let opening = Opening {
            session: &session,
            checked: &user.password,
            upgrade: upgrade.as_ref(),
            last_login,
            outstanding: row.as_ref(),
        };
        match ctx.store.open_session(&opening).await? {
            Opened::Session { .. } => {
                // What is remembered may be from before: the account was inactive a moment ago, or had another hash.
                ctx.users.forget(user.id);
                return Ok(Entered { token, signed, session_end: session.expires_at, user, at });
            }
            Opened::OwnerInactive => return Err(LoginError::NoActiveAccount),
            Opened::PasswordChanged(current) => {
                let checked = check_password::<LoginError>(ctx, username, Some(&current), password).await?;
                let Checked::Right { upgrade: again } = checked else { return Err(LoginError::NoActiveAccount) };
                (user, upgrade) = (current, again);
            }
        }
    }
    Err(LoginError::NoActiveAccount)
}

/// A session that is about to be opened; `proven_at` is when its owner showed a password.
pub(super) fn new_session(
    ctx: &Ctx,
    user: &User,
    client: Client,
    proven_at: Option<Moment>,
    now: Moment,
) -> NewSession {
    let expires_at = ctx.policy.session_end(now);
    NewSession {
        id: SessionId::random(&*ctx.randomness),
        user: user.id,
        refresh: mint::capped(mint::new_refresh(ctx, now), expires_at),
        expires_at,
        access_until: ctx.ending(now).access_until,
        at: now,
        proven_at,
        ip: client.ip.map(|ip| ip.to_string()),
        user_agent: client.user_agent,
    }
}
