//! Make an account (the tutorial's `UserRegistrationView`).

use super::login::hash_password;
use crate::accounts::{
    Complaint, Overloaded, PersonalAttributes, PlainPassword, email_errors, normalize_email, normalize_username,
    password_field_errors, username_errors,
};
use crate::store::{Added, StoreError};
use crate::{Ctx, NewUser, User};

/// What a caller wants to be registered as. `None`: the field did not get this far, and its problem is told already.
#[derive(Debug, Default)]
pub struct Registration {
    /// As it was sent, trimmed.
    pub username: Option<String>,
    /// As it was sent, trimmed; `Some("")` when it was left out.
    pub email: Option<String>,
    /// As it was sent, trimmed.
    pub password: Option<PlainPassword>,
}

/// What is wrong with one field.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field.
    pub field: &'static str,
    /// Every problem of it, in Django's order.
    pub complaints: Vec<Complaint>,
}

/// Why no account was made.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Every problem of every field, in the order username, email, password.
    #[error("the registration is not valid")]
    Invalid(Vec<FieldProblem>),
    /// The hashing pool is full.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database is away.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes an account with the given name, e-mail address and password.
///
/// # Errors
/// See [`RegisterError`]. Of several concurrent calls with one name, one makes the account and the others are told that it
/// is taken; so is a name that is taken only after NFKC normalisation.
pub async fn register(ctx: &Ctx, wanted: Registration) -> Result<User, RegisterError> {
    let problems = problems(ctx, &wanted).await?;
    let Registration { username: Some(username), email: Some(email), password: Some(password) } = wanted else {
        return Err(RegisterError::Invalid(problems));
    };
    if !problems.is_empty() {
        return Err(RegisterError::Invalid(problems));
    }
    let user = NewUser {
        username: normalize_username(&username),
        email: normalize_email(&email),
        password: hash_password(ctx, &password).await?,
        is_staff: false,
        is_superuser: false,
        date_joined: ctx.clock.now(),
    };
    match ctx.store.add_user(&user).await? {
        Added::User(user) => Ok(user),
        Added::UsernameTaken => Err(RegisterError::Invalid(vec![username_taken()])),
    }
}

async fn problems(ctx: &Ctx, wanted: &Registration) -> Result<Vec<FieldProblem>, StoreError> {
    let username = match wanted.username.as_deref() {
        Some(username) => username_problems(ctx, username).await?,
        None => Vec::new(),
    };
    let email = wanted.email.as_deref().filter(|email| !email.is_empty()).map(email_errors).unwrap_or_default();
    let about = PersonalAttributes {
        username: wanted.username.as_deref().unwrap_or_default(),
        email: wanted.email.as_deref().unwrap_or_default(),
        ..PersonalAttributes::default()
    };
    let password =
        wanted.password.as_ref().map(|password| password_problems(ctx, password, &about)).unwrap_or_default();
    let all = [("username", username), ("email", email), ("password", password)];
    Ok(all
        .into_iter()
        .filter(|(_, complaints)| !complaints.is_empty())
        .map(|(field, complaints)| FieldProblem { field, complaints })
        .collect())
}

/// The rules of the name, and whether somebody has it; Django tells the second after the one about its characters.
pub(crate) async fn username_problems(ctx: &Ctx, username: &str) -> Result<Vec<Complaint>, StoreError> {
    let mut complaints = username_errors(username);
    let storable = !username.contains('\0');
    if storable && ctx.store.user_named(&normalize_username(username)).await?.is_some() {
        let after_characters = usize::from(complaints.first() == Some(&Complaint::UsernameInvalid));
        complaints.insert(after_characters, Complaint::UsernameTaken);
    }
    Ok(complaints)
}

fn password_problems(ctx: &Ctx, password: &PlainPassword, about: &PersonalAttributes) -> Vec<Complaint> {
    let complaints = password_field_errors(password);
    // As in DRF, what no password field takes is not judged further; and judging costs time that grows with its length.
    if complaints.is_empty() { ctx.passwords.validators.validate(password, about) } else { complaints }
}

pub(crate) fn username_taken() -> FieldProblem {
    FieldProblem { field: "username", complaints: vec![Complaint::UsernameTaken] }
}
