//! What is needed of Django's tables.

use super::column::{Column, ColumnKind};
use super::misfit::Misfit;
use crate::{FieldKind, UserKeyKind, UserTable};

/// The table of SimpleJWT's `OutstandingToken`.
pub const OUTSTANDING_TOKENS: &str = "token_blacklist_outstandingtoken";
/// The table of SimpleJWT's `BlacklistedToken`.
pub const BLACKLISTED_TOKENS: &str = "token_blacklist_blacklistedtoken";

/// The tables of SimpleJWT's `token_blacklist`, and the columns that are used.
pub(super) const BLACKLIST: [OfDjango; 2] = [
    OfDjango {
        name: OUTSTANDING_TOKENS,
        columns: &[
            ("id", ColumnKind::Integer),
            ("jti", ColumnKind::TextOf(255)),
            ("token", ColumnKind::TextOf(LONG_TEXT)),
            ("created_at", ColumnKind::Moment),
            ("expires_at", ColumnKind::Moment),
        ],
        user_column: Some("user_id"),
    },
    OfDjango {
        name: BLACKLISTED_TOKENS,
        columns: &[
            ("id", ColumnKind::Integer),
            ("token_id", ColumnKind::Integer),
            ("blacklisted_at", ColumnKind::Moment),
        ],
        user_column: None,
    },
];
/// What Django has no limit for, and tokens and sessions with their claims stay within.
const LONG_TEXT: u16 = 8192;
/// What Django gives the hash of a password.
const PASSWORD_CHARACTERS: u16 = 128;

/// A table that an application of Django's makes.
#[derive(Debug)]
pub(super) struct OfDjango {
    pub(super) name: &'static str,
    columns: &'static [(&'static str, ColumnKind)],
    /// What holds the key of a user.
    user_column: Option<&'static str>,
}

/// The tables of `django.contrib.auth` and what it builds on, beside that of users: they are read.
pub(super) const AUTH: [OfDjango; 4] = [
    OfDjango {
        name: "auth_group",
        columns: &[("id", ColumnKind::Integer), ("name", ColumnKind::TextOf(150))],
        user_column: None,
    },
    OfDjango {
        name: "auth_permission",
        columns: &[
            ("id", ColumnKind::Integer),
            ("content_type_id", ColumnKind::Integer),
            ("codename", ColumnKind::Text),
        ],
        user_column: None,
    },
    OfDjango {
        name: "auth_group_permissions",
        columns: &[("group_id", ColumnKind::Integer), ("permission_id", ColumnKind::Integer)],
        user_column: None,
    },
    OfDjango {
        name: "django_content_type",
        columns: &[("id", ColumnKind::Integer), ("app_label", ColumnKind::Text), ("model", ColumnKind::Text)],
        user_column: None,
    },
];
/// Of `rest_framework.authtoken`.
pub(super) const AUTH_TOKENS: OfDjango = OfDjango {
    name: "authtoken_token",
    columns: &[("key", ColumnKind::TextOf(40)), ("created", ColumnKind::Moment)],
    user_column: Some("user_id"),
};
/// Of `django.contrib.sessions`.
pub(super) const WEB_SESSIONS: OfDjango = OfDjango {
    name: "django_session",
    columns: &[
        ("session_key", ColumnKind::TextOf(40)),
        ("session_data", ColumnKind::TextOf(LONG_TEXT)),
        ("expire_date", ColumnKind::Moment),
    ],
    user_column: None,
};

impl OfDjango {
    /// It is there, and as Django makes it.
    pub(super) fn fits<C: Column>(&self, found: &[C], key: UserKeyKind) -> Result<bool, Misfit> {
        if found.is_empty() {
            return Ok(false);
        }
        let user_column = self.user_column.map(|column| (column, ColumnKind::Key(key)));
        for (column, kind) in self.columns.iter().copied().chain(user_column) {
            Wanted::of_django(column, kind).check(self.name, found)?;
        }
        Ok(true)
    }

    /// What keeps it from being used, whatever the keys of users are.
    pub(super) fn lacks<C: Column>(&self, found: &[C]) -> Option<Misfit> {
        if found.is_empty() {
            return Some(Misfit::table(self.name, ""));
        }
        let is_there = |column: &&str| found.iter().any(|found| found.name() == *column);
        let missing = self.user_column.filter(|column| !is_there(column));
        let lacking = missing.map(|column| Misfit::column(self.name, column, ""));
        lacking.or_else(|| {
            let mut wanted = self.columns.iter().map(|(column, kind)| Wanted::of_django(column, *kind));
            wanted.find_map(|wanted| wanted.check(self.name, found).err())
        })
    }

    /// Django makes a column of that name.
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|(known, _)| *known == column) || self.user_column == Some(column)
    }
}

/// A column that must be there.
#[derive(Debug)]
pub(super) struct Wanted<'w> {
    column: &'w str,
    kind: ColumnKind,
    /// What the settings have it for.
    field: Field<'w>,
}

#[derive(Debug, Clone, Copy)]
enum Field<'w> {
    OfUsers(&'w str),
    Extra(&'w str),
    /// No setting names it.
    Fixed,
}

impl<'w> Wanted<'w> {
    pub(super) fn of_django(column: &'w str, kind: ColumnKind) -> Self {
        Self { column, kind, field: Field::Fixed }
    }

    /// It is there, and of its kind.
    pub(super) fn check<C: Column>(&self, table: &str, found: &[C]) -> Result<(), Misfit> {
        let Some(found) = found.iter().find(|column| column.name() == self.column) else {
            return Err(match self.field {
                Field::OfUsers(field) => Misfit::of_user_column(table, self.column, field),
                Field::Extra(field) => Misfit::of_extra_column(table, self.column, field),
                Field::Fixed => Misfit::column(table, self.column, ""),
            });
        };
        if found.holds(self.kind) {
            return Ok(());
        }
        let mut wanted = C::wanted(self.kind).to_owned();
        if let ColumnKind::TextOf(characters) = self.kind {
            wanted = format!("{wanted} with room for {characters} characters");
        }
        Err(Misfit::of_type(table, found, &wanted))
    }
}

/// What the settings say of the user table.
pub(super) fn of_users(users: &UserTable, key: UserKeyKind) -> Vec<Wanted<'_>> {
    let columns = &users.columns;
    let email = users.email_field.as_deref().unwrap_or("email");
    let fixed = [
        ("id", Some(&columns.id), ColumnKind::Key(key)),
        (users.username_field.as_str(), Some(&columns.username), ColumnKind::Text),
        ("password", Some(&columns.password), ColumnKind::TextOf(PASSWORD_CHARACTERS)),
        (email, columns.email.as_ref(), ColumnKind::Text),
        ("first_name", columns.first_name.as_ref(), ColumnKind::Text),
        ("last_name", columns.last_name.as_ref(), ColumnKind::Text),
        ("last_login", columns.last_login.as_ref(), ColumnKind::Moment),
        ("date_joined", columns.date_joined.as_ref(), ColumnKind::Moment),
        ("is_active", columns.is_active.as_ref(), ColumnKind::Boolean),
        ("is_staff", columns.is_staff.as_ref(), ColumnKind::Boolean),
        ("is_superuser", columns.is_superuser.as_ref(), ColumnKind::Boolean),
    ];
    let fixed = fixed.into_iter().filter_map(|(field, column, kind)| {
        Some(Wanted { column: column?.as_str(), kind, field: Field::OfUsers(field) })
    });
    let extra = users.extra_fields.iter().map(|field| Wanted {
        column: field.column.as_str(),
        kind: of_field(field.kind),
        field: Field::Extra(&field.name),
    });
    fixed.chain(extra).collect()
}

fn of_field(kind: FieldKind) -> ColumnKind {
    match kind {
        FieldKind::Text { .. } => ColumnKind::Text,
        FieldKind::Uuid => ColumnKind::Uuid,
        FieldKind::Json => ColumnKind::Json,
        FieldKind::Integer => ColumnKind::Integer,
        FieldKind::Number | FieldKind::Decimal(_) => ColumnKind::Number,
        FieldKind::Boolean => ColumnKind::Boolean,
        FieldKind::Date => ColumnKind::Date,
        FieldKind::DateTime => ColumnKind::Moment,
    }
}

/// A column that nothing fills when an account is made, and that must be.
pub(super) fn further_of_users<'f, C: Column>(
    users: &UserTable,
    wanted: &[Wanted<'_>],
    found: &'f [C],
) -> Option<&'f C> {
    let is_filled = |column: &str| {
        let last_login = users.columns.last_login.as_ref().is_some_and(|at| at.as_str() == column);
        !last_login && wanted.iter().any(|wanted| wanted.column == column)
    };
    found.iter().find(|column| column.must_be_filled() && !is_filled(column.name()))
}
