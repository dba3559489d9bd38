//! What changes of a user's row by their hand, or that of staff: the columns of it that the table has.

use countersign_core::{ExtraField, ProfileChange, UserTable};
use sqlx::SqlStr;
use sqlx::postgres::{PgArguments, Postgres};
use sqlx::query::Query;

use crate::extra;
use crate::key::Key;
use crate::names::{cast, checked};
use crate::schema::Schema;

/// The statement, and what its parameters behind the first are. Of further fields, it writes those alone that are named.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    update: String,
    changes: Vec<Changed>,
    extra: Vec<(ExtraField, String)>,
    of_one: String,
}

#[derive(Debug, Clone, Copy)]
enum Changed {
    Username,
    Email,
    FirstName,
    LastName,
}

impl Profile {
    pub(crate) fn of(table: &UserTable, schema: &Schema) -> Self {
        let columns = &table.columns;
        let possible = [
            (Some(&columns.username), Changed::Username),
            (table.separate_email(), Changed::Email),
            (columns.first_name.as_ref(), Changed::FirstName),
            (columns.last_name.as_ref(), Changed::LastName),
        ];
        let (mut sets, mut changes) = (Vec::new(), Vec::new());
        for (column, change) in possible.into_iter().filter_map(|(column, change)| Some((column?.quoted(), change))) {
            sets.push(format!("{column} = COALESCE(${}, {column})", changes.len() + 2));
            changes.push(change);
        }
        let (users, id) = (table.table.quoted(), columns.id.quoted());
        let update = format!("UPDATE {users} SET {}", sets.join(", "));
        let extra = table.extra_fields.iter();
        let extra = extra.map(|field| (field.clone(), cast(&schema.columns, &field.column).to_owned())).collect();
        Self { update, changes, extra, of_one: format!(" WHERE {id} = $1") }
    }

    /// Writes what `change` names.
    pub(super) fn query(&self, id: Key, change: &ProfileChange) -> Query<'static, Postgres, PgArguments> {
        let named = self.extra.iter().filter_map(|extra| Some((extra, change.extra.get(&extra.0.name)?)));
        let named: Vec<_> = named.collect();
        let query = sqlx::query(self.statement(named.iter().map(|(extra, _)| *extra))).bind(id);
        let query = self.changes.iter().fold(query, |query, changed| {
            let text = match changed {
                Changed::Username => &change.username,
                Changed::Email => &change.email,
                Changed::FirstName => &change.first_name,
                Changed::LastName => &change.last_name,
            };
            query.bind(text.clone())
        });
        named.into_iter().fold(query, |query, ((field, _), value)| query.bind(extra::text(field.kind, value)))
    }

    fn statement<'f>(&self, named: impl Iterator<Item = &'f (ExtraField, String)>) -> SqlStr {
        let further = named.zip(self.changes.len() + 2..).map(|((field, declared), number)| {
            format!(", {} = {}", field.column.quoted(), extra::parameter(number, declared))
        });
        let further = further.collect::<Vec<_>>().concat();
        checked(&[&self.update, &*further, &self.of_one].concat())
    }
}
