//! What there is, compared with what is needed.

use super::column::{Column, ColumnKind, FoundColumns};
use super::misfit::Misfit;
use super::wanted::{self, AUTH, AUTH_TOKENS, BLACKLIST, OfDjango, WEB_SESSIONS, Wanted};
use crate::store::DjangoTables;
use crate::{Identifier, MembershipTable, UserKeyKind, UserTable};

/// The tables whose columns [`compare`] asks for.
#[must_use]
pub fn tables(users: &UserTable) -> Vec<&str> {
    let memberships = [&users.groups, &users.permissions].into_iter().flatten().map(|membership| &membership.table);
    let named = std::iter::once(&users.table).chain(memberships).map(Identifier::as_str);
    let of_django = AUTH.iter().chain([&AUTH_TOKENS, &WEB_SESSIONS]).map(|table| table.name);
    named.chain(of_django).collect()
}

/// Says which of Django's tables there are, where all of those are as `users` says and as Django makes them.
///
/// # Errors
/// The first of them that is not.
pub fn compare<C: Column>(
    users: &UserTable,
    found: &FoundColumns<C>,
    made_by_django: bool,
) -> Result<DjangoTables, Misfit> {
    let key = fits_users(users, found.of(users.table.as_str()))?;
    let has_auth = has_auth(users, found, key)?;
    if has_auth {
        membership(found, (&users.groups, "groups", "group_id"), key)?;
        membership(found, (&users.permissions, "permissions", "permission_id"), key)?;
    }
    Ok(DjangoTables {
        made_by_django,
        key,
        groups: has_auth && users.groups.is_some(),
        permissions: has_auth && users.permissions.is_some(),
        auth_tokens: has_written(found, &AUTH_TOKENS, key)?,
        web_sessions: has_written(found, &WEB_SESSIONS, key)?,
    })
}

/// Says what the keys of users are, where the user table, whose columns are `found`, is as `users` says.
///
/// # Errors
/// What is missing, of another type or too much.
pub fn fits_users<C: Column>(users: &UserTable, found: &[C]) -> Result<UserKeyKind, Misfit> {
    let table = users.table.as_str();
    let key = key_kind(users, found)?;
    let wanted = wanted::of_users(users, key);
    for wanted in &wanted {
        wanted.check(table, found)?;
    }
    match wanted::further_of_users(users, &wanted, found) {
        Some(further) => Err(Misfit::of_further_user_column(table, further.name())),
        None => Ok(key),
    }
}

/// What keeps the tables of `token_blacklist` from being used, if anything: the first of them, or of their columns, that is not
/// there.
#[must_use]
pub fn lacks_of_blacklist<C: Column>(found: &FoundColumns<C>) -> Option<Misfit> {
    BLACKLIST.iter().find_map(|table| table.lacks(found.of(table.name)))
}

fn key_kind<C: Column>(users: &UserTable, found: &[C]) -> Result<UserKeyKind, Misfit> {
    let (table, id) = (users.table.as_str(), users.columns.id.as_str());
    if found.is_empty() {
        return Err(Misfit::of_user_table(table));
    }
    let key = found.iter().find(|column| column.name() == id).ok_or_else(|| Misfit::of_user_column(table, id, "id"))?;
    key.key_kind().ok_or_else(|| Misfit::of_type(table, key, C::KEYS))
}

/// `django.contrib.auth` makes all of its tables, or none is there, and none that ties users to them.
fn has_auth<C: Column>(users: &UserTable, found: &FoundColumns<C>, key: UserKeyKind) -> Result<bool, Misfit> {
    let memberships = [&users.groups, &users.permissions].into_iter().flatten().map(|tied| tied.table.as_str());
    if AUTH.iter().map(|table| table.name).chain(memberships).all(|table| found.of(table).is_empty()) {
        return Ok(false);
    }
    for table in &AUTH {
        if !table.fits(found.of(table.name), key)? {
            let app = if table.name == "django_content_type" { "contenttypes" } else { "auth" };
            let mend = format!(
                "; Django makes it with django.contrib.{app}: bring it back from a backup, or run the project's `manage.py \
                 migrate {app}` where that was never done"
            );
            return Err(Misfit::table(table.name, &mend));
        }
    }
    Ok(true)
}

/// A name that is not there is no "none": who may do what would be less than the project has it.
fn membership<C: Column>(
    found: &FoundColumns<C>,
    (membership, setting, other): (&Option<MembershipTable>, &str, &str),
    key: UserKeyKind,
) -> Result<(), Misfit> {
    let Some(MembershipTable { table, user_column }) = membership else { return Ok(()) };
    let found = found.of(table.as_str());
    if found.is_empty() {
        return Err(Misfit::of_membership_table(table.as_str(), setting));
    }
    Wanted::of_django(user_column.as_str(), ColumnKind::Key(key)).check(table.as_str(), found)?;
    Wanted::of_django(other, ColumnKind::Integer).check(table.as_str(), found)
}

/// A table that rows are added to.
fn has_written<C: Column>(found: &FoundColumns<C>, table: &OfDjango, key: UserKeyKind) -> Result<bool, Misfit> {
    let found = found.of(table.name);
    if !table.fits(found, key)? {
        return Ok(false);
    }
    match found.iter().find(|column| column.must_be_filled() && !table.has(column.name())) {
        Some(further) => Err(Misfit::of_further_column(table.name, further.name())),
        None => Ok(true),
    }
}
