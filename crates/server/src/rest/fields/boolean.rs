//! Yes-or-no fields (`BooleanField`).

use super::{Fields, Presence, Sent, Source};
use crate::locale::Message;
use crate::rest::json::Value;

/// What a yes-or-no field takes. In a form, a missing one is "no", as an unticked box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BooleanField {
    /// What a missing field means.
    pub(crate) presence: Presence<bool>,
}

impl Fields {
    /// The value of the field `name`; `None` if it has none or there is something wrong with it.
    pub(crate) fn boolean(&mut self, name: &str, field: BooleanField) -> Option<bool> {
        self.errors.declare(name);
        let value = match self.sent(name) {
            Sent::Nothing if matches!(self.source, Source::Form(_)) && !self.partial => {
                return Some(if let Presence::Default(value) = field.presence { value } else { false });
            }
            Sent::Nothing => return self.missing(name, field.presence),
            Sent::Text("") if !field.presence.is_required() => return self.missing(name, field.presence),
            Sent::Json(Value::Null) => return self.refuse(name, Message::NotNull),
            Sent::Text(text) => truth_of_text(text),
            Sent::File(_) => None,
            Sent::Json(value) => truth(value),
        };
        value.or_else(|| self.refuse(name, Message::NotABoolean))
    }
}

/// Python finds `1`, `1.0` and `True` equal.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => truth_of_text(&text.text),
        Value::Integer(digits) => match digits.as_str() {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        },
        Value::Float(number) if number.to_bits() == 1.0_f64.to_bits() => Some(true),
        Value::Float(number) if number.abs().to_bits() == 0 => Some(false),
        Value::Float(_) | Value::Null | Value::List(_) | Value::Object(_) => None,
    }
}

pub(super) fn truth_of_text(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "t" | "y" | "yes" | "true" | "on" | "1" => Some(true),
        "f" | "n" | "no" | "false" | "off" | "0" => Some(false),
        _ => None,
    }
}
