//! The row of a new account: every column that the table has and something fills.

use countersign_core::{ExtraField, NewUser, UserId, UserKeyKind, UserTable};
use sqlx::SqlStr;
use sqlx::postgres::{PgArguments, Postgres};
use sqlx::query::Query;

use crate::extra;
use crate::key::Key;
use crate::names::{cast, checked};
use crate::row::timestamptz;
use crate::schema::Schema;

/// The statement, and what its parameters are.
#[derive(Debug, Clone)]
pub(crate) struct NewRow {
    insert: SqlStr,
    fillings: Vec<Filling>,
}

/// What fills a column.
#[derive(Debug, Clone)]
enum Filling {
    Uuid,
    Username,
    Email,
    EmptyName,
    Password,
    IsActive,
    IsStaff,
    IsSuperuser,
    DateJoined,
    Extra(ExtraField),
}

impl NewRow {
    pub(crate) fn of(table: &UserTable, schema: &Schema) -> Self {
        let columns = &table.columns;
        let fixed = [
            (Some(&columns.id).filter(|_| schema.found.key == UserKeyKind::Uuid), Filling::Uuid),
            (Some(&columns.username), Filling::Username),
            (table.separate_email(), Filling::Email),
            (columns.first_name.as_ref(), Filling::EmptyName),
            (columns.last_name.as_ref(), Filling::EmptyName),
            (Some(&columns.password), Filling::Password),
            (columns.is_active.as_ref(), Filling::IsActive),
            (columns.is_staff.as_ref(), Filling::IsStaff),
            (columns.is_superuser.as_ref(), Filling::IsSuperuser),
            (columns.date_joined.as_ref(), Filling::DateJoined),
        ];
        let fixed = fixed.into_iter().filter_map(|(column, filling)| Some((column?.quoted(), filling)));
        let extra = table.extra_fields.iter();
        let extra = extra.map(|field| (field.column.quoted(), Filling::Extra(field.clone())));
        let (names, fillings): (Vec<_>, Vec<_>) = fixed.chain(extra).unzip();
        let parameters = fillings.iter().zip(1..).map(|(filling, number)| match filling {
            Filling::DateJoined => timestamptz!("$").replace('$', &format!("${number}")),
            Filling::Extra(field) => extra::parameter(number, cast(&schema.columns, &field.column)),
            Filling::Uuid
            | Filling::Username
            | Filling::Email
            | Filling::EmptyName
            | Filling::Password
            | Filling::IsActive
            | Filling::IsStaff
            | Filling::IsSuperuser => format!("${number}"),
        });
        let parameters: Vec<_> = parameters.collect();
        let (users, id) = (table.table.quoted(), columns.id.quoted());
        let (names, parameters) = (names.join(", "), parameters.join(", "));
        let insert = format!("INSERT INTO {users} ({names}) VALUES ({parameters}) RETURNING {id}");
        Self { insert: checked(&insert), fillings }
    }

    /// The statement that makes the account; it returns the key.
    pub(super) fn query(&self, user: &NewUser) -> Query<'static, Postgres, PgArguments> {
        let query = sqlx::query(self.insert.clone());
        self.fillings.iter().fold(query, |query, filling| match filling {
            Filling::Uuid => query.bind(Key::of(Some(UserId::Uuid(user.uuid)), UserKeyKind::Uuid)),
            Filling::Username => query.bind(user.username.clone()),
            Filling::Email => query.bind(user.email.clone()),
            Filling::EmptyName => query.bind(""),
            Filling::Password => query.bind(user.password.expose().to_owned()),
            Filling::IsActive => query.bind(true),
            Filling::IsStaff => query.bind(user.is_staff),
            Filling::IsSuperuser => query.bind(user.is_superuser),
            Filling::DateJoined => query.bind(user.date_joined.micros()),
            Filling::Extra(field) => {
                let given = user.extra.get(&field.name).cloned();
                let value = given.or_else(|| field.when_left_out(user.date_joined)).unwrap_or_default();
                query.bind(extra::text(field.kind, &value))
            }
        })
    }
}
