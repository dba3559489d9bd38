//! Values of further fields, as Django keeps them on SQLite.

use countersign_core::store::StoreError;
use countersign_core::{DecimalSize, ExtraField, FieldKind, Moment};
use serde_json::{Number, Value};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{Row, TypeInfo, ValueRef};
use uuid::Uuid;

use crate::error::store_error;
use crate::key::hex;
use crate::row::{django_text, get, moment};

/// Binds a value in the form of its column. One of another kind was refused before it came here, and is bound as its text.
pub(crate) fn bind<'q>(
    query: Query<'q, Sqlite, SqliteArguments>,
    kind: FieldKind,
    value: &Value,
) -> Query<'q, Sqlite, SqliteArguments> {
    match (kind, value) {
        (_, Value::Null) => query.bind(None::<String>),
        (FieldKind::Json, value) => query.bind(value.to_string()),
        (FieldKind::Uuid, Value::String(text)) => query.bind(Uuid::try_parse(text).map_or(text.clone(), hex)),
        (FieldKind::DateTime, Value::String(text)) => {
            query.bind(Moment::from_rfc3339(text).map_or(text.clone(), django_text))
        }
        (_, Value::String(text)) => query.bind(text.clone()),
        (_, Value::Bool(truth)) => query.bind(*truth),
        (_, Value::Number(number)) => match number.as_i64() {
            Some(whole) => query.bind(whole),
            None => query.bind(number.as_f64()),
        },
        (_, other @ (Value::Array(_) | Value::Object(_))) => query.bind(other.to_string()),
    }
}

/// Reads what is in a column.
pub(crate) fn read(row: &SqliteRow, column: &str, field: &ExtraField) -> Result<Value, StoreError> {
    let raw = row.try_get_raw(column).map_err(store_error)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let corrupt =
        || StoreError::Corrupt(format!("column {} of the user table is no {}", field.column, field.kind.as_str()));
    let text = || get::<String>(row, column);
    match field.kind {
        FieldKind::Text { .. } | FieldKind::Date => text().map(Value::from),
        FieldKind::Integer => get::<i64>(row, column).map(Value::from),
        FieldKind::Boolean => get::<bool>(row, column).map(Value::from),
        FieldKind::Number if raw.type_info().name() == "INTEGER" => get::<i64>(row, column).map(Value::from),
        FieldKind::Number if raw.type_info().name() == "REAL" => {
            let number = row.try_get_unchecked::<f64, _>(column).map_err(store_error)?;
            Number::from_f64(number).map(Value::from).ok_or_else(corrupt)
        }
        // A decimal that SQLite could not keep as a number.
        FieldKind::Number => text()?.parse::<Number>().map(Value::from).map_err(|_| corrupt()),
        FieldKind::Decimal(size) => decimal(row, column, size)?.map(Value::from).ok_or_else(corrupt),
        FieldKind::DateTime => moment(&text()?).map(|at| at.to_rfc3339().into()),
        FieldKind::Uuid => Uuid::try_parse(&text()?).map(|uuid| uuid.to_string().into()).map_err(|_| corrupt()),
        FieldKind::Json => serde_json::from_str(&text()?).map_err(|_| corrupt()),
    }
}

/// SQLite makes a number of the text of a decimal wherever it can.
fn decimal(row: &SqliteRow, column: &str, size: DecimalSize) -> Result<Option<String>, StoreError> {
    let raw = row.try_get_raw(column).map_err(store_error)?;
    let places = size.decimal_places as usize;
    Ok(match raw.type_info().name() {
        "INTEGER" => size.read(&get::<i64>(row, column)?.to_string()).ok(),
        "REAL" => {
            let number = row.try_get_unchecked::<f64, _>(column).map_err(store_error)?;
            // Django, too, rounds what is left of it to the places of the field.
            number.is_finite().then(|| format!("{number:.places$}"))
        }
        _ => size.read(&get::<String>(row, column)?).ok(),
    })
}
