//! What is needed of Django's tables.

use countersign_core::{FieldKind, UserKeyKind, UserTable};

use super::column::{Class, Column};
use super::misfit::Misfit;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The key of a user.
    Key,
    Integer,
    Text,
    Boolean,
    Moment,
    Date,
    Number,
    Uuid,
    Json,
}

/// The tables of `django.contrib.auth` and what it builds on, beside that of users: they are read.
pub(super) const AUTH: [(&str, &[(&str, Kind)]); 4] = [
    ("auth_group", &[("id", Kind::Integer), ("name", Kind::Text)]),
    ("auth_permission", &[("id", Kind::Integer), ("content_type_id", Kind::Integer), ("codename", Kind::Text)]),
    ("auth_group_permissions", &[("group_id", Kind::Integer), ("permission_id", Kind::Integer)]),
    ("django_content_type", &[("id", Kind::Integer), ("app_label", Kind::Text), ("model", Kind::Text)]),
];
/// Of `rest_framework.authtoken`.
pub(super) const AUTH_TOKENS: (&str, &[(&str, Kind)]) =
    ("authtoken_token", &[("key", Kind::Text), ("created", Kind::Moment), ("user_id", Kind::Key)]);
/// Of `django.contrib.sessions`.
pub(super) const WEB_SESSIONS: (&str, &[(&str, Kind)]) =
    ("django_session", &[("session_key", Kind::Text), ("session_data", Kind::Text), ("expire_date", Kind::Moment)]);

/// A column that must be there.
#[derive(Debug)]
pub(super) struct Wanted<'w> {
    column: &'w str,
    kind: Kind,
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
    pub(super) fn of_django(column: &'w str, kind: Kind) -> Self {
        Self { column, kind, field: Field::Fixed }
    }

    /// It is there, and of its kind.
    pub(super) fn check(&self, table: &str, found: &[Column], key: UserKeyKind) -> Result<(), Misfit> {
        let Some(found) = found.iter().find(|column| column.name == self.column) else {
            return Err(match self.field {
                Field::OfUsers(field) => Misfit::of_user_column(table, self.column, field),
                Field::Extra(field) => Misfit::of_extra_column(table, self.column, field),
                Field::Fixed => Misfit::column(table, self.column, ""),
            });
        };
        if self.kind.fits(found, key) { Ok(()) } else { Err(Misfit::of_type(table, found, self.kind.words(key))) }
    }
}

impl Kind {
    fn fits(self, found: &Column, key: UserKeyKind) -> bool {
        let class = found.class();
        match self {
            Self::Key => found.key_kind() == Some(key),
            Self::Integer => class == Class::Integer,
            // Whatever the server reads from text and writes as text.
            Self::Text => matches!(class, Class::Text | Class::Other),
            Self::Boolean => class == Class::Boolean,
            Self::Moment => class == Class::Moment,
            Self::Date => class == Class::Date,
            Self::Number => matches!(class, Class::Number | Class::Integer),
            Self::Uuid => class == Class::Uuid,
            Self::Json => matches!(class, Class::Json | Class::Text),
        }
    }

    fn words(self, key: UserKeyKind) -> &'static str {
        match (self, key) {
            (Self::Key, UserKeyKind::Integer) => "an integer, as the key of users is",
            (Self::Key, UserKeyKind::Uuid) => "uuid, as the key of users is",
            (Self::Integer, _) => "an integer",
            (Self::Text, _) => "character varying",
            (Self::Boolean, _) => "boolean",
            (Self::Moment, _) => "timestamp with time zone",
            (Self::Date, _) => "date",
            (Self::Number, _) => "a number",
            (Self::Uuid, _) => "uuid",
            (Self::Json, _) => "jsonb",
        }
    }
}

/// What the settings say of the user table.
pub(super) fn of_users(users: &UserTable) -> Vec<Wanted<'_>> {
    let columns = &users.columns;
    let email = users.email_field.as_deref().unwrap_or("email");
    let fixed = [
        ("id", Some(&columns.id), Kind::Key),
        (users.username_field.as_str(), Some(&columns.username), Kind::Text),
        ("password", Some(&columns.password), Kind::Text),
        (email, columns.email.as_ref(), Kind::Text),
        ("first_name", columns.first_name.as_ref(), Kind::Text),
        ("last_name", columns.last_name.as_ref(), Kind::Text),
        ("last_login", columns.last_login.as_ref(), Kind::Moment),
        ("date_joined", columns.date_joined.as_ref(), Kind::Moment),
        ("is_active", columns.is_active.as_ref(), Kind::Boolean),
        ("is_staff", columns.is_staff.as_ref(), Kind::Boolean),
        ("is_superuser", columns.is_superuser.as_ref(), Kind::Boolean),
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

fn of_field(kind: FieldKind) -> Kind {
    match kind {
        FieldKind::Text { .. } => Kind::Text,
        FieldKind::Uuid => Kind::Uuid,
        FieldKind::Json => Kind::Json,
        FieldKind::Integer => Kind::Integer,
        FieldKind::Number => Kind::Number,
        FieldKind::Boolean => Kind::Boolean,
        FieldKind::Date => Kind::Date,
        FieldKind::DateTime => Kind::Moment,
    }
}

/// A column that nothing fills when an account is made, and that must be.
pub(super) fn further_of_users<'f>(users: &UserTable, found: &'f [Column]) -> Option<&'f Column> {
    let known = of_users(users);
    let is_filled = |column: &Column| {
        let last_login = users.columns.last_login.as_ref().is_some_and(|at| at.as_str() == column.name);
        !last_login && known.iter().any(|wanted| wanted.column == column.name)
    };
    found.iter().find(|column| column.must_be_filled && !is_filled(column))
}
