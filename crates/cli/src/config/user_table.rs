//! `[django]`: where users are kept, and under which names.

use countersign_core::{Identifier, MembershipTable, UserColumns, UserModel, UserTable};

use super::claims::Example;
use super::error::ConfigError;
use super::extra_fields::extra_fields;
use super::layers::Origins;
use super::sections::Django;
use super::suggestion::nearest;

/// Columns that a setting may say there are not.
const MAY_BE_ABSENT: [&str; 7] =
    ["last_login", "is_active", "is_superuser", "is_staff", "first_name", "last_name", "date_joined"];

/// One of each kind.
pub(super) const COLUMN_EXAMPLES: &[Example] = &[
    Example { name: "last_name", setting: "\"surname\"", about: "The field `last_name` is in the column `surname`." },
    Example { name: "first_name", setting: "\"\"", about: "The table has no column for `first_name`." },
];

/// One of each kind.
pub(super) const FIELD_EXAMPLES: &[Example] = &[
    Example {
        name: "phone",
        setting: "{ type = \"text\", max_length = 20, default = \"\", register = true }",
        about: "Whoever registers may give a phone number.",
    },
    Example {
        name: "created_at",
        setting: "{ type = \"datetime\", default = \"now\" }",
        about: "The column `created_at` gets the time when an account is made.",
    },
];

/// The user table that the settings describe.
pub(super) fn user_table(django: &Django, origins: &Origins) -> Result<UserTable, ConfigError> {
    let reading = Reading { django, origins };
    let username_field = reading.field_name("username_field", &django.username_field)?;
    let email_field = match django.email_field.as_str() {
        "" => None,
        named => Some(reading.field_name("email_field", named)?),
    };
    reading.no_unknown_columns()?;
    let table = UserTable {
        user_model: reading.user_model()?,
        table: reading.identifier("django.user_table", &django.user_table)?,
        columns: reading.columns()?,
        groups: reading.membership("groups", &django.groups_table, &django.groups_user_column)?,
        permissions: reading.membership("permissions", &django.permissions_table, &django.permissions_user_column)?,
        extra_fields: extra_fields(&reading)?,
        username_field,
        email_field,
    };
    reading.one_field_each(&table)?;
    Ok(table)
}

/// The section, and where its settings came from.
pub(super) struct Reading<'c> {
    pub(super) django: &'c Django,
    origins: &'c Origins,
}

impl Reading<'_> {
    pub(super) fn refuse(&self, key: &str, value: impl Into<String>, mend: impl Into<String>) -> ConfigError {
        let (key, value, mend) = (key.to_owned(), value.into(), mend.into());
        ConfigError::Combination { origin: self.origins.of(&key), key, value, mend }
    }

    pub(super) fn identifier(&self, key: &str, name: &str) -> Result<Identifier, ConfigError> {
        Identifier::new(name)
            .map_err(|cause| self.refuse(key, format!("{name:?}"), format!("{cause}; give it as the database has it")))
    }

    fn user_model(&self) -> Result<UserModel, ConfigError> {
        let given = &self.django.user_model;
        let mend = "give AUTH_USER_MODEL as Django has it, such as \"accounts.User\"";
        UserModel::parse(given).ok_or_else(|| self.refuse("django.user_model", format!("{given:?}"), mend))
    }

    /// A name that Python could have for a field, and that no other field has.
    fn field_name(&self, key: &str, name: &str) -> Result<String, ConfigError> {
        let key = format!("django.{key}");
        if !is_field_name(name) {
            let mend = "give the name of a field of the user model, such as \"email\"";
            return Err(self.refuse(&key, format!("{name:?}"), mend));
        }
        if name == "id" || name == "password" || MAY_BE_ABSENT.contains(&name) {
            return Err(self.refuse(&key, format!("{name:?}"), "that field is for something else; name another one"));
        }
        Ok(name.to_owned())
    }

    fn no_unknown_columns(&self) -> Result<(), ConfigError> {
        let mut known = vec!["id", "password", self.django.username_field.as_str()];
        known.extend(Some(self.django.email_field.as_str()).filter(|field| !field.is_empty()));
        known.extend(MAY_BE_ABSENT);
        let Some((field, column)) = self.django.user_columns.iter().find(|(field, _)| !known.contains(&field.as_str()))
        else {
            return Ok(());
        };
        let mend = match nearest(field, &known) {
            Some(meant) => format!("there is no such field; did you mean `{meant}`?"),
            None => format!("expected one of {}; others are under [django.extra_fields]", known.join(", ")),
        };
        Err(self.refuse(&format!("django.user_columns.{field}"), format!("{column:?}"), mend))
    }

    fn columns(&self) -> Result<UserColumns, ConfigError> {
        let email = Some(self.django.email_field.as_str()).filter(|field| !field.is_empty());
        Ok(UserColumns {
            id: self.needed("id")?,
            username: self.needed(&self.django.username_field)?,
            password: self.needed("password")?,
            email: email.map(|field| self.needed(field)).transpose()?,
            last_login: self.column("last_login")?,
            is_active: self.column("is_active")?,
            is_superuser: self.column("is_superuser")?,
            is_staff: self.column("is_staff")?,
            first_name: self.column("first_name")?,
            last_name: self.column("last_name")?,
            date_joined: self.column("date_joined")?,
        })
    }

    fn needed(&self, field: &str) -> Result<Identifier, ConfigError> {
        let mend = match field {
            _ if field == self.django.email_field && field != self.django.username_field => {
                "where there is no address, set django.email_field to \"\""
            }
            _ => "the user table must have this column; name it",
        };
        let absent = || self.refuse(&format!("django.user_columns.{field}"), "\"\"", mend);
        self.column(field)?.ok_or_else(absent)
    }

    fn column(&self, field: &str) -> Result<Option<Identifier>, ConfigError> {
        match self.django.user_columns.get(field).map_or(field, String::as_str) {
            "" => Ok(None),
            name => self.identifier(&format!("django.user_columns.{field}"), name).map(Some),
        }
    }

    fn membership(&self, of: &str, table: &str, column: &str) -> Result<Option<MembershipTable>, ConfigError> {
        if table.is_empty() {
            return Ok(None);
        }
        let table = self.identifier(&format!("django.{of}_table"), table)?;
        let user_column = self.identifier(&format!("django.{of}_user_column"), column)?;
        Ok(Some(MembershipTable { table, user_column }))
    }

    /// No column is that of two fields.
    fn one_field_each(&self, table: &UserTable) -> Result<(), ConfigError> {
        let columns = &table.columns;
        let mut taken = vec![("id", &columns.id), ("password", &columns.password)];
        taken.push((&table.username_field, &columns.username));
        let email =
            table.separate_email().map(Some).map(|column| (table.email_field.as_deref().unwrap_or("email"), column));
        let optional = [
            email.unwrap_or(("email", None)),
            ("last_login", columns.last_login.as_ref()),
            ("is_active", columns.is_active.as_ref()),
            ("is_superuser", columns.is_superuser.as_ref()),
            ("is_staff", columns.is_staff.as_ref()),
            ("first_name", columns.first_name.as_ref()),
            ("last_name", columns.last_name.as_ref()),
            ("date_joined", columns.date_joined.as_ref()),
        ];
        taken.extend(optional.into_iter().filter_map(|(field, column)| Some((field, column?))));
        for (place, (field, column)) in taken.iter().enumerate() {
            if let Some((other, _)) = taken.iter().take(place).find(|(_, earlier)| earlier == column) {
                let mend = format!("that is the column of {other}; give each field one of its own");
                return Err(self.refuse(&format!("django.user_columns.{field}"), format!("\"{column}\""), mend));
            }
        }
        for (place, field) in table.extra_fields.iter().enumerate() {
            let earlier = table.extra_fields.iter().take(place).map(|field| (field.name.as_str(), &field.column));
            let mut others = taken.iter().copied().chain(earlier);
            if let Some((other, _)) = others.find(|(name, column)| **column == field.column || *name == field.name) {
                let key = format!("django.extra_fields.{}", field.name);
                let mend = format!("that field, or its column, is the one of {other}; take one of the two out");
                return Err(self.refuse(&key, format!("\"{}\"", field.column), mend));
            }
        }
        Ok(())
    }
}

pub(super) fn is_field_name(name: &str) -> bool {
    let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    starts && name.chars().all(|c| c.is_alphanumeric() || c == '_') && name.len() <= Identifier::MAX_BYTES
}
