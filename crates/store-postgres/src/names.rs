//! What statements call the user table, its columns, and the tables that tie users to groups and permissions.
//!
//! The statements stand beside the methods that run them, with names in braces: `{users}` is the table, `{id}` a column of it,
//! `{u.is_active}` its value in a row `u`, which is constant where there is no such column, and `{username.type}` what a parameter
//! is cast to that is compared with it. They are filled once, when the store opens, with names that [`Identifier`] has checked and
//! quoted, and types as the server writes them.

use std::sync::Arc;

use countersign_core::{Identifier, MembershipTable, UserKeyKind, UserTable};
use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::extra;
use crate::row::{extra_alias, micros};
use crate::schema::{Column, Schema};

/// Each name, and what it stands for.
#[derive(Debug, Clone)]
pub(crate) struct Names(Vec<(&'static str, String)>);

impl Names {
    pub(crate) fn of(table: &UserTable, schema: &Schema) -> Self {
        let columns = &table.columns;
        let keys = match schema.found.key {
            UserKeyKind::Integer => "bigint[]",
            UserKeyKind::Uuid => "uuid[]",
        };
        let email = columns.email.as_ref().map_or("text", |email| cast(&schema.columns, email));
        let mut names = vec![
            ("keys", keys.to_owned()),
            ("username.type", cast(&schema.columns, &columns.username).to_owned()),
            ("email.type", email.to_owned()),
            ("users", table.table.quoted()),
            ("id", columns.id.quoted()),
            ("username", columns.username.quoted()),
            ("password", columns.password.quoted()),
            ("user_columns", user_columns(table)),
        ];
        let optional = [
            ("email", "u.email", columns.email.as_ref(), "''::text"),
            ("first_name", "u.first_name", columns.first_name.as_ref(), "''::text"),
            ("last_name", "u.last_name", columns.last_name.as_ref(), "''::text"),
            ("is_active", "u.is_active", columns.is_active.as_ref(), "TRUE"),
            ("is_staff", "u.is_staff", columns.is_staff.as_ref(), "FALSE"),
            ("is_superuser", "u.is_superuser", columns.is_superuser.as_ref(), "FALSE"),
            ("last_login", "u.last_login", columns.last_login.as_ref(), "NULL::timestamptz"),
            ("date_joined", "u.date_joined", columns.date_joined.as_ref(), "NULL::timestamptz"),
        ];
        for (name, value, column, otherwise) in optional {
            match column.map(Identifier::quoted) {
                Some(quoted) => names.extend([(value, format!("u.{quoted}")), (name, quoted)]),
                None => names.push((value, otherwise.to_owned())),
            }
        }
        names.extend(membership(["groups", "groups.user"], table.groups.as_ref()));
        names.extend(membership(["permissions", "permissions.user"], table.permissions.as_ref()));
        Self(names)
    }

    /// The statement; `None`: it names what is not there.
    pub(crate) fn fill(&self, text: &str) -> Option<SqlStr> {
        let mut filled = String::with_capacity(text.len() + 64);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            let (_, value) = self.0.iter().find(|(known, _)| *known == name)?;
            filled.push_str(before);
            filled.push_str(value);
            rest = after;
        }
        filled.push_str(rest);
        Some(checked(&filled))
    }

    /// A statement of names that every user table has.
    pub(crate) fn sql(&self, text: &str) -> SqlStr {
        self.fill(text).unwrap_or_else(|| checked(text))
    }
}

/// A statement of constants and of identifiers that were checked and quoted; values are bound.
pub(crate) fn checked(text: &str) -> SqlStr {
    AssertSqlSafe(Arc::<str>::from(text)).into_sql_str()
}

/// What a parameter is cast to that is compared with `column`: of `citext` no letter's case counts.
pub(crate) fn cast<'c>(columns: &'c [Column], column: &Identifier) -> &'c str {
    columns.iter().find(|found| found.name == column.as_str()).map_or("text", |found| &found.cast)
}

/// What [`UserReader`](crate::row::UserReader) reads of `u` and its mark `m`.
fn user_columns(table: &UserTable) -> String {
    let columns = &table.columns;
    let text = |column: Option<&Identifier>, name: &str| match column {
        Some(column) => format!("COALESCE(u.{}::text, '') AS {name}", column.quoted()),
        None => format!("''::text AS {name}"),
    };
    // What is NULL is not true, as in Python.
    let flag = |column: Option<&Identifier>, otherwise: &str, name: &str| match column {
        Some(column) => format!("COALESCE(u.{}, FALSE) AS {name}", column.quoted()),
        None => format!("{otherwise} AS {name}"),
    };
    let moment = |column: Option<&Identifier>| match column {
        Some(column) => micros(&format!("u.{}", column.quoted())),
        None => "NULL::bigint".to_owned(),
    };
    let mut list = vec![
        format!("u.{} AS user_key", columns.id.quoted()),
        text(Some(&columns.username), "username"),
        text(columns.email.as_ref(), "email"),
        text(columns.first_name.as_ref(), "first_name"),
        text(columns.last_name.as_ref(), "last_name"),
        text(Some(&columns.password), "password"),
        flag(columns.is_active.as_ref(), "TRUE", "is_active"),
        flag(columns.is_staff.as_ref(), "FALSE", "is_staff"),
        flag(columns.is_superuser.as_ref(), "FALSE", "is_superuser"),
        format!("{} AS last_login", moment(columns.last_login.as_ref())),
        format!("COALESCE({}, 0) AS date_joined", moment(columns.date_joined.as_ref())),
        "m.not_before".to_owned(),
    ];
    let extra = table.extra_fields.iter().enumerate().map(|(place, field)| {
        let value = extra::selected(&format!("u.{}", field.column.quoted()), field.kind);
        format!("{value} AS {}", extra_alias(place))
    });
    list.extend(extra);
    list.join(", ")
}

fn membership(names: [&'static str; 2], table: Option<&MembershipTable>) -> Vec<(&'static str, String)> {
    let quoted = table.map(|table| [table.table.quoted(), table.user_column.quoted()]);
    quoted.map(|quoted| names.into_iter().zip(quoted).collect()).unwrap_or_default()
}
