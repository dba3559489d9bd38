//! Fields of a configured kind: the further ones of a user model, as a `ModelSerializer` reads them.

use countersign_core::{ExtraField, FieldDefault, FieldKind, Moment};
use serde_json::{Number, Value};

use super::{CharField, Fields, Presence, Sent};
use crate::locale::Message;
use crate::rest::json;
use crate::rest::python;

const NO_INTEGER: &str = "A valid integer is required.";
const NO_NUMBER: &str = "A valid number is required.";
const NO_DATE: &str = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";
const NO_INSTANT: &str =
    "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";
const NO_UUID: &str = "Must be a valid UUID.";
const NO_JSON: &str = "Value must be valid JSON.";

impl Fields {
    /// The value of `field` in the form that is kept; `Ok(None)`: it was left out, and may be. What is wrong with it is held
    /// against it.
    pub(crate) fn extra(&mut self, field: &ExtraField) -> Result<Option<Value>, ()> {
        if let FieldKind::Text { max_length } = field.kind {
            return self.extra_text(field, max_length.map(|most| most as usize));
        }
        self.errors.declare(&field.name);
        let sent = match self.sent(&field.name) {
            Sent::Nothing => None,
            // A form has no way to leave a field out.
            Sent::Text("") | Sent::Json(json::Value::Null) if field.null => return Ok(Some(Value::Null)),
            // As DRF's `DecimalField` alone has it.
            Sent::Json(json::Value::String(text)) if field.null && is_blank_decimal(field.kind, &text.text) => {
                return Ok(Some(Value::Null));
            }
            Sent::Text("") if !field.is_demanded() => None,
            Sent::Json(json::Value::Null) => return self.refuse(&field.name, Message::NotNull).ok_or(()),
            Sent::Json(value) => Some(of_json(field.kind, value)),
            Sent::Text(text) => Some(of_text(field.kind, text)),
            Sent::File(_) => Some(Err(invalid(field.kind))),
        };
        match sent {
            None if field.is_demanded() && !self.partial => self.refuse(&field.name, Message::Required).ok_or(()),
            None => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
            Some(Err(why)) => self.refuse(&field.name, why).ok_or(()),
        }
    }

    fn extra_text(&mut self, field: &ExtraField, max_length: Option<usize>) -> Result<Option<Value>, ()> {
        let presence = if field.is_demanded() { Presence::Required } else { Presence::Optional };
        let had = self.errors.of(&field.name);
        let is_null = matches!(self.sent(&field.name), Sent::Json(json::Value::Null)) && field.null;
        // A field whose default is blank may be blank.
        let allow_blank = field.default == Some(FieldDefault::Value("".into()));
        let rules = CharField { presence, allow_blank, allow_null: field.null, max_length, ..CharField::REQUIRED };
        let read = self.char(&field.name, &rules);
        match read {
            Some(text) => Ok(Some(text.into())),
            None if self.errors.of(&field.name) > had => Err(()),
            None => Ok(is_null.then_some(Value::Null)),
        }
    }
}

fn invalid(kind: FieldKind) -> Message {
    match kind {
        FieldKind::Text { .. } => Message::NotAString,
        FieldKind::Integer => NO_INTEGER.into(),
        FieldKind::Number | FieldKind::Decimal(_) => NO_NUMBER.into(),
        FieldKind::Boolean => Message::NotABoolean,
        FieldKind::Date => NO_DATE.into(),
        FieldKind::DateTime => NO_INSTANT.into(),
        FieldKind::Uuid => NO_UUID.into(),
        FieldKind::Json => NO_JSON.into(),
    }
}

/// The value, or what is wrong with it.
fn of_json(kind: FieldKind, value: &json::Value) -> Result<Value, Message> {
    let read = match (kind, value) {
        (FieldKind::Json, value) => plain(value),
        (FieldKind::Boolean, value) => super::boolean::truth(value).map(Value::from),
        (_, json::Value::String(text)) if text.lone_surrogate.is_some() => None,
        (kind, value) => match value.coerced() {
            Some(text) => return of_text(kind, &text.text),
            None => None,
        },
    };
    read.ok_or_else(|| invalid(kind))
}

/// In any spelling that DRF takes, as the one spelling that is kept.
fn of_text(kind: FieldKind, text: &str) -> Result<Value, Message> {
    if let FieldKind::Decimal(size) = kind {
        return size.read(python::strip(text)).map(Value::from).map_err(|refused| Message::Plain(refused.to_string()));
    }
    spelled(kind, text).filter(|value| kind.admits(value)).ok_or_else(|| invalid(kind))
}

fn is_blank_decimal(kind: FieldKind, text: &str) -> bool {
    matches!(kind, FieldKind::Decimal(_)) && python::strip(text).is_empty()
}

fn spelled(kind: FieldKind, text: &str) -> Option<Value> {
    let trimmed = python::strip(text);
    match kind {
        FieldKind::Text { .. } | FieldKind::Decimal(_) => Some(text.into()),
        // A whole number may have a fraction of zeros.
        FieldKind::Integer => {
            let whole = trimmed.split_once('.').filter(|(_, zeros)| zeros.bytes().all(|b| b == b'0'));
            whole.map_or(trimmed, |(whole, _)| whole).parse::<i64>().ok().map(Value::from)
        }
        FieldKind::Number => trimmed.parse::<f64>().ok().and_then(Number::from_f64).map(Value::from),
        FieldKind::Boolean => super::boolean::truth_of_text(trimmed).map(Value::from),
        FieldKind::Date => Some(trimmed.into()),
        FieldKind::DateTime => instant(trimmed).map(|at| at.to_rfc3339().into()),
        FieldKind::Uuid => countersign_core::canonical_uuid(trimmed).map(Value::from),
        FieldKind::Json => serde_json::from_str(text).ok(),
    }
}

/// Without an offset it is UTC, Django's `TIME_ZONE` by default.
fn instant(text: &str) -> Option<Moment> {
    Moment::from_rfc3339(text).or_else(|| Moment::from_rfc3339(&format!("{text}Z")))
}

/// A number that no other program would read back is refused, as a lone surrogate is.
fn plain(value: &json::Value) -> Option<Value> {
    Some(match value {
        json::Value::Null => Value::Null,
        json::Value::Bool(truth) => (*truth).into(),
        json::Value::Integer(digits) => digits.parse::<i64>().ok()?.into(),
        json::Value::Float(number) => Number::from_f64(*number)?.into(),
        json::Value::String(text) => text.lone_surrogate.is_none().then(|| text.text.as_str().into())?,
        json::Value::List(items) => items.iter().map(plain).collect::<Option<Vec<_>>>()?.into(),
        json::Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| Some((name.lone_surrogate.is_none().then(|| name.text.clone())?, plain(value)?)));
            Value::Object(members.collect::<Option<_>>()?)
        }
    })
}
