//! Lists of keys of other rows (`ManyRelatedField` of `PrimaryKeyRelatedField`).

use super::{Fields, Sent, Source};
use crate::locale::Message;
use crate::rest::form::FormValue;
use crate::rest::json::Value;
use crate::rest::python;

impl Fields {
    /// The keys under `name`, whether there are such rows or not; `None` if it was not sent or there is something wrong with it.
    /// In a form a field that is missing is left as it is.
    pub(crate) fn keys(&mut self, name: &str) -> Option<Vec<i64>> {
        self.errors.declare(name);
        let read = match (&self.source, self.sent(name)) {
            (_, Sent::Nothing) => return None,
            (Source::Form(form), _) => form.all(name).map(key_of_form).collect(),
            (_, Sent::Json(Value::List(items))) => items.iter().map(key).collect(),
            // Python goes through its names.
            (_, Sent::Json(Value::Object(_))) => Err(Message::KeyOfWrongType { kind: "str".to_owned() }),
            (_, Sent::Json(Value::Null)) => Err(Message::NotNull),
            (_, Sent::Json(other)) => Err(Message::NotAList { kind: other.type_name().to_owned() }),
            (_, Sent::Text(_) | Sent::File(_)) => Err(Message::NotAList { kind: "str".to_owned() }),
        };
        read.map_err(|message| self.error(name, message)).ok()
    }
}

fn key_of_form(value: &FormValue) -> Result<i64, Message> {
    match value {
        FormValue::Text(text) => key_of_text(text),
        FormValue::File { .. } => Err(wrong("InMemoryUploadedFile")),
    }
}

fn key(value: &Value) -> Result<i64, Message> {
    match value {
        Value::Integer(digits) => digits.parse().map_err(|_| Message::NoSuchKey { key: digits.clone() }),
        Value::String(text) => key_of_text(&text.text),
        Value::Null => Err(Message::NoSuchKey { key: "None".to_owned() }),
        Value::Float(_) | Value::Bool(_) | Value::List(_) | Value::Object(_) => Err(wrong(value.type_name())),
    }
}

fn key_of_text(text: &str) -> Result<i64, Message> {
    python::int(text).ok_or_else(|| wrong("str"))
}

fn wrong(kind: &str) -> Message {
    Message::KeyOfWrongType { kind: kind.to_owned() }
}
