//! Where the value of a claim comes from.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::store::{Store, StoreError};
use crate::{Moment, User};

/// Where the value of a claim comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimSource {
    /// What is known of the user at login.
    Attribute(UserAttribute),
    /// A further field of the user model, by its name; `null` where it has none.
    Field(String),
    /// The same for everybody.
    Constant(Value),
}

/// What a claim may tell of a user, by Django's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserAttribute {
    /// `username`
    Username,
    /// `email`; may be empty.
    Email,
    /// `first_name`; may be empty.
    FirstName,
    /// `last_name`; may be empty.
    LastName,
    /// `is_active`: true at every login.
    IsActive,
    /// `is_staff`
    IsStaff,
    /// `is_superuser`
    IsSuperuser,
    /// `last_login`, as DRF writes an instant; `null` before the first one that was noted.
    LastLogin,
    /// `date_joined`, as DRF writes an instant.
    DateJoined,
    /// `groups`: the names of the user's groups, sorted.
    Groups,
    /// `permissions`: `app_label.codename`, of the user and their groups, sorted; for a superuser every one.
    Permissions,
}

impl UserAttribute {
    /// Every one.
    pub const ALL: [Self; 11] = [
        Self::Username,
        Self::Email,
        Self::FirstName,
        Self::LastName,
        Self::IsActive,
        Self::IsStaff,
        Self::IsSuperuser,
        Self::LastLogin,
        Self::DateJoined,
        Self::Groups,
        Self::Permissions,
    ];

    /// Django's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::IsActive => "is_active",
            Self::IsStaff => "is_staff",
            Self::IsSuperuser => "is_superuser",
            Self::LastLogin => "last_login",
            Self::DateJoined => "date_joined",
            Self::Groups => "groups",
            Self::Permissions => "permissions",
        }
    }

    /// The attribute of this name, letter for letter.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|attribute| attribute.as_str() == name)
    }

    async fn value(self, user: &User, store: &dyn Store) -> Result<Value, StoreError> {
        Ok(match self {
            Self::Username => user.username.as_str().into(),
            Self::Email => user.email.as_str().into(),
            Self::FirstName => user.first_name.as_str().into(),
            Self::LastName => user.last_name.as_str().into(),
            Self::IsActive => user.is_active.into(),
            Self::IsStaff => user.is_staff.into(),
            Self::IsSuperuser => user.is_superuser.into(),
            Self::LastLogin => user.last_login.map(Moment::to_rfc3339).into(),
            Self::DateJoined => user.date_joined.to_rfc3339().into(),
            Self::Groups => list(store.groups_of(user.id).await?),
            Self::Permissions => list(store.permissions_of(user.id).await?),
        })
    }
}

impl ClaimSource {
    pub(super) async fn value(&self, user: &User, store: &dyn Store) -> Result<Value, StoreError> {
        match self {
            Self::Attribute(attribute) => attribute.value(user, store).await,
            Self::Field(name) => Ok(user.extra.get(name).cloned().unwrap_or_default()),
            Self::Constant(value) => Ok(value.clone()),
        }
    }
}

fn list(names: BTreeSet<String>) -> Value {
    names.into_iter().map(Value::from).collect()
}
