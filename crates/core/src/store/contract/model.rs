//! What the Django beside a [`Stage`](super::Stage) has made.

use crate::{ExtraField, FieldDefault, FieldKind, Identifier, MembershipTable, UserColumns, UserModel, UserTable};

/// Which tables there are before a store makes its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tables {
    /// Those that every project has.
    Usual,
    /// Those of SimpleJWT's `token_blacklist`, too.
    Blacklist,
}

impl Tables {
    /// What the promises about a table of ours, or of Django's, need.
    #[must_use]
    pub fn of(table: &str) -> Self {
        if table == "outstanding_tokens" { Self::Blacklist } else { Self::Usual }
    }
}

/// Where the users are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// In `auth_user`.
    OfDjango,
    /// In the table of a model of the project's own, with UUIDs as keys and addresses as names.
    Custom,
}

impl Model {
    /// As the settings have it.
    #[must_use]
    pub fn table(self) -> UserTable {
        match self {
            Self::OfDjango => UserTable::default(),
            Self::Custom => custom_table(),
        }
    }

    /// Statements about `auth_user` as they are about its table. `key` says how a column that refers to users is declared there,
    /// and how here.
    #[must_use]
    pub fn words(self, sql: &str, key: [&str; 2]) -> String {
        if self == Self::OfDjango {
            return sql.to_owned();
        }
        let members = ["auth_user_groups", "auth_user_user_permissions"];
        let mut words = sql.replace(key[0], key[1]);
        for statement in sql.split(';').filter(|statement| members.iter().any(|table| statement.contains(table))) {
            words = words.replace(statement, &statement.replace("user_id", "customuser_id"));
        }
        words.replace("auth_user", "accounts_customuser").replace("username", "email")
    }
}

fn custom_table() -> UserTable {
    let name = |name: &str| Identifier::new(name).unwrap();
    let members = |table| Some(MembershipTable { table: name(table), user_column: name("customuser_id") });
    let columns =
        UserColumns { username: name("email"), last_name: Some(name("surname")), ..UserTable::default().columns };
    let field = |name: &str, kind, default: Option<FieldDefault>| ExtraField {
        name: name.to_owned(),
        column: Identifier::new(name).unwrap(),
        kind,
        null: default.is_none(),
        required: false,
        default,
        register: false,
        unique: false,
    };
    let constant = |value| Some(FieldDefault::Value(value));
    UserTable {
        user_model: UserModel::parse("accounts.CustomUser").unwrap(),
        table: name("accounts_customuser"),
        username_field: "email".to_owned(),
        columns,
        groups: members("accounts_customuser_groups"),
        permissions: members("accounts_customuser_user_permissions"),
        extra_fields: vec![
            field("phone", FieldKind::Text { max_length: Some(20) }, None),
            field("plan", FieldKind::Text { max_length: Some(10) }, constant("free".into())),
            field("born", FieldKind::Date, None),
            field("score", FieldKind::Number, constant(2.5.into())),
            field("tenant", FieldKind::Uuid, None),
            field("updated_at", FieldKind::DateTime, Some(FieldDefault::Now)),
            field("options", FieldKind::Json, constant(serde_json::json!({ "theme": ["dark"] }))),
            field("newsletter", FieldKind::Boolean, constant(false.into())),
            field("visits", FieldKind::Integer, constant(7.into())),
        ],
        ..UserTable::default()
    }
}
