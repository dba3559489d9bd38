//! What users change of their own row: the columns of it that the table has.

use countersign_core::{ProfileChange, UserTable};
use sqlx::SqlStr;
use sqlx::postgres::{PgArguments, Postgres};
use sqlx::query::Query;

use crate::key::Key;
use crate::names::checked;

/// The statement, and what its parameters behind the first are.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    update: SqlStr,
    changes: Vec<Changed>,
}

#[derive(Debug, Clone, Copy)]
enum Changed {
    Username,
    Email,
    FirstName,
    LastName,
}

impl Profile {
    pub(crate) fn of(table: &UserTable) -> Self {
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
        let update = format!("UPDATE {users} SET {} WHERE {id} = $1", sets.join(", "));
        Self { update: checked(&update), changes }
    }

    /// Writes what `change` names.
    pub(super) fn query(&self, id: Key, change: &ProfileChange) -> Query<'static, Postgres, PgArguments> {
        let query = sqlx::query(self.update.clone()).bind(id);
        self.changes.iter().fold(query, |query, changed| {
            let text = match changed {
                Changed::Username => &change.username,
                Changed::Email => &change.email,
                Changed::FirstName => &change.first_name,
                Changed::LastName => &change.last_name,
            };
            query.bind(text.clone())
        })
    }
}
