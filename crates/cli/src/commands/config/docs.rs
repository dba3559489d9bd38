//! The reference of all settings, docs/CONFIGURATION.md.

use std::fmt::Write as _;

use countersign_server::{Access, default_access};
use serde_json::Value;

use crate::config::{EXAMPLE_ROUTE, Example, Section, Setting, route_keys};
use crate::output;

const HEAD: &str = "\
<!-- Written by `countersign config --docs > docs/CONFIGURATION.md`; change the doc comments in crates/cli/src/config. -->

# Configuration

Nothing has to be set: `countersign serve` starts with the defaults below.

Flags win over environment variables, those over the file `countersign.toml` (`--config FILE` names another), and that over
the defaults. `countersign init` writes a file with every setting and its explanation, `countersign config` shows what is in
force and where it comes from, and `countersign check` says what is wrong and how to mend it.

- **Durations** are `\"15m\"`, `\"1d\"`, `\"1h30m\"`, ISO 8601 (`\"PT15M\"`) or whole seconds; a day has 24 hours.
- **Variables** hold the same values as the file, with or without quotes; lists as in the file: `[\"a\", \"b\"]`.
- **Secrets** can also be read from a file: the variable's name with `_FILE` at its end names it. They are never shown.
- **`countersign.secrets.toml`** beside the settings file (`NAME.secrets.toml` beside `NAME.toml`) may hold the secrets in
  place of variables, which win over it: `secret_key` and `secret_key_fallbacks` at its head, the others in their sections. It
  holds nothing else, and is refused where others than its owner can read it. `countersign init --from-django` writes one.
- `SECRET_KEY` (or `SECRET_KEY_FILE`) is the secret that a Django deployment has; where it is set, and neither
  `jwt.signing_key` nor another `jwt.algorithm` is, tokens are signed with it (`HS256`).
";

/// Where comments of examples are broken.
const WIDTH: usize = 110;

/// The whole document.
pub(super) fn markdown(sections: &[Section]) -> String {
    let mut text = HEAD.to_owned();
    for section in sections {
        // Writing into a text does not fail.
        let _infallible = write!(text, "\n## `[{}]`\n\n{}\n", section.name, section.about);
        if section.name == "routes" {
            text.push_str(&paths(section));
            text.push_str(&one_route());
        } else {
            section.settings.iter().for_each(|setting| text.push_str(&entry(setting)));
        }
        if !section.examples.is_empty() {
            text.push_str(&examples(section));
        }
    }
    text
}

/// The endpoints are alike: one row for each.
fn paths(section: &Section) -> String {
    let access = default_access();
    let row = |setting: &Setting| {
        let access = access.iter().find(|(name, _)| *name == setting.key).map_or("", |(_, access)| who(*access));
        let paths = setting.default.as_ref().map(as_toml).unwrap_or_default();
        format!("| `{}` | `{paths}` | {access} | `{}` |\n", setting.key, setting.variable())
    };
    let rows = section.settings.iter().map(row).collect::<String>();
    format!("\n| Endpoint | Default paths | Who may come in | Variable |\n| --- | --- | --- | --- |\n{rows}")
}

fn who(access: Access) -> &'static str {
    match access {
        Access::Anybody => "open (credentials are not looked at)",
        Access::AllowAny => "open; a credential that is shown must be good",
        Access::Browser => "whoever is logged in with a browser, by the session cookie",
        Access::Service => "programs with credentials of `countersign clients create`",
        Access::Staff => "staff, with Django's permission for what they ask",
        Access::Default => "by `default_permission_classes`",
    }
}

/// What may be said of one endpoint.
fn one_route() -> String {
    let key = |setting: &Setting| {
        let kind = format!("Type: {}", setting.allowed);
        let about = [&setting.about, &kind].into_iter().flat_map(|text| output::wrapped(text, WIDTH));
        let about = about.map(|line| format!("# {line}")).collect::<Vec<_>>().join("\n");
        format!("{about}\n{} = {}\n", setting.key, route_example(setting))
    };
    let keys = route_keys().iter().map(key).collect::<String>();
    format!("\n```toml\n[routes.{EXAMPLE_ROUTE}]\n{keys}```\n")
}

/// What stands behind the name of such a key.
pub(crate) fn route_example(setting: &Setting) -> String {
    setting.example.as_ref().map_or_else(|| "false".to_owned(), as_toml)
}

fn examples(section: &Section) -> String {
    let line = |Example { name, setting, about }: &Example| format!("# {about}\n{name} = {setting}\n");
    let lines = section.examples.iter().map(line).collect::<String>();
    format!("\n```toml\n[{}]\n{lines}```\n", section.name)
}

fn entry(setting: &Setting) -> String {
    let mut text = format!("\n### `{}`\n\n{}\n\n", setting.dotted, setting.about);
    let default =
        setting.default.as_ref().map_or_else(|| "not set".to_owned(), |value| format!("`{}`", as_toml(value)));
    let variable = setting.variable();
    let file = if setting.is_secret { format!(", `{variable}_FILE`") } else { String::new() };
    let facts = [
        ("Type", Some(setting.allowed.clone())),
        ("Default", Some(default)),
        ("Variable", Some(format!("`{variable}`{file}"))),
        ("Django", setting.django.as_ref().map(|name| format!("`{name}`"))),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            let _infallible = writeln!(text, "- {name}: {fact}");
        }
    }
    text
}

/// A value as it stands in the file.
pub(crate) fn as_toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(as_toml).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{name} = {}", as_toml(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        // A JSON text is a TOML text, too.
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => other.to_string(),
    }
}
