//! The caller's own account.

use super::fresh_proof::{self, Proof, ProofError};
use super::user_fields::{address_problems, field_taken, name_problems, normalized_name};
use super::{Caller, Client, FieldProblem};
use crate::accounts::{PlainPassword, normalize_email};
use crate::store::{EditReach, EditRefusal, ProfileChanged, Removed, StoreError};
use crate::{Ctx, ProfileChange, User, UserTable};

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
    /// No active superuser would be left.
    #[error("the account is the last active superuser")]
    LastSuperuser,
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
    let problems = problems_of(ctx, &current.username, &current.email, &wanted).await?;
    if !problems.is_empty() {
        return Err(ProfileError::Invalid(problems));
    }
    let change = only_what_differs(&ctx.user_table, wanted, &current);
    // A password that is given is checked, whatever it is given for.
    let another_address = change.email.is_some() || (ctx.user_table.name_is_address() && change.username.is_some());
    if another_address || proof.current_password.is_some() {
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
        ProfileChanged::UsernameTaken => {
            Err(ProfileError::Invalid(vec![field_taken(&ctx.user_table, &ctx.user_table.username_field)]))
        }
        ProfileChanged::FieldTaken(field) => Err(ProfileError::Invalid(vec![field_taken(&ctx.user_table, &field)])),
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
    match ctx.store.remove_entry(caller.user.id, &EditReach::Everybody, &ending).await? {
        Removed::Done(ended) => {
            ctx.note_ended(ended, caller.user.id, &ending);
            Ok(())
        }
        Removed::Refused(EditRefusal::LastSuperuser) => Err(DeleteError::LastSuperuser),
        Removed::Refused(EditRefusal::Referenced) => Err(DeleteError::Referenced),
        // The other reasons are of changes: what is left is that the account has gone in between.
        Removed::Refused(_) => Ok(()),
    }
}

/// In the form that is kept. A field that already has the value is no change: it wants no proof.
fn only_what_differs(table: &UserTable, wanted: ProfileChange, current: &User) -> ProfileChange {
    ProfileChange {
        username: wanted.username.map(|name| normalized_name(table, &name)).filter(|name| *name != current.username),
        email: wanted.email.map(|email| normalize_email(&email)).filter(|email| *email != current.email),
        first_name: wanted.first_name.filter(|name| *name != current.first_name),
        last_name: wanted.last_name.filter(|name| *name != current.last_name),
        extra: wanted.extra,
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
    let current = current.as_ref().unwrap_or(&caller.user);
    problems_of(ctx, &current.username, &current.email, wanted).await
}

async fn problems_of(
    ctx: &Ctx,
    name: &str,
    address: &str,
    wanted: &ProfileChange,
) -> Result<Vec<FieldProblem>, StoreError> {
    let table = &*ctx.user_table;
    let mut problems = Vec::new();
    if let Some(username) = wanted.username.as_deref().filter(|wanted| normalized_name(table, wanted) != name) {
        let complaints = name_problems(ctx, username).await?;
        problems.push(FieldProblem { field: table.username_field.clone(), complaints });
    }
    if let Some(field) = &table.email_field
        && let Some(email) = wanted.email.as_deref().filter(|wanted| normalize_email(wanted) != address)
    {
        problems.push(FieldProblem { field: field.clone(), complaints: address_problems(ctx, email).await? });
    }
    problems.retain(|problem| !problem.complaints.is_empty());
    Ok(problems)
}
