//! Fields of the user table that no two users share a value of.

use countersign_core::{FieldKind, UserTable};
use sqlx::SqlStr;

use crate::extra;
use crate::names::{Names, cast, checked};
use crate::schema::Schema;

/// How a value is looked for, in the form of its column.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(super) find: SqlStr,
    pub(super) kind: FieldKind,
}

/// The fields, by the indexes that keep their values apart.
#[derive(Debug, Clone)]
pub(crate) struct Unique {
    /// An index, as an error of the server names it, and the field that it is of.
    indexes: Vec<(String, String)>,
    taken: Vec<(String, Taken)>,
}

impl Unique {
    pub(crate) fn of(table: &UserTable, names: &Names, schema: &Schema) -> Self {
        let text = FieldKind::Text { max_length: None };
        let email = table.separate_email().zip(table.email_field.as_ref());
        let email = email.map(|(column, name)| (column, name, text, false));
        let extra = table.extra_fields.iter().map(|field| (&field.column, &field.name, field.kind, field.unique));
        let (mut indexes, mut taken) = (Vec::new(), Vec::new());
        for (column, name, kind, declared) in email.into_iter().chain(extra) {
            let of_column = || schema.unique.iter().filter(|unique| unique.column == column.as_str());
            indexes.extend(of_column().map(|unique| (unique.index.clone(), name.clone())));
            if declared || of_column().any(|unique| unique.alone) {
                let from = names.sql("SELECT EXISTS (SELECT 1 FROM {users} WHERE ");
                let value = extra::parameter(1, cast(&schema.columns, column));
                let find = checked(&format!("{}{} = {value})", from.as_str(), column.quoted()));
                taken.push((name.clone(), Taken { find, kind }));
            }
        }
        Self { indexes, taken }
    }

    /// How a value of the field is looked for; `None`: users may share it.
    pub(super) fn taken(&self, field: &str) -> Option<&Taken> {
        self.taken.iter().find(|(name, _)| name == field).map(|(_, taken)| taken)
    }

    /// The field of the index that a violation names; `None`: the name, or an index of an expression, which is of the name as a
    /// rule.
    pub(super) fn violated(&self, cause: &sqlx::Error) -> Option<&str> {
        let index = cause.as_database_error()?.constraint()?;
        self.indexes.iter().find(|(name, _)| name == index).map(|(_, field)| field.as_str())
    }
}
