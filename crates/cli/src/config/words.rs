//! The TOML parser's messages in plain words.

use super::python;
use super::suggestion::with_suggestion;

/// A message about a setting.
pub(super) fn plain(message: &str) -> String {
    if message.starts_with("unknown ") {
        return with_suggestion(message).replacen("unknown variant", "unknown value", 1);
    }
    let wrong = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    match wrong.and_then(|wrong| wrong.rsplit_once(", expected ")) {
        Some((found, expected)) => {
            format!("expected {}, not {}", wanted(expected, found), given(found))
        }
        None => message.to_owned(),
    }
}

/// A message about the text of the file, the name that it points to, and what stands behind the `=` of its line.
pub(super) fn of_parser(message: &str, named: Option<&str>, value: &str) -> String {
    if let Some(hint) = python::hint(value).filter(|_| python::is_unreadable(message)) {
        return hint;
    }
    match (message, named) {
        ("duplicate key", Some(name)) => {
            format!("duplicate key: {name} is there twice; take one of the two out")
        }
        ("duplicate key", None) => "duplicate key: it is there twice; take one of the two out".to_owned(),
        _ => match HINTS.iter().find(|(jargon, _)| message.starts_with(jargon)) {
            Some((_, hint)) => format!("{hint} ({message})"),
            None => plain(message),
        },
    }
}

/// What mends a text that is no TOML.
const HINTS: [(&str, &str); 12] = [
    ("string values must be quoted", "text stands in quotes, as in \"15m\", and no value may be left out"),
    ("key with no value", "a setting is written as name = value, a section as [name]"),
    ("invalid boolean", "true and false are written in lower case, without quotes"),
    ("invalid basic string", "text begins and ends with a quote"),
    ("invalid literal string", "text begins and ends with a quote"),
    ("invalid multi-line", "text of several lines begins and ends with three quotes"),
    ("missing comma between array elements", "the items of a list have commas between them"),
    ("unclosed array", "the list has no ] at its end"),
    ("unclosed inline table", "the table has no } at its end"),
    ("unclosed table", "a section is written as [name]"),
    ("unexpected key or value", "one line has one setting, and text stands in quotes, as in \"15m\""),
    ("unexpected leading zero", "a number does not begin with 0"),
];

fn wanted(expected: &str, found: &str) -> String {
    let plain = match expected {
        "a sequence" => {
            let items = found.strip_prefix("string ").unwrap_or("\"/login/\"");
            let items: Vec<_> = items.split(',').map(str::trim).collect();
            return format!("a list such as [{}]", items.join("\", \""));
        }
        "a boolean" => "true or false",
        "a string" => "text in quotes",
        "a map" => "settings in a section",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number that is not negative",
        "a nonzero u16" => "a whole number from 1 to 65535",
        other if other.starts_with("struct ") => "a section: its name in brackets, its settings below",
        other => other,
    };
    plain.to_owned()
}

fn given(found: &str) -> String {
    let plain = match found {
        "sequence" => "a list",
        "map" => "a section or table",
        "datetime" => "a date or time",
        other => {
            let kinds = ["string ", "integer ", "floating point ", "boolean "];
            kinds.iter().find_map(|kind| other.strip_prefix(kind)).unwrap_or(other)
        }
    };
    plain.to_owned()
}
