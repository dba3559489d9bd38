//! `[django]`

use std::collections::BTreeMap;

use countersign_core::UserTable;
use countersign_core::store::UseOfBlacklistTables;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The Django project whose database this is: tables that both use, and its user model, by Django's names. What is here by default is Django's own
/// `auth_user`; whether keys are integers or UUIDs is seen in the database.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Django {
    /// Read and write the two tables of SimpleJWT's `token_blacklist` application: what a Django beside this server blacklists is
    /// refused here, and the other way round. `auto` is where they are there at the start, `on` stops the start where they are not, `off`
    /// leaves them alone.
    pub(crate) blacklist_tables: BlacklistTables,
    /// Keep refresh tokens in those tables as they are, as SimpleJWT does. Without this their column `token` holds `sha256:` and
    /// a digest: whoever reads the database can use none of them.
    pub(crate) store_raw_tokens: bool,
    /// The user model, as `app_label.ModelName`. Permissions are named after it, such as `auth.view_user`, and messages call it by
    /// its name.
    #[schemars(extend("django" = "AUTH_USER_MODEL"))]
    pub(crate) user_model: String,
    /// The table of the user model, its `db_table`.
    pub(crate) user_table: String,
    /// What people log in with: the name of that field in requests and answers, too. One that is `email_field` as well is
    /// an address.
    #[schemars(extend("django" = "USERNAME_FIELD"))]
    pub(crate) username_field: String,
    /// The field that holds the address. `""` is none.
    #[schemars(extend("django" = "EMAIL_FIELD"))]
    pub(crate) email_field: String,
    /// The table that says who is in which group. `""` is none: the model has no groups.
    pub(crate) groups_table: String,
    /// The column in it that holds the user's key.
    pub(crate) groups_user_column: String,
    /// The table that says who has which permission. `""` is none: users have no permissions of their own.
    pub(crate) permissions_table: String,
    /// The column in it that holds the user's key.
    pub(crate) permissions_user_column: String,
    /// Columns of the user table that are not named as their fields, such as `last_name = "surname"`; `""` says that the table
    /// has none. The fields are `id`, `password`, `last_login`, `is_active`, `is_superuser`, `is_staff`, `first_name`, `last_name`,
    /// `date_joined`, and those that `username_field` and `email_field` name. Without `is_active` everybody is active, without
    /// another one it is empty or false. A variable sets all of them:
    /// `COUNTERSIGN_DJANGO__USER_COLUMNS='{ last_name = "surname" }'`.
    pub(crate) user_columns: BTreeMap<String, String>,
    /// Further fields of the user model, each a table of its own: `[django.extra_fields.phone]` with `type` (`text` by default, `integer`,
    /// `number`, `boolean`, `date`, `datetime`, `uuid` or `json`), and, where they differ, `column` (the field's own name), `max_length` (characters
    /// of a text), `max_digits` and `decimal_places` (both, of a number that is a `DecimalField`: it is kept to the digit, and text in tokens,
    /// as DRF has it: `"2.50"`), `null` (false: the column takes no NULL), `required` (false: registration does not demand it), `default` (what an
    /// account gets that is made without it; `"now"` is the time then), `register` (false: registration may not fill it) and `unique` (false).
    /// Every column that takes no NULL and has no default in the database must be here. `[jwt.claims]` may name them.
    pub(crate) extra_fields: BTreeMap<String, ExtraFieldSettings>,
    /// What all of this comes to.
    #[serde(skip)]
    #[schemars(skip)]
    pub(crate) table: UserTable,
}

/// `[django.extra_fields.NAME]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "what a field of Django says of itself")]
pub(crate) struct ExtraFieldSettings {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<String>,
    #[serde(default)]
    pub(crate) r#type: FieldType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max_length: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max_digits: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) decimal_places: Option<u32>,
    #[serde(default)]
    pub(crate) null: bool,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(crate) default: Option<toml::Value>,
    #[serde(default)]
    pub(crate) register: bool,
    #[serde(default)]
    pub(crate) unique: bool,
}

/// What such a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FieldType {
    #[default]
    Text,
    Integer,
    Number,
    Boolean,
    Date,
    DateTime,
    Uuid,
    Json,
}

impl Default for Django {
    fn default() -> Self {
        Self {
            blacklist_tables: BlacklistTables::Auto,
            store_raw_tokens: false,
            user_model: "auth.User".to_owned(),
            user_table: "auth_user".to_owned(),
            username_field: "username".to_owned(),
            email_field: "email".to_owned(),
            groups_table: "auth_user_groups".to_owned(),
            groups_user_column: "user_id".to_owned(),
            permissions_table: "auth_user_user_permissions".to_owned(),
            permissions_user_column: "user_id".to_owned(),
            user_columns: BTreeMap::new(),
            extra_fields: BTreeMap::new(),
            table: UserTable::default(),
        }
    }
}

/// When the tables are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BlacklistTables {
    #[default]
    Auto,
    On,
    Off,
}

impl From<BlacklistTables> for UseOfBlacklistTables {
    fn from(setting: BlacklistTables) -> Self {
        match setting {
            BlacklistTables::Auto => Self::Auto,
            BlacklistTables::On => Self::On,
            BlacklistTables::Off => Self::Off,
        }
    }
}
