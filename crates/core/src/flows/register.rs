//! Make an account (the tutorial's `UserRegistrationView`).

use serde_json::{Map, Value};

use super::login::hash_password;
use super::user_fields::{address_problems, field_taken, name_problems, normalized_name, problems_of_extra};
use crate::accounts::{
    Complaint, Overloaded, PersonalAttributes, PlainPassword, normalize_email, password_field_errors,
};
use crate::store::{Added, StoreError};
use crate::{Ctx, NewUser, User, random_uuid};

/// What a caller wants to be registered as. `None`: the field did not get this far, and its problem is told already.
#[derive(Debug, Default)]
pub struct Registration {
    /// What `USERNAME_FIELD` names, as it was sent, trimmed.
    pub username: Option<String>,
    /// As it was sent, trimmed; `Some("")` when it was left out, or is the name.
    pub email: Option<String>,
    /// As it was sent, trimmed.
    pub password: Option<PlainPassword>,
    /// The further fields that were sent, each of its kind.
    pub extra: Option<Map<String, Value>>,
}

/// What is wrong with one field.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field.
    pub field: String,
    /// Every problem of it, in Django's order.
    pub complaints: Vec<Complaint>,
}

/// Why no account was made.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Every problem of every field, in the order username, email, password, further ones.
    #[error("the registration is not valid")]
    Invalid(Vec<FieldProblem>),
    /// The hashing pool is full.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes an account with the given name, e-mail address, password and further fields.
///
/// # Errors
/// See [`RegisterError`]. Of several concurrent calls with one name, one makes the account and the others are told that it
/// is taken; so is a name that is taken only after it was normalised.
pub async fn register(ctx: &Ctx, wanted: Registration) -> Result<User, RegisterError> {
    let problems = problems(ctx, &wanted).await?;
    let Registration { username: Some(username), email: Some(email), password: Some(password), extra: Some(extra) } =
        wanted
    else {
        return Err(RegisterError::Invalid(problems));
    };
    if !problems.is_empty() {
        return Err(RegisterError::Invalid(problems));
    }
    let now = ctx.clock.now();
    // Endpoints demand every field that cannot be filled here.
    let extra = ctx.user_table.completed(extra, now).map_err(|_| RegisterError::Invalid(Vec::new()))?;
    let user = NewUser {
        uuid: random_uuid(&*ctx.randomness),
        username: normalized_name(&ctx.user_table, &username),
        email: normalize_email(&email),
        password: hash_password(ctx, &password).await?,
        is_staff: false,
        is_superuser: false,
        date_joined: now,
        extra,
    };
    match ctx.store.add_user(&user).await? {
        Added::User(user) => Ok(user),
        Added::UsernameTaken => {
            Err(RegisterError::Invalid(vec![field_taken(&ctx.user_table, &ctx.user_table.username_field)]))
        }
        Added::FieldTaken(field) => Err(RegisterError::Invalid(vec![field_taken(&ctx.user_table, &field)])),
    }
}

async fn problems(ctx: &Ctx, wanted: &Registration) -> Result<Vec<FieldProblem>, StoreError> {
    let table = &ctx.user_table;
    let mut problems = Vec::new();
    if let Some(username) = &wanted.username {
        problems.push(FieldProblem {
            field: table.username_field.clone(),
            complaints: name_problems(ctx, username).await?,
        });
    }
    if let (Some(field), Some(email)) = (&table.email_field, &wanted.email) {
        problems.push(FieldProblem { field: field.clone(), complaints: address_problems(ctx, email).await? });
    }
    if let Some(password) = &wanted.password {
        let complaints = password_problems(ctx, password, &about(ctx, wanted));
        problems.push(FieldProblem { field: "password".to_owned(), complaints });
    }
    for (field, value) in wanted.extra.iter().flatten() {
        problems.push(FieldProblem { field: field.clone(), complaints: problems_of_extra(ctx, field, value).await? });
    }
    problems.retain(|problem| !problem.complaints.is_empty());
    Ok(problems)
}

/// What is known of who chooses the password.
fn about<'w>(ctx: &Ctx, wanted: &'w Registration) -> PersonalAttributes<'w> {
    let username = wanted.username.as_deref().unwrap_or_default();
    let email = wanted.email.as_deref().unwrap_or_default();
    if ctx.user_table.name_is_address() {
        PersonalAttributes { email: username, ..PersonalAttributes::default() }
    } else {
        PersonalAttributes { username, email, ..PersonalAttributes::default() }
    }
}

pub(crate) fn password_problems(ctx: &Ctx, password: &PlainPassword, about: &PersonalAttributes<'_>) -> Vec<Complaint> {
    let complaints = password_field_errors(password);
    // As in DRF, what no password field takes is not judged further; and judging costs time that grows with its length.
    if complaints.is_empty() { ctx.passwords.validators.validate(password, about) } else { complaints }
}
