//! What fields of the user model may hold, under the names that the model has for them.

use serde_json::Value;

use super::FieldProblem;
use crate::accounts::{Complaint, email_errors, normalize_email, normalize_username, username_errors};
use crate::store::StoreError;
use crate::{Ctx, UserTable};

/// Django's own name of `USERNAME_FIELD`, which has a message of its own.
const USERNAME: &str = "username";

/// The form in which `USERNAME_FIELD` is kept: that of an address, or of a name.
pub(crate) fn normalized_name(table: &UserTable, name: &str) -> String {
    if table.name_is_address() { normalize_email(name) } else { normalize_username(name) }
}

/// The rules of `USERNAME_FIELD`, and whether somebody has the value. Django tells that after what it says about the characters
/// of a name, and before what it says about an address.
pub(crate) async fn name_problems(ctx: &Ctx, name: &str) -> Result<Vec<Complaint>, StoreError> {
    let table = &*ctx.user_table;
    let mut complaints = if table.name_is_address() { email_errors(name) } else { username_errors(name) };
    let storable = !name.contains('\0');
    if storable && ctx.store.user_named(&normalized_name(table, name)).await?.is_some() {
        let after_characters = usize::from(complaints.first() == Some(&Complaint::UsernameInvalid));
        complaints.insert(after_characters, taken(table, &table.username_field));
    }
    Ok(complaints)
}

/// The rules of an address that is not the name; none is fine.
pub(crate) async fn address_problems(ctx: &Ctx, email: &str) -> Result<Vec<Complaint>, StoreError> {
    let table = &*ctx.user_table;
    let Some(field) = table.email_field.as_deref().filter(|_| !table.name_is_address() && !email.is_empty()) else {
        return Ok(Vec::new());
    };
    let mut complaints = email_errors(email);
    let storable = !email.contains('\0');
    if storable && ctx.store.is_taken(field, &normalize_email(email).into()).await? {
        complaints.insert(0, taken(table, field));
    }
    Ok(complaints)
}

/// Whether somebody has the value of a further field that is nobody's twice. Its form was looked at by whoever read it.
pub(crate) async fn problems_of_extra(ctx: &Ctx, field: &str, value: &Value) -> Result<Vec<Complaint>, StoreError> {
    let is_taken = !value.is_null() && ctx.store.is_taken(field, value).await?;
    Ok(if is_taken { vec![taken(&ctx.user_table, field)] } else { Vec::new() })
}

/// That somebody has the value of a field, where the database was the first to see it.
pub(crate) fn field_taken(table: &UserTable, field: &str) -> FieldProblem {
    FieldProblem { field: field.to_owned(), complaints: vec![taken(table, field)] }
}

/// Django's words: those of `AbstractUser.username`, or those of every other unique field.
fn taken(table: &UserTable, field: &str) -> Complaint {
    if field == USERNAME && table.username_field == USERNAME {
        return Complaint::UsernameTaken;
    }
    Complaint::ValueTaken { model: table.user_model.verbose_name(), field: field.replace('_', " ") }
}
