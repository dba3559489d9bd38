//! The user table that a new database gets: Django's own, of `0001_django.sql`.

use countersign_core::UserTable;
use countersign_core::store::django_schema::{self, Misfit};

use super::column::Column;

/// Name, type, and whether a row must have a value.
const AUTH_USER: [(&str, &str, bool); 11] = [
    ("id", "int4", false),
    ("password", "varchar", true),
    ("last_login", "timestamptz", false),
    ("is_superuser", "bool", true),
    ("username", "varchar", true),
    ("first_name", "varchar", true),
    ("last_name", "varchar", true),
    ("email", "varchar", true),
    ("is_staff", "bool", true),
    ("is_active", "bool", true),
    ("date_joined", "timestamptz", true),
];

/// Whether a new database would be as the settings have it.
pub(crate) fn fits_new(users: &UserTable) -> Result<(), Misfit> {
    let is_there = users.table == UserTable::default().table;
    let column = |(name, base, must_be_filled): (&str, &str, bool)| Column {
        name: name.to_owned(),
        declared: base.to_owned(),
        cast: base.to_owned(),
        base: base.to_owned(),
        must_be_filled,
    };
    let columns: Vec<_> = AUTH_USER.into_iter().filter(|_| is_there).map(column).collect();
    django_schema::fits_users(users, &columns).map(drop)
}
