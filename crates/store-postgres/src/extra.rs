//! Values of further fields: they go to the server and come from it as text, which it casts.

use countersign_core::store::StoreError;
use countersign_core::{ExtraField, FieldKind, Moment};
use serde_json::{Number, Value};
use sqlx::postgres::PgRow;

use crate::row::{get, micros};

/// What selects the value of `column`, for [`read`].
pub(crate) fn selected(column: &str, kind: FieldKind) -> String {
    match kind {
        FieldKind::DateTime => micros(column),
        // A role may have another style of dates.
        FieldKind::Date => format!("to_char({column}, 'YYYY-MM-DD')"),
        FieldKind::Text { .. }
        | FieldKind::Integer
        | FieldKind::Number
        | FieldKind::Decimal(_)
        | FieldKind::Boolean
        | FieldKind::Uuid
        | FieldKind::Json => format!("{column}::text"),
    }
}

/// What the parameter of the value is in a statement, where its column is declared as `declared`, whatever its length.
pub(crate) fn parameter(number: usize, declared: &str) -> String {
    format!("CAST(${number}::text AS {declared})")
}

/// What that parameter is bound to.
pub(crate) fn text(kind: FieldKind, value: &Value) -> Option<String> {
    match (kind, value) {
        (_, Value::Null) => None,
        (FieldKind::Json, value) => Some(value.to_string()),
        (_, Value::String(text)) => Some(text.clone()),
        (_, other) => Some(other.to_string()),
    }
}

/// Reads what [`selected`] has selected.
pub(crate) fn read(row: &PgRow, column: &str, field: &ExtraField) -> Result<Value, StoreError> {
    if field.kind == FieldKind::DateTime {
        let micros = get::<Option<i64>>(row, column)?;
        return Ok(micros.map_or(Value::Null, |micros| Moment::from_micros(micros).to_rfc3339().into()));
    }
    let Some(text) = get::<Option<String>>(row, column)? else { return Ok(Value::Null) };
    let corrupt =
        || StoreError::Corrupt(format!("column {} of the user table is no {}", field.column, field.kind.as_str()));
    match field.kind {
        FieldKind::Integer => text.parse::<i64>().map(Value::from).map_err(|_| corrupt()),
        FieldKind::Boolean => text.parse::<bool>().map(Value::from).map_err(|_| corrupt()),
        FieldKind::Number => text.parse::<Number>().map(Value::from).map_err(|_| corrupt()),
        FieldKind::Json => serde_json::from_str(&text).map_err(|_| corrupt()),
        FieldKind::Text { .. } | FieldKind::Decimal(_) | FieldKind::Date | FieldKind::DateTime | FieldKind::Uuid => {
            Ok(text.into())
        }
    }
}
