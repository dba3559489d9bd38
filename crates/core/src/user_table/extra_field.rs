//! Further fields of a user model.

use serde_json::Value;

use super::Identifier;
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
    Number {
        /// How many digits it may have (Django's `DecimalField`); `None`: as many as 64 bits of a float hold.
        digits: Option<Digits>,
    },
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

/// How long a number may be: Django's ORM cannot read a longer one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digits {
    /// Before and after the point together (`max_digits`).
    pub most: u32,
    /// After the point (`decimal_places`).
    pub places: u32,
}

/// Which of the bounds a number exceeds, with the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooManyDigits {
    /// Of all digits.
    InAll(u32),
    /// Of those after the point.
    Places(u32),
    /// Of those before the point.
    Whole(u32),
}

impl Digits {
    /// The bound that a number exceeds which is written so, zeros at its end included, as DRF's `DecimalField` counts them.
    #[must_use]
    pub fn exceeded_by(self, number: &str) -> Option<TooManyDigits> {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: String = whole.chars().chain(fraction.chars()).filter(char::is_ascii_digit).collect();
        let significant = digits.trim_start_matches('0').len().max(1) as i64;
        let places = fraction.len() as i64 - exponent.parse::<i64>().unwrap_or(i64::from(i32::MAX));
        let (in_all, places) = if places <= 0 { (significant - places, 0) } else { (significant.max(places), places) };
        let whole = in_all - places;
        if in_all > i64::from(self.most) {
            return Some(TooManyDigits::InAll(self.most));
        }
        if places > i64::from(self.places) {
            return Some(TooManyDigits::Places(self.places));
        }
        let most_whole = self.most.saturating_sub(self.places);
        (whole > i64::from(most_whole)).then_some(TooManyDigits::Whole(most_whole))
    }
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
            Self::Number { .. } => "number",
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
            (Self::Number { digits }, Value::Number(number)) => {
                digits.is_none_or(|digits| digits.exceeded_by(&plain(number)).is_none())
            }
            (Self::Boolean, Value::Bool(_)) | (Self::Json, _) => true,
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
                | Self::Number { .. }
                | Self::Boolean
                | Self::Date
                | Self::DateTime
                | Self::Uuid,
                _,
            ) => false,
        }
    }
}

/// Without the zero that a float of a whole number has.
fn plain(number: &serde_json::Number) -> String {
    let written = number.to_string();
    written.strip_suffix(".0").map_or_else(|| written.clone(), str::to_owned)
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
            (FieldKind::Number { digits: None }, json!(7.5), json!("7.5")),
            (FieldKind::Number { digits: Some(Digits { most: 4, places: 2 }) }, json!(99.0), json!(99.125)),
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

    /// What DRF 3.18.3 says of `DecimalField(max_digits=4, decimal_places=2)`.
    #[test]
    fn digits_are_counted_as_drf_counts_them() {
        let rule = Digits { most: 4, places: 2 };
        let cases = [
            ("99.99", None),
            ("-99.90", None),
            ("0.01", None),
            ("007", None),
            ("1e1", None),
            ("1.5e-1", None),
            ("99.999", Some(TooManyDigits::InAll(4))),
            ("12345", Some(TooManyDigits::InAll(4))),
            ("1e9", Some(TooManyDigits::InAll(4))),
            ("1e99999999999999999999", Some(TooManyDigits::InAll(4))),
            ("0.125", Some(TooManyDigits::Places(2))),
            ("1.500", Some(TooManyDigits::Places(2))),
            ("1e-3", Some(TooManyDigits::Places(2))),
            ("100", Some(TooManyDigits::Whole(2))),
            ("100.5", Some(TooManyDigits::Whole(2))),
        ];
        for (number, wanted) in cases {
            assert_eq!(rule.exceeded_by(number), wanted, "{number}");
        }
    }
}
