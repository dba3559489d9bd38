//! An attempt at a password, where the lockout allows one.

use super::Client;
use super::authenticate_password::PasswordError;
use super::fresh_proof::ProofError;
use super::login::LoginError;
use crate::lockout::{Account, Attempt, Attempted, NoAttempt};
use crate::{Ctx, Network, User, UserId};

/// Somebody who is nobody, so that an unknown name costs the same question.
const NOBODY: UserId = UserId::from_key(0);

/// Admits an attempt at the password of `account`, the name as it was given, which is `user`'s if there is one. Its outcome is
/// to be told; without one it counts for nothing.
pub(super) async fn begin<'a>(
    ctx: &'a Ctx,
    account: &str,
    user: Option<&User>,
    client: &Client,
) -> Result<Attempt<'a>, NoAttempt> {
    admit(ctx, Account::Named(account), user.map_or(NOBODY, |user| user.id), client).await
}

/// Admits an attempt of the caller, who is `user`, at their password: by the name that they have, as at a login, and by their key, so that
/// another name gives no further guesses.
pub(super) async fn begin_again<'a>(
    ctx: &'a Ctx,
    name: &str,
    user: UserId,
    client: &Client,
) -> Result<[Attempt<'a>; 2], NoAttempt> {
    let by_key = admit(ctx, Account::Of(user), user, client).await?;
    let by_name = admit(ctx, Account::Named(name), user, client).await?;
    Ok([by_key, by_name])
}

async fn admit<'a>(
    ctx: &'a Ctx,
    account: Account<'_>,
    user: UserId,
    client: &Client,
) -> Result<Attempt<'a>, NoAttempt> {
    let network = client.ip.map(Network::of);
    let is_known = async {
        match network {
            Some(network) => ctx.store.has_logged_in_from(user, network).await,
            None => Ok(false),
        }
    };
    ctx.lockout.attempt(Attempted { account, network }, &*ctx.clock, is_known).await
}

/// Tells what came of an attempt: whoever came in, or that the password was wrong. Of anything else it tells nothing.
pub(super) async fn settle<T, E>(attempt: Attempt<'_>, outcome: &Result<T, E>, is_wrong: impl FnOnce(&E) -> bool) {
    let is_wrong = outcome.as_ref().err().map(is_wrong);
    match is_wrong {
        None => attempt.succeeded().await,
        Some(true) => attempt.failed().await,
        Some(false) => {}
    }
}

impl From<NoAttempt> for LoginError {
    fn from(cause: NoAttempt) -> Self {
        match cause {
            NoAttempt::LockedOut(cause) => cause.into(),
            NoAttempt::Store(cause) => cause.into(),
        }
    }
}

impl From<NoAttempt> for PasswordError {
    fn from(cause: NoAttempt) -> Self {
        match cause {
            NoAttempt::LockedOut(cause) => cause.into(),
            NoAttempt::Store(cause) => cause.into(),
        }
    }
}

impl From<NoAttempt> for ProofError {
    fn from(cause: NoAttempt) -> Self {
        match cause {
            NoAttempt::LockedOut(cause) => cause.into(),
            NoAttempt::Store(cause) => cause.into(),
        }
    }
}
