//! The caller's own account.

use super::fresh_proof::{self, Proof, ProofError};
use super::register::{FieldProblem, username_problems, username_taken};
use super::{Caller, Client};
use crate::accounts::{PlainPassword, email_errors, normalize_email, normalize_username};
use crate::store::{Change, ProfileChanged, StoreError};
use crate::{Ctx, ProfileChange, User};

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// Every problem of every field.
    #[error("the change is not valid")]
    Invalid(Vec<FieldProblem>),
    /// A new e-mail address wants fresh proof of identity.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The account is gone, or the caller's tokens are good for it no more.
    #[error("the account is gone")]
    Gone,
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an account was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// Rows of another program still name the account.
    #[error("rows of another program still name the account")]
    Referenced,
    /// The password is not the caller's, or cannot be checked now.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes what `wanted` names of the caller's account, and returns the account as it is then.
///
/// # Errors
/// See [`ProfileError`]. Another e-mail address is a way into the account, and wants fresh proof.
pub async fn update_profile(
    ctx: &Ctx,
    caller: &Caller,
    wanted: ProfileChange,
    proof: &Proof,
    client: &Client,
) -> Result<User, ProfileError> {
    let current = fresh_proof::current_user(ctx, caller).await?.ok_or(ProfileError::Gone)?;
    let problems = problems_of(ctx, &current.username, &wanted).await?;
    if !problems.is_empty() {
        return Err(ProfileError::Invalid(problems));
    }
    let change = only_what_differs(wanted, &current);
    // A password that is given is checked, whatever it is given for.
    if change.email.is_some() || proof.current_password.is_some() {
        fresh_proof::demand(ctx, caller, proof, client).await?;
    }
    if change.is_empty() {
        return Ok(current);
    }
    match ctx.store.change_profile(current.id, &change).await? {
        ProfileChanged::User(user) => {
            ctx.users.forget(user.id);
            Ok(user)
        }
        ProfileChanged::UsernameTaken => Err(ProfileError::Invalid(vec![username_taken()])),
        ProfileChanged::Gone => Err(ProfileError::Gone),
    }
}

/// Deletes the caller's account; the current password is asked whatever was proven before.
///
/// # Errors
/// See [`DeleteError`].
pub async fn delete_account(
    ctx: &Ctx,
    caller: &Caller,
    password: &PlainPassword,
    client: &Client,
) -> Result<(), DeleteError> {
    fresh_proof::demand_password(ctx, caller, password, client).await?;
    let ending = ctx.ending(ctx.clock.now());
    match ctx.store.delete_user(caller.user.id, &ending).await? {
        Change::Done(ended) => {
            ctx.note_ended(ended, caller.user.id, &ending);
            Ok(())
        }
        Change::Gone => Ok(()),
        Change::Referenced => Err(DeleteError::Referenced),
    }
}

/// In the form that is kept. A field that already has the value is no change: it wants no proof.
fn only_what_differs(wanted: ProfileChange, current: &User) -> ProfileChange {
    ProfileChange {
        username: wanted.username.map(|name| normalize_username(&name)).filter(|name| *name != current.username),
        email: wanted.email.map(|email| normalize_email(&email)).filter(|email| *email != current.email),
        first_name: wanted.first_name.filter(|name| *name != current.first_name),
        last_name: wanted.last_name.filter(|name| *name != current.last_name),
    }
}

/// What is wrong with the content of `wanted`, whatever else is wrong with its form. A name that the caller has already is
/// not taken.
///
/// # Errors
/// The database is away.
pub async fn profile_problems(
    ctx: &Ctx,
    caller: &Caller,
    wanted: &ProfileChange,
) -> Result<Vec<FieldProblem>, StoreError> {
    // Not the name that a token says they have.
    let current = fresh_proof::current_user(ctx, caller).await?;
    let name = current.as_ref().map_or(&caller.user.username, |user| &user.username);
    problems_of(ctx, name, wanted).await
}

async fn problems_of(ctx: &Ctx, name: &str, wanted: &ProfileChange) -> Result<Vec<FieldProblem>, StoreError> {
    let username = match &wanted.username {
        Some(username) if normalize_username(username) != name => username_problems(ctx, username).await?,
        Some(_) | None => Vec::new(),
    };
    let email = wanted.email.as_deref().filter(|email| !email.is_empty()).map(email_errors).unwrap_or_default();
    let all = [("username", username), ("email", email)];
    let problems = all.into_iter().filter(|(_, complaints)| !complaints.is_empty());
    Ok(problems.map(|(field, complaints)| FieldProblem { field, complaints }).collect())
}
