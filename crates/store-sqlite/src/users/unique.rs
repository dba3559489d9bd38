//! Fields of the user table that no two users share a value of.

use countersign_core::{FieldKind, Identifier, UserTable};
use sqlx::SqlStr;

use crate::names::{Names, checked};

/// How a value is looked for, in the form of its column.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(super) find: SqlStr,
    pub(super) kind: FieldKind,
}

/// The column of each field, as an error of the database names it.
#[derive(Debug, Clone)]
pub(crate) struct Unique {
    fields: Vec<(Identifier, String)>,
    taken: Vec<(String, Taken)>,
}

impl Unique {
    /// `columns` are those that have an index of their own which keeps their values apart.
    pub(crate) fn of(table: &UserTable, names: &Names, columns: &[String]) -> Self {
        let text = FieldKind::Text { max_length: None };
        let email = table.separate_email().zip(table.email_field.as_ref());
        let email = email.map(|(column, name)| (column, name, text, false));
        let extra = table.extra_fields.iter().map(|field| (&field.column, &field.name, field.kind, field.unique));
        let (mut fields, mut taken) = (Vec::new(), Vec::new());
        for (column, name, kind, declared) in email.into_iter().chain(extra) {
            fields.push((column.clone(), name.clone()));
            if declared || columns.iter().any(|unique| unique == column.as_str()) {
                let from = names.sql("SELECT EXISTS (SELECT 1 FROM {users} WHERE ");
                let find = checked(&format!("{}{} = $1) AS is_taken", from.as_str(), column.quoted()));
                taken.push((name.clone(), Taken { find, kind }));
            }
        }
        Self { fields, taken }
    }

    /// How a value of the field is looked for; `None`: users may share it.
    pub(super) fn taken(&self, field: &str) -> Option<&Taken> {
        self.taken.iter().find(|(name, _)| name == field).map(|(_, taken)| taken)
    }

    /// The field that a violation names (`UNIQUE constraint failed: table.column, …`); `None`: the name, or an index of an
    /// expression, which is of the name as a rule.
    pub(super) fn violated(&self, cause: &sqlx::Error) -> Option<&str> {
        let told = cause.as_database_error()?.message();
        let mut columns = told.rsplit(": ").next()?.split(", ").filter_map(|column| column.rsplit('.').next());
        columns
            .find_map(|column| self.fields.iter().find(|(name, _)| name.as_str() == column))
            .map(|(_, field)| &**field)
    }
}
