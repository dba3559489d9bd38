//! Further fields of a user model.

use serde_json::Value;

use super::{DecimalSize, Identifier};
use crate::Moment;

/// A field of the user model that Django's own does not have.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct ExtraField {
    /// The field's name, in requests and claims.
    pub name: String,
    /// Its column.
    pub column: Identifier,
    /// What it holds.
    pub kind: FieldKind,
    /// The column takes NULL.
    pub null: bool,
    /// Registration demands it.
    pub required: bool,
    /// What an account gets that is made without it.
    pub default: Option<FieldDefault>,
    /// Registration may fill it.
    pub register: bool,
    /// No two accounts share a value.
    pub unique: bool,
}

/// What a field holds, and the JSON that stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text {
        /// How many characters it has at most.
        max_length: Option<u32>,
    },
    /// A whole number of 64 bits.
    Integer,
    /// A number.
    Number,
    /// A decimal number of so many digits; text, as [`DecimalSize::read`] has it, since no digit may be lost.
    Decimal(DecimalSize),
    /// True or false.
    Boolean,
    /// Text: `2026-11-22`.
    Date,
    /// Text, as [`Moment::to_rfc3339`] has it.
    DateTime,
    /// Text, in lower case and with hyphens.
    Uuid,
    /// Anything.
    Json,
}

/// What an account gets that is made without a field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldDefault {
    /// Always the same.
    Value(Value),
    /// The day, or the moment, when the account is made (Django's `auto_now_add`).
    Now,
}

impl ExtraField {
    /// The value that an account gets which is made `now` without one; `None`: there must be one.
    #[must_use]
    pub fn when_left_out(&self, now: Moment) -> Option<Value> {
        match &self.default {
            Some(FieldDefault::Value(value)) => Some(value.clone()),
            Some(FieldDefault::Now) if self.kind == FieldKind::Date => {
                now.to_rfc3339().split('T').next().map(Value::from)
            }
            Some(FieldDefault::Now) => Some(now.to_rfc3339().into()),
            None => self.null.then_some(Value::Null),
        }
    }

    /// Registration demands a value.
    #[must_use]
    pub fn is_demanded(&self) -> bool {
        self.required || (self.default.is_none() && !self.null)
    }

    /// The value is one that the column takes.
    #[must_use]
    pub fn admits(&self, value: &Value) -> bool {
        if value.is_null() { self.null } else { self.kind.admits(value) }
    }
}

impl FieldKind {
    /// The setting's name of it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Integer => "integer",
            Self::Number | Self::Decimal(_) => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Uuid => "uuid",
            Self::Json => "json",
        }
    }

    /// The value is of this kind, in the form that is kept.
    #[must_use]
    pub fn admits(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text { max_length }, Value::String(text)) => {
                max_length.is_none_or(|most| text.chars().nth(most as usize).is_none()) && !text.contains('\0')
            }
            (Self::Integer, Value::Number(number)) => number.is_i64(),
            (Self::Number, Value::Number(_)) | (Self::Boolean, Value::Bool(_)) | (Self::Json, _) => true,
            (Self::Decimal(size), Value::String(text)) => size.read(text).is_ok_and(|kept| kept == *text),
            (Self::Date, Value::String(text)) => {
                text.parse::<jiff::civil::Date>().is_ok_and(|date| date.to_string() == *text)
            }
            (Self::DateTime, Value::String(text)) => {
                Moment::from_rfc3339(text).is_some_and(|at| at.to_rfc3339() == *text)
            }
            (Self::Uuid, Value::String(text)) => {
                uuid::Uuid::try_parse(text).is_ok_and(|uuid| uuid.to_string() == *text)
            }
            (
                Self::Text { .. }
                | Self::Integer
                | Self::Number
                | Self::Decimal(_)
                | Self::Boolean
                | Self::Date
                | Self::DateTime
                | Self::Uuid,
                _,
            ) => false,
        }
    }
}

/// A UUID in the spelling that is kept, from any that Python's `UUID` takes.
#[must_use]
pub fn canonical_uuid(text: &str) -> Option<String> {
    uuid::Uuid::try_parse(text).ok().map(|uuid| uuid.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_kind_admits_its_own_form_alone() {
        let cases = [
            (FieldKind::Text { max_length: Some(2) }, json!("äö"), json!("äöü")),
            (FieldKind::Integer, json!(-7), json!(7.0)),
            (FieldKind::Number, json!(7.5), json!("7.5")),
            (FieldKind::Decimal(DecimalSize { max_digits: 3, decimal_places: 1 }), json!("7.0"), json!("7")),
            (FieldKind::Boolean, json!(false), json!(0)),
            (FieldKind::Date, json!("2026-11-22"), json!("22.11.2026")),
            (FieldKind::DateTime, json!("2026-11-22T01:02:03Z"), json!("2026-11-22 01:02:03")),
            (FieldKind::Uuid, json!("c9bf9e57-1685-4c89-bafb-ff5af830be8a"), json!("c9bf9e5716854c89bafbff5af830be8a")),
        ];
        for (kind, good, bad) in cases {
            assert!(kind.admits(&good) && !kind.admits(&bad), "{kind:?}");
        }
        assert!(FieldKind::Json.admits(&json!([{ "a": null }])));
    }
}
