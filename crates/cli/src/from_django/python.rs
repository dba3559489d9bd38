//! Python's values as `probe/values.py` writes them.

use serde_json::{Number, Value};

/// What a `timedelta`, an integer or a float is in seconds.
pub(super) fn seconds(value: &Value) -> Option<f64> {
    value.get("py:seconds").unwrap_or(value).as_f64()
}

/// Python's truth of a value.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// One text or several.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

/// As Python would write it, for a person.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => Number::to_string(number),
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => match (members.get("py:named"), members.get("py:other"), seconds(value)) {
            (Some(Value::String(name)), _, _) => name.clone(),
            (_, Some(Value::String(kind)), _) => format!("<{kind}>"),
            (_, _, Some(seconds)) => format!("timedelta(seconds={seconds})"),
            _ => {
                let members = members.iter().map(|(name, value)| format!("{name:?}: {}", shown(value)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
            }
        },
    }
}

/// As TOML has it; `None` where TOML has nothing like it.
pub(super) fn as_toml(value: &Value) -> Option<toml::Value> {
    match value {
        Value::Null => None,
        Value::Bool(value) => Some((*value).into()),
        Value::Number(number) => {
            number.as_i64().map(toml::Value::from).or_else(|| number.as_f64().map(toml::Value::from))
        }
        Value::String(text) => Some(text.as_str().into()),
        Value::Array(items) => items.iter().map(as_toml).collect::<Option<Vec<_>>>().map(toml::Value::Array),
        Value::Object(members) => {
            let is_plain = members.keys().all(|name| !name.starts_with("py:"));
            let members = members.iter().map(|(name, value)| Some((name.clone(), as_toml(value)?)));
            members.collect::<Option<toml::Table>>().filter(|_| is_plain).map(toml::Value::Table)
        }
    }
}
