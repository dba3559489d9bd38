//! Every setting as it is declared: its name, type, default and what it does, read from the structs themselves.

use countersign_server::default_routes;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::Config;
use super::claims::{EXAMPLES, Example};
use super::sections::RouteSettings;
use super::user_table::{COLUMN_EXAMPLES, FIELD_EXAMPLES};

/// One section of the settings file.
pub(crate) struct Section {
    /// As between the brackets.
    pub(crate) name: String,
    /// What it is about.
    pub(crate) about: String,
    /// Its settings, in the order of the file. None where every name is possible.
    pub(crate) settings: Vec<Setting>,
    /// What may stand in it, where every name is possible.
    pub(crate) examples: &'static [Example],
}

/// One setting.
pub(crate) struct Setting {
    /// `jwt.leeway`.
    pub(crate) dotted: String,
    /// `leeway`.
    pub(crate) key: String,
    /// What it does; the first sentence says most of it.
    pub(crate) about: String,
    /// What may be given, in words.
    pub(crate) allowed: String,
    /// `None`: it is not set.
    pub(crate) default: Option<Value>,
    /// A value to show where there is no default.
    pub(crate) example: Option<Value>,
    /// The name that Django, DRF or `SimpleJWT` has for it.
    pub(crate) django: Option<String>,
    /// Its value is never shown.
    pub(crate) is_secret: bool,
}

impl Setting {
    /// `COUNTERSIGN_JWT__LEEWAY`.
    pub(crate) fn variable(&self) -> String {
        format!("COUNTERSIGN_{}", self.dotted.replace('.', "__").to_uppercase())
    }
}

/// Every section.
pub(crate) fn reference() -> Vec<Section> {
    let generator = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true).into_generator();
    let schema = generator.into_root_schema_for::<Config>().to_value();
    let mut found = Vec::new();
    for (name, section) in members(&schema, "properties") {
        collect(name, section, &Value::Null, &mut found);
    }
    found
}

/// What may be said of one endpoint (`[routes.NAME]`), each with an example.
pub(crate) fn route_keys() -> Vec<Setting> {
    let generator = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true).into_generator();
    let schema = generator.into_root_schema_for::<RouteSettings>().to_value();
    let keys = members(&schema, "properties");
    keys.map(|(key, inner)| setting("routes.NAME", key, inner, &Value::Null)).collect()
}

/// The endpoint that the examples are of.
pub(crate) const EXAMPLE_ROUTE: &str = "users_me";

/// A section, and those within it after it.
fn collect(name: &str, schema: &Value, defaults: &Value, found: &mut Vec<Section>) {
    let defaults = schema.get("default").unwrap_or(defaults);
    let (within, settings): (Vec<_>, Vec<_>) =
        members(schema, "properties").partition(|(_, inner)| inner["type"] == "object");
    let mut settings: Vec<_> = settings.iter().map(|(key, inner)| setting(name, key, inner, defaults)).collect();
    if name == "routes" {
        settings = routes();
    }
    let examples = match name {
        "jwt.claims" => EXAMPLES,
        "django.user_columns" => COLUMN_EXAMPLES,
        "django.extra_fields" => FIELD_EXAMPLES,
        _ => &[],
    };
    found.push(Section { name: name.to_owned(), about: text(schema, "description"), settings, examples });
    for (key, inner) in within {
        collect(&format!("{name}.{key}"), inner, &defaults[key], found);
    }
}

fn members<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    value.get(name).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

fn setting(section: &str, key: &str, schema: &Value, defaults: &Value) -> Setting {
    let default = schema.get("default").or_else(|| defaults.get(key));
    Setting {
        dotted: format!("{section}.{key}"),
        key: key.to_owned(),
        about: text(schema, "description"),
        allowed: allowed(schema),
        default: default.filter(|default| !default.is_null()).cloned(),
        example: schema.pointer("/examples/0").cloned(),
        django: schema.get("django").and_then(Value::as_str).map(str::to_owned),
        is_secret: schema["format"] == "password",
    }
}

/// Paths have names of their own: one setting for each endpoint.
fn routes() -> Vec<Setting> {
    let route = |(name, paths): (&str, Vec<String>)| Setting {
        dotted: format!("routes.{name}"),
        key: name.to_owned(),
        about: format!("Where `{name}` is mounted."),
        allowed: "list of paths".to_owned(),
        default: Some(paths.into()),
        example: None,
        django: None,
        is_secret: false,
    };
    default_routes().into_iter().map(route).collect()
}

/// A doc comment as one line.
fn text(schema: &Value, name: &str) -> String {
    schema[name].as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What may be given, in words.
fn allowed(schema: &Value) -> String {
    if let Some(format) = schema["format"].as_str().and_then(of_format) {
        return format.to_owned();
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().filter_map(Value::as_str).map(|value| format!("`{value}`")).collect();
        return values.join(", ");
    }
    if let Some(choices) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
        let choices = choices.iter().filter(|choice| choice["type"] != "null").map(allowed);
        return choices.collect::<Vec<_>>().join(", or ");
    }
    if let Some(value) = schema["const"].as_str() {
        return format!("`{value}`");
    }
    let kind = &schema["type"];
    match kind.as_str().or_else(|| kind.get(0).and_then(Value::as_str)) {
        Some("boolean") => "`true` or `false`".to_owned(),
        Some("integer") => "whole number".to_owned(),
        Some("array") => format!("list of {}", allowed(&schema["items"])),
        Some("object") => "table".to_owned(),
        _ => "text".to_owned(),
    }
}

fn of_format(format: &str) -> Option<&'static str> {
    match format {
        "duration" => Some("duration"),
        "password" => Some("secret text"),
        "address" => Some("address and port"),
        "network" => Some("address or network"),
        "rates" => Some("table of rates, such as `\"10/min\"`"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use countersign_core::UserAttribute;

    use super::super::layers::SECRETS;
    use super::*;

    #[test]
    fn every_setting_says_what_it_does_and_what_may_be_given() {
        for section in reference() {
            assert!(section.about.ends_with('.'), "[{}]: {:?}", section.name, section.about);
            for setting in section.settings {
                assert!(setting.about.ends_with('.'), "{}: {:?}", setting.dotted, setting.about);
                assert!(!setting.about.contains("(default"), "{}: the default is generated", setting.dotted);
                assert!(!setting.allowed.is_empty(), "{}", setting.dotted);
                let known = setting.default.is_some() || setting.example.is_some() || setting.is_secret;
                assert!(known || setting.key == "verifying_key", "{}: give an example", setting.dotted);
            }
        }
    }

    #[test]
    fn every_source_of_a_claim_is_named() {
        let claims = reference().into_iter().find(|section| section.name == "jwt.claims").unwrap();
        for source in UserAttribute::ALL.map(UserAttribute::as_str) {
            assert!(claims.about.contains(&format!("`{source}`")), "{source}: {}", claims.about);
        }
    }

    #[test]
    fn every_section_of_free_names_shows_some() {
        for section in reference() {
            assert_ne!(section.settings.is_empty(), section.examples.is_empty(), "{}", section.name);
        }
    }

    #[test]
    fn what_is_secret_is_read_as_a_secret() {
        let settings = reference().into_iter().flat_map(|section| section.settings);
        let secrets: Vec<_> = settings.filter(|setting| setting.is_secret).map(|setting| setting.dotted).collect();
        assert_eq!(secrets, SECRETS);
    }
}
