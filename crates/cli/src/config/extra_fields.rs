//! `[django.extra_fields]`: further fields of the user model.

use countersign_core::{DecimalSize, ExtraField, FieldDefault, FieldKind, Moment};
use serde_json::Value;

use super::claims::json;
use super::error::ConfigError;
use super::sections::{ExtraFieldSettings, FieldType};
use super::user_table::{Reading, is_field_name};

/// What stands for the time when an account is made.
const NOW: &str = "now";

/// Every one, in the order of their names.
pub(super) fn extra_fields(reading: &Reading<'_>) -> Result<Vec<ExtraField>, ConfigError> {
    reading.django.extra_fields.iter().map(|(name, settings)| extra_field(reading, name, settings)).collect()
}

fn extra_field(reading: &Reading<'_>, name: &str, settings: &ExtraFieldSettings) -> Result<ExtraField, ConfigError> {
    let key = format!("django.extra_fields.{name}");
    if !is_field_name(name) {
        return Err(reading.refuse(&key, "{ … }", "give the name of a field of the user model, such as phone"));
    }
    let column = reading.identifier(&format!("{key}.column"), settings.column.as_deref().unwrap_or(name))?;
    let kind = kind(reading, &key, settings)?;
    let field = ExtraField {
        name: name.to_owned(),
        column,
        kind,
        null: settings.null,
        required: settings.required,
        default: default(reading, &key, kind, settings)?,
        register: settings.register,
        unique: settings.unique,
    };
    no_contradiction(reading, &key, &field)?;
    Ok(field)
}

fn kind(reading: &Reading<'_>, key: &str, settings: &ExtraFieldSettings) -> Result<FieldKind, ConfigError> {
    let kind = match settings.r#type {
        FieldType::Text => FieldKind::Text { max_length: settings.max_length },
        FieldType::Integer => FieldKind::Integer,
        FieldType::Number => decimal(reading, key, settings)?.map_or(FieldKind::Number, FieldKind::Decimal),
        FieldType::Boolean => FieldKind::Boolean,
        FieldType::Date => FieldKind::Date,
        FieldType::DateTime => FieldKind::DateTime,
        FieldType::Uuid => FieldKind::Uuid,
        FieldType::Json => FieldKind::Json,
    };
    no_size_of_another_type(reading, key, settings)?;
    Ok(kind)
}

/// Django's `DecimalField` has both, and PostgreSQL no more than a thousand digits.
fn decimal(
    reading: &Reading<'_>,
    key: &str,
    settings: &ExtraFieldSettings,
) -> Result<Option<DecimalSize>, ConfigError> {
    match (settings.max_digits, settings.decimal_places) {
        (None, None) => Ok(None),
        (Some(max_digits @ 1..=1000), Some(decimal_places)) if decimal_places <= max_digits => {
            Ok(Some(DecimalSize { max_digits, decimal_places }))
        }
        (Some(digits), Some(_)) => {
            let mend = format!("expected 1 to 1000 digits, of which {key}.decimal_places are behind the point");
            Err(reading.refuse(&format!("{key}.max_digits"), digits.to_string(), mend))
        }
        (Some(digits), None) => {
            let mend = format!("a decimal number has both; set {key}.decimal_places as the model has it");
            Err(reading.refuse(&format!("{key}.max_digits"), digits.to_string(), mend))
        }
        (None, Some(places)) => {
            let mend = format!("a decimal number has both; set {key}.max_digits as the model has it");
            Err(reading.refuse(&format!("{key}.decimal_places"), places.to_string(), mend))
        }
    }
}

fn no_size_of_another_type(reading: &Reading<'_>, key: &str, settings: &ExtraFieldSettings) -> Result<(), ConfigError> {
    let is = |wanted: FieldType| settings.r#type == wanted;
    let sizes = [
        ("max_length", settings.max_length, is(FieldType::Text), "only text has a length", "text"),
        ("max_digits", settings.max_digits, is(FieldType::Number), "only a number has digits", "number"),
        ("decimal_places", settings.decimal_places, is(FieldType::Number), "only a number has digits", "number"),
    ];
    for (name, size, fits, why, wanted) in sizes {
        if let Some(size) = size.filter(|_| !fits) {
            let mend = format!("{why}; remove it, or set {key}.type to \"{wanted}\"");
            return Err(reading.refuse(&format!("{key}.{name}"), size.to_string(), mend));
        }
    }
    Ok(())
}

fn default(
    reading: &Reading<'_>,
    key: &str,
    kind: FieldKind,
    settings: &ExtraFieldSettings,
) -> Result<Option<FieldDefault>, ConfigError> {
    let Some(given) = &settings.default else { return Ok(None) };
    let refuse = |mend: &str| reading.refuse(&format!("{key}.default"), given.to_string(), mend);
    if matches!(kind, FieldKind::Date | FieldKind::DateTime) && given.as_str() == Some(NOW) {
        return Ok(Some(FieldDefault::Now));
    }
    let value = json(given).map_err(refuse)?;
    // Any spelling of an instant is fine in the settings.
    let instant = value.as_str().filter(|_| kind == FieldKind::DateTime).and_then(Moment::from_rfc3339);
    let value = instant.map_or(value, |at| Value::from(at.to_rfc3339()));
    let value = match (kind, &value) {
        (FieldKind::Decimal(size), Value::Number(number)) => spelled(size, &number.to_string()),
        (FieldKind::Decimal(size), Value::String(text)) => spelled(size, text),
        _ => value,
    };
    if kind.admits(&value) {
        return Ok(Some(FieldDefault::Value(value)));
    }
    Err(refuse(&format!("expected {}", wanted(kind))))
}

/// The number as it is kept; what is none stays as it is.
fn spelled(size: DecimalSize, text: &str) -> Value {
    size.read(text).unwrap_or_else(|_| text.to_owned()).into()
}

fn wanted(kind: FieldKind) -> String {
    match kind {
        FieldKind::Text { max_length: Some(most) } => format!("text of at most {most} characters"),
        FieldKind::Text { max_length: None } => "text".to_owned(),
        FieldKind::Integer => "a whole number".to_owned(),
        FieldKind::Number => "a number".to_owned(),
        FieldKind::Decimal(DecimalSize { max_digits, decimal_places }) => {
            format!("a number of at most {max_digits} digits, {decimal_places} of them behind the point")
        }
        FieldKind::Boolean => "true or false".to_owned(),
        FieldKind::Date => "\"now\", or a day such as \"2026-11-22\"".to_owned(),
        FieldKind::DateTime => "\"now\", or an instant such as \"2026-11-22T10:00:00Z\"".to_owned(),
        FieldKind::Uuid => "a UUID in lower case, with hyphens".to_owned(),
        FieldKind::Json => "anything that JSON has".to_owned(),
    }
}

/// Whoever registers can be given every field, and no field twice what is nobody's twice.
fn no_contradiction(reading: &Reading<'_>, key: &str, field: &ExtraField) -> Result<(), ConfigError> {
    let refuse = |name: &str, value: &str, mend: &str| Err(reading.refuse(&format!("{key}.{name}"), value, mend));
    if field.required && !field.register {
        return refuse("required", "true", "registration cannot demand what it may not fill; set register to true");
    }
    if field.default.is_none() && !field.null && !field.register {
        let mend = "the column takes no NULL, and nothing fills it when an account is made; give a default, or set \
                    register or null to true";
        return refuse("null", "false", mend);
    }
    if field.unique && matches!(field.default, Some(FieldDefault::Value(_))) && !field.required {
        let mend = "two accounts cannot share the default; remove it (with null = true where the column takes NULL), or \
                    set required to true";
        return refuse("unique", "true", mend);
    }
    Ok(())
}
