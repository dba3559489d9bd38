//! `[jwt.claims]`: what tokens say of their user.

use std::borrow::Cow;

use countersign_core::{ClaimError, ClaimSource, UserAttribute, UserClaims, UserTable};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Number, Value as Json};
use toml::{Table, Value as Toml};

use super::Config;
use super::error::ConfigError;
use super::layers::Origins;

/// What a claim is set to: the name of a source, or `{ value = … }`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ClaimSetting {
    Source(String),
    Constant(Toml),
}

/// A claim to show: its name, what it is set to, and what that does.
pub(crate) struct Example {
    pub(crate) name: &'static str,
    pub(crate) setting: &'static str,
    pub(crate) about: &'static str,
}

/// One of each kind.
pub(super) const EXAMPLES: &[Example] = &[
    Example { name: "name", setting: "\"username\"", about: "The claim `name` is the user's name." },
    Example { name: "groups", setting: "\"groups\"", about: "The claim `groups` is the list of the user's groups." },
    Example { name: "tenant", setting: "{ value = \"acme\" }", about: "The claim `tenant` is the same for everybody." },
];

/// No source: nothing that a token shows.
const PASSWORD: &str = "password";

/// The claims that the settings ask for.
pub(super) fn user_claims(config: &Config) -> Result<UserClaims, ConfigError> {
    let jwt = &config.jwt;
    let refuse = |name: &str, value: &str, mend: String| {
        let key = format!("jwt.claims.{name}");
        ConfigError::Combination { value: value.to_owned(), origin: config.origins.of(&key), key, mend }
    };
    let mut claims = Vec::new();
    for (name, setting) in &jwt.claims {
        UserClaims::check_name(name, &jwt.user_id_claim).map_err(|cause| {
            // What a secret is set to is not repeated.
            let shown = if cause == ClaimError::Secret { "…" } else { setting.shown() };
            refuse(name, shown, cause.to_string())
        })?;
        if jwt.named_claims().any(|(_, claim)| claim == name) {
            return Err(refuse(name, setting.shown(), ClaimError::Reserved.to_string()));
        }
        let source = setting.source(&config.django.table).map_err(|mend| refuse(name, setting.shown(), mend))?;
        claims.push((name.clone(), source));
    }
    UserClaims::new(claims, &jwt.user_id_claim).map_err(|(name, cause)| refuse(&name, CONSTANT, cause.to_string()))
}

/// Refuses constants that JSON has no form for. The typed settings no longer tell a date from a text, so that the table is
/// asked.
pub(super) fn check_constants(settings: &Table, origins: &Origins) -> Result<(), ConfigError> {
    let claims = settings.get("jwt").and_then(|jwt| jwt.get("claims")).and_then(Toml::as_table);
    for (name, setting) in claims.into_iter().flatten() {
        if let Some(Err(mend)) = setting.get("value").map(json) {
            let key = format!("jwt.claims.{name}");
            let (value, origin, mend) = (CONSTANT.to_owned(), origins.of(&key), mend.to_owned());
            return Err(ConfigError::Combination { key, value, origin, mend });
        }
    }
    Ok(())
}

/// How a constant is shown: it may be long.
const CONSTANT: &str = "{ value = … }";

impl ClaimSetting {
    /// What the claim tells of a user, by its name in the settings.
    pub(crate) fn source_name(&self) -> Option<&str> {
        match self {
            Self::Source(name) => Some(name),
            Self::Constant(_) => None,
        }
    }

    fn shown(&self) -> &str {
        match self {
            Self::Source(name) => name,
            Self::Constant(_) => CONSTANT,
        }
    }

    /// The source, or what mends the setting.
    fn source(&self, table: &UserTable) -> Result<ClaimSource, String> {
        match self {
            Self::Source(name) if name == PASSWORD => Err(ClaimError::Secret.to_string()),
            Self::Source(name) if table.extra_field(name).is_some() => Ok(ClaimSource::Field(name.clone())),
            Self::Source(name) => attribute(name, table).map(ClaimSource::Attribute).ok_or_else(|| {
                let known = UserAttribute::ALL.into_iter().filter(|known| table.has(*known)).map(UserAttribute::as_str);
                let mut known: Vec<&str> = known.collect();
                known.extend(table.extra_fields.iter().map(|field| field.name.as_str()));
                let known = known.join(", ");
                format!("there is no such source; expected one of {known}, or for a constant {{ value = {name:?} }}")
            }),
            Self::Constant(value) => json(value).map(ClaimSource::Constant).map_err(str::to_owned),
        }
    }
}

impl<'de> Deserialize<'de> for ClaimSetting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const EXPECTED: &str = "expected the name of a source, such as \"username\", or a constant: { value = … }";
        match Toml::deserialize(deserializer)? {
            Toml::String(name) => Ok(Self::Source(name)),
            Toml::Table(mut table) if table.len() == 1 => {
                table.remove("value").map(Self::Constant).ok_or_else(|| de::Error::custom(EXPECTED))
            }
            Toml::Integer(_)
            | Toml::Float(_)
            | Toml::Boolean(_)
            | Toml::Datetime(_)
            | Toml::Array(_)
            | Toml::Table(_) => Err(de::Error::custom(EXPECTED)),
        }
    }
}

/// As it stands in the settings file.
impl Serialize for ClaimSetting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Source(name) => serializer.serialize_str(name),
            Self::Constant(value) => {
                let mut table = serializer.serialize_map(Some(1))?;
                table.serialize_entry("value", value)?;
                table.end()
            }
        }
    }
}

impl JsonSchema for ClaimSetting {
    fn schema_name() -> Cow<'static, str> {
        "ClaimSetting".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

/// What the user model has under that name.
fn attribute(name: &str, table: &UserTable) -> Option<UserAttribute> {
    let named = if name == table.username_field { Some(UserAttribute::Username) } else { UserAttribute::named(name) };
    named.filter(|attribute| table.has(*attribute))
}

pub(super) fn json(value: &Toml) -> Result<Json, &'static str> {
    Ok(match value {
        Toml::String(text) => text.as_str().into(),
        Toml::Integer(number) => (*number).into(),
        Toml::Float(number) => {
            Number::from_f64(*number).ok_or("JSON has no nan and no inf; give a finite number, or a string")?.into()
        }
        Toml::Boolean(truth) => (*truth).into(),
        Toml::Datetime(_) => return Err("JSON has no date and no time; write it as a string, in quotes"),
        Toml::Array(items) => items.iter().map(json).collect::<Result<_, _>>()?,
        Toml::Table(members) => {
            let members = members.iter().map(|(name, value)| Ok((name.clone(), json(value)?)));
            Json::Object(members.collect::<Result<_, &'static str>>()?)
        }
    })
}
