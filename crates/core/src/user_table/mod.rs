//! The user table, as it is configured: Django's own, or the one of a project's user model.

mod decimal;
mod extra_field;
mod identifier;
mod user_model;

use serde_json::{Map, Value};

pub use decimal::{DecimalError, DecimalSize};
pub use extra_field::{ExtraField, FieldDefault, FieldKind, canonical_uuid};
pub use identifier::{Identifier, IdentifierError};
pub use user_model::UserModel;

use crate::{Moment, UserAttribute};

/// Where users are kept, and under which names.
///
/// ```
/// use countersign_core::UserTable;
///
/// let table = UserTable::default();
/// assert_eq!(table.table.quoted(), "\"auth_user\"");
/// assert_eq!((table.username_field.as_str(), table.name_is_address()), ("username", false));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct UserTable {
    /// Django's `AUTH_USER_MODEL`.
    pub user_model: UserModel,
    /// The model's `db_table`.
    pub table: Identifier,
    /// The model's `USERNAME_FIELD`: what people log in with, and the name of that field in requests and answers.
    pub username_field: String,
    /// The model's `EMAIL_FIELD`; `None`: it has no address.
    pub email_field: Option<String>,
    /// Where the fields are that every user model has, or may have.
    pub columns: UserColumns,
    /// `user.groups.through`; `None`: the model knows no groups.
    pub groups: Option<MembershipTable>,
    /// `user.user_permissions.through`; `None`: users are given no permissions of their own.
    pub permissions: Option<MembershipTable>,
    /// What else the model has that is written or told.
    pub extra_fields: Vec<ExtraField>,
}

/// The columns of Django's own fields; `None`: the table has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserColumns {
    /// The primary key.
    pub id: Identifier,
    /// The column of `USERNAME_FIELD`.
    pub username: Identifier,
    /// The password column.
    pub password: Identifier,
    /// The column of `EMAIL_FIELD`, which may be the one of `USERNAME_FIELD`.
    pub email: Option<Identifier>,
    /// Without it no login is noted.
    pub last_login: Option<Identifier>,
    /// Without it everybody is active.
    pub is_active: Option<Identifier>,
    /// Without it nobody is a superuser.
    pub is_superuser: Option<Identifier>,
    /// Without it nobody is staff.
    pub is_staff: Option<Identifier>,
    /// May be absent.
    pub first_name: Option<Identifier>,
    /// May be absent.
    pub last_name: Option<Identifier>,
    /// May be absent.
    pub date_joined: Option<Identifier>,
}

/// A table that ties users to groups or permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipTable {
    /// Its name.
    pub table: Identifier,
    /// The column that holds the user's key.
    pub user_column: Identifier,
}

impl UserTable {
    /// What people log in with is their address: one column, and one field.
    #[must_use]
    pub fn name_is_address(&self) -> bool {
        self.email_field.as_ref() == Some(&self.username_field)
    }

    /// The column of the address, where it is another one than that of the name.
    #[must_use]
    pub fn separate_email(&self) -> Option<&Identifier> {
        self.columns.email.as_ref().filter(|_| !self.name_is_address())
    }

    /// The table has a column for it, or the model knows it.
    #[must_use]
    pub fn has(&self, attribute: UserAttribute) -> bool {
        let columns = &self.columns;
        match attribute {
            UserAttribute::Username => true,
            UserAttribute::Email => columns.email.is_some(),
            UserAttribute::FirstName => columns.first_name.is_some(),
            UserAttribute::LastName => columns.last_name.is_some(),
            UserAttribute::IsActive => columns.is_active.is_some(),
            UserAttribute::IsStaff => columns.is_staff.is_some(),
            UserAttribute::IsSuperuser => columns.is_superuser.is_some(),
            UserAttribute::LastLogin => columns.last_login.is_some(),
            UserAttribute::DateJoined => columns.date_joined.is_some(),
            UserAttribute::Groups => self.groups.is_some(),
            UserAttribute::Permissions => self.groups.is_some() || self.permissions.is_some(),
        }
    }

    /// The further field of that name.
    #[must_use]
    pub fn extra_field(&self, name: &str) -> Option<&ExtraField> {
        self.extra_fields.iter().find(|field| field.name == name)
    }

    /// Every further field of an account that is made `now` with those that are `given`, in the order of the settings.
    ///
    /// # Errors
    /// The first field that was not given and can be neither filled nor left empty.
    pub fn completed(&self, mut given: Map<String, Value>, now: Moment) -> Result<Map<String, Value>, &ExtraField> {
        let mut all = Map::new();
        for field in &self.extra_fields {
            let value = given.remove(&field.name).or_else(|| field.when_left_out(now)).ok_or(field)?;
            all.insert(field.name.clone(), value);
        }
        Ok(all)
    }
}

/// Django's `auth_user`.
impl Default for UserTable {
    fn default() -> Self {
        let users = |table| {
            Some(MembershipTable { table: Identifier::known(table), user_column: Identifier::known("user_id") })
        };
        Self {
            user_model: UserModel::default(),
            table: Identifier::known("auth_user"),
            username_field: "username".to_owned(),
            email_field: Some("email".to_owned()),
            columns: UserColumns::default(),
            groups: users("auth_user_groups"),
            permissions: users("auth_user_user_permissions"),
            extra_fields: Vec::new(),
        }
    }
}

impl Default for UserColumns {
    fn default() -> Self {
        let column = |name| Some(Identifier::known(name));
        Self {
            id: Identifier::known("id"),
            username: Identifier::known("username"),
            password: Identifier::known("password"),
            email: column("email"),
            last_login: column("last_login"),
            is_active: column("is_active"),
            is_superuser: column("is_superuser"),
            is_staff: column("is_staff"),
            first_name: column("first_name"),
            last_name: column("last_name"),
            date_joined: column("date_joined"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(name: &str, null: bool, default: Option<FieldDefault>) -> ExtraField {
        let column = Identifier::known("some");
        let kind = FieldKind::Text { max_length: None };
        ExtraField {
            name: name.to_owned(),
            column,
            kind,
            null,
            required: false,
            default,
            register: true,
            unique: false,
        }
    }

    #[test]
    fn what_is_left_out_is_filled_or_missed() {
        let fields = [field("phone", true, None), field("plan", false, Some(FieldDefault::Value(json!("free"))))];
        let mut table = UserTable { extra_fields: fields.to_vec(), ..UserTable::default() };
        let given = || Map::from_iter([("phone".to_owned(), json!("1"))]);
        let now = Moment::from_micros(0);
        assert_eq!(json!(table.completed(given(), now).unwrap()), json!({ "phone": "1", "plan": "free" }));
        assert_eq!(json!(table.completed(Map::new(), now).unwrap()), json!({ "phone": null, "plan": "free" }));
        table.extra_fields.push(field("city", false, None));
        assert_eq!(table.completed(given(), now).unwrap_err().name, "city");
    }
}
