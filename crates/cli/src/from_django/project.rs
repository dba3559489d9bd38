//! What a project says of itself: the answer of `probe/`, which holds its secrets.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::class::Class;

/// The whole answer.
#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) project: Option<Box<Project>>,
    /// The interpreter that has no Django.
    pub(super) no_django: Option<String>,
    /// An engine of `DATABASES` that nothing here can speak to.
    pub(super) unusable_engine: Option<String>,
}

/// A project.
#[derive(Deserialize)]
pub(crate) struct Project {
    pub(crate) started: Started,
    /// Releases, by the names of packages; `None` where there is none.
    pub(crate) versions: BTreeMap<String, Option<String>>,
    /// Django's settings that need no looking into.
    pub(super) settings: Map<String, Value>,
    pub(super) simple_jwt: SimpleJwt,
    /// `None` where there is no DRF.
    pub(super) rest_framework: Option<RestFramework>,
    pub(super) passwords: Passwords,
    /// `AUTHENTICATION_BACKENDS`
    pub(super) backends: Vec<Class>,
    pub(super) session_store: SessionStore,
    pub(super) database: Database,
    pub(super) user_model: UserModel,
    pub(super) routes: Routes,
}

/// Which settings it was started with.
#[derive(Deserialize)]
pub(crate) struct Started {
    /// `DJANGO_SETTINGS_MODULE`
    pub(crate) module: String,
    /// The variable said so, not manage.py.
    pub(crate) by_variable: bool,
    /// Other settings that `wsgi.py` and `asgi.py` name, by their path.
    pub(crate) others: BTreeMap<String, String>,
    /// Keys of `SIMPLE_JWT` that newer releases do not start with.
    pub(super) removed: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct SimpleJwt {
    pub(super) written: Map<String, Value>,
    /// `REST_FRAMEWORK["SIMPLE_JWT"]`, which nobody reads there.
    pub(super) nested: Option<Value>,
    /// SimpleJWT's own; `None` where it is not installed.
    pub(super) defaults: Option<Map<String, Value>>,
    pub(super) token_classes: Vec<Class>,
}

#[derive(Deserialize)]
pub(super) struct RestFramework {
    pub(super) written: Map<String, Value>,
    pub(super) defaults: Map<String, Value>,
    /// The classes that settings name, by setting.
    pub(super) classes: BTreeMap<String, Vec<Class>>,
}

#[derive(Deserialize)]
pub(super) struct Passwords {
    pub(super) hashers: Vec<Hasher>,
    pub(super) validators: Vec<Validator>,
}

#[derive(Deserialize)]
pub(super) struct Hasher {
    #[serde(flatten)]
    pub(super) class: Class,
    #[serde(default)]
    pub(super) algorithm: Option<String>,
    #[serde(default)]
    pub(super) costs: BTreeMap<String, u64>,
    /// Methods that are none of Django's.
    #[serde(default)]
    pub(super) own_methods: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Validator {
    #[serde(flatten)]
    pub(super) class: Class,
    pub(super) options: Map<String, Value>,
}

#[derive(Deserialize)]
pub(super) struct SessionStore {
    #[serde(flatten)]
    pub(super) class: Class,
    pub(super) table: Option<String>,
}

/// The database of the users, by the names that `DATABASES` has for its settings.
#[derive(Deserialize)]
pub(super) struct Database {
    pub(super) engine: String,
    /// `sqlite`, `postgresql`, …
    pub(super) vendor: String,
    /// `MySQL`
    pub(super) product: String,
    pub(super) name: Option<String>,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) host: Option<String>,
    pub(super) port: Option<Value>,
    pub(super) options: Map<String, Value>,
    pub(super) time_zone: Option<String>,
    /// `default`
    pub(super) alias: String,
    pub(super) aliases: Vec<String>,
    /// Models of Django that are in another database, and which.
    pub(super) elsewhere: BTreeMap<String, String>,
    /// A section of `pg_service.conf`; empty where it was not found.
    #[serde(default)]
    pub(super) service: Option<BTreeMap<String, String>>,
    /// libpq's variables.
    #[serde(default)]
    pub(super) variables: BTreeMap<String, Option<String>>,
}

#[derive(Deserialize)]
pub(super) struct UserModel {
    /// `auth.User`
    pub(super) label: String,
    pub(super) table: String,
    /// Models that it inherits columns of other tables from.
    pub(super) parents: Vec<String>,
    pub(super) username_field: String,
    /// Empty where there is none.
    pub(super) email_field: String,
    pub(super) required_fields: Vec<String>,
    pub(super) fields: Vec<Field>,
    /// What a standard field is that has no column: `true`, `false`, `null` or `"computed"`.
    pub(super) without_column: BTreeMap<String, Value>,
    pub(super) groups: Option<Relation>,
    pub(super) permissions: Option<Relation>,
    pub(super) manager: String,
    pub(super) manager_methods: Vec<String>,
    pub(super) model_methods: Vec<String>,
    pub(super) signals: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) column: String,
    /// Django's name of the type, of a relation that of the key that it holds.
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) class: String,
    pub(super) relation: Option<String>,
    pub(super) max_length: Option<u32>,
    /// `max_digits` and `decimal_places`
    pub(super) digits: [Option<u32>; 2],
    /// How many.
    pub(super) choices: usize,
    /// The project's own, and those of the field's class.
    pub(super) validators: Vec<String>,
    pub(super) null: bool,
    pub(super) unique: bool,
    pub(super) primary_key: bool,
    pub(super) default: FieldDefault,
}

/// What a column holds where nobody gave it a value.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum FieldDefault {
    None,
    Value { value: Value },
    Callable { name: String },
    Database,
}

/// A table between users and something else.
#[derive(Deserialize)]
pub(super) struct Relation {
    pub(super) table: String,
    pub(super) user_column: String,
    pub(super) other_column: String,
}

#[derive(Deserialize)]
pub(super) struct Routes {
    pub(super) views: Vec<View>,
    pub(super) error: Option<String>,
}

/// A view that is known, and where it is.
#[derive(Deserialize)]
pub(super) struct View {
    /// `token_obtain_pair`
    pub(super) name: String,
    pub(super) path: String,
    /// The path has no parameters.
    pub(super) is_fixed: bool,
    pub(super) class: String,
    pub(super) serializer: Option<String>,
    pub(super) throttle_scope: Option<String>,
    pub(super) throttle_classes: Vec<String>,
}

impl Project {
    /// A setting of Django's that is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.settings.get(name).and_then(Value::as_str)
    }

    /// A setting of Django's that is on or off.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.settings.get(name).is_some_and(super::python::is_true)
    }

    /// Whether an application is installed, by its name or by that of its configuration.
    pub(super) fn has_app(&self, name: &str) -> bool {
        let is_it = |app: &String| app.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.texts("INSTALLED_APPS").iter().any(is_it)
    }

    /// A setting of Django's that lists texts.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        self.settings.get(name).map(super::python::texts).unwrap_or_default()
    }
}
