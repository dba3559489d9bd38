//! Further columns of the user table → `[django.extra_fields.…]`

use serde_json::Value;

use super::project::{Field, FieldDefault, Project};
use super::python;
use super::sheet::Sheet;

/// Django's types, and what they are here.
const TYPES: [(&str, &str); 22] = [
    ("CharField", "text"),
    ("SlugField", "text"),
    ("TextField", "text"),
    ("FileField", "text"),
    ("FilePathField", "text"),
    ("AutoField", "integer"),
    ("BigAutoField", "integer"),
    ("SmallAutoField", "integer"),
    ("IntegerField", "integer"),
    ("SmallIntegerField", "integer"),
    ("BigIntegerField", "integer"),
    ("PositiveIntegerField", "integer"),
    ("PositiveSmallIntegerField", "integer"),
    ("PositiveBigIntegerField", "integer"),
    ("FloatField", "number"),
    ("DecimalField", "number"),
    ("BooleanField", "boolean"),
    ("NullBooleanField", "boolean"),
    ("DateField", "date"),
    ("DateTimeField", "datetime"),
    ("UUIDField", "uuid"),
    ("JSONField", "json"),
];

pub(super) fn carry_over(project: &Project, standard: &[&str], sheet: &mut Sheet) {
    let model = &project.user_model;
    for field in model.fields.iter().filter(|field| !standard.contains(&field.name.as_str())) {
        let is_asked = model.required_fields.contains(&field.name);
        let kind = TYPES.iter().find(|(name, _)| *name == field.kind).map(|(_, kind)| *kind);
        match (kind, &field.default) {
            // The database fills it.
            (_, FieldDefault::Database) => {}
            (Some(kind), _) => extra(&model.label, field, kind, is_asked, sheet),
            (None, _) => unknown(&model.label, field, sheet),
        }
    }
}

fn unknown(label: &str, field: &Field, sheet: &mut Sheet) {
    let about = format!("{label}.{}: {}", field.name, field.class);
    if field.null {
        sheet.not_carried(
            about,
            "there is no such type here: the column is left alone, and NULL for accounts made here",
        );
    } else {
        sheet.not_carried(
            about,
            "there is no such type here, and the column must have a value: accounts can be made by Django alone, unless the column \
             takes NULL or has a default of the database (db_default)",
        );
    }
}

fn extra(label: &str, field: &Field, kind: &str, is_asked: bool, sheet: &mut Sheet) {
    let section = format!("django.extra_fields.{}", field.name);
    // Two accounts cannot share a default where each must have its own.
    let default = default(field, kind).filter(|_| !field.unique);
    let is_carried = default.is_some();
    let must_be_given = !is_carried && !field.null;
    let class = field.class.rsplit('.').next().unwrap_or_default();
    let registration = match (is_asked, must_be_given) {
        (true, _) => {
            "REQUIRED_FIELDS has it, so that registration demands it: set `register` and `required` to false if the public \
                      must not fill it."
        }
        (false, true) => "It must have a value and has no default, so that registration demands it.",
        (false, false) => "Registration does not fill it; tokens may carry it ([jwt.claims]).",
    };
    let mut set = |key: &str, value: toml::Value, comment: &str| sheet.set(&format!("{section}.{key}"), value, comment);
    set("type", kind.into(), &format!("{label}.{}, a {class}. {registration}", field.name));
    if field.column != field.name {
        set("column", field.column.as_str().into(), "");
    }
    if let Some(length) = field.max_length.filter(|_| kind == "text") {
        set("max_length", i64::from(length).into(), "");
    }
    if let (true, [Some(digits), Some(places)]) = (kind == "number", field.digits) {
        set("max_digits", i64::from(digits).into(), "");
        set("decimal_places", i64::from(places).into(), "");
    }
    if field.null {
        set("null", true.into(), "");
    }
    if field.unique {
        set("unique", true.into(), "");
    }
    // An empty text is what Django has where nobody gave one, and hardly what an application wants of a field that it requires.
    if let Some(default) = default.filter(|_| !is_asked) {
        set("default", default, "");
    }
    let is_demanded = is_asked || must_be_given;
    if is_demanded {
        set("required", true.into(), "");
    }
    set("register", is_demanded.into(), "");
    if is_demanded {
        unchecked(label, field, sheet);
    }
    if let (FieldDefault::Callable { name }, false) = (&field.default, is_carried) {
        let advice = if field.null {
            "the value is computed in Python; accounts made here have none"
        } else {
            "the value is computed in Python; accounts made here must be given one, or a fixed one by `default` under \
             [django.extra_fields]"
        };
        sheet.not_carried(format!("{label}.{}: default = {name}", field.name), advice);
    }
}

/// What Django's forms and serializers demand of a field that the public fills here, and nobody does here.
fn unchecked(label: &str, field: &Field, sheet: &mut Sheet) {
    let mut demands = Vec::new();
    if field.choices > 0 {
        demands.push("choices".to_owned());
    }
    demands.extend(field.validators.iter().cloned());
    if !demands.is_empty() {
        let advice = format!(
            "registration here takes every value of the type; set `register` and `required` of \
             [django.extra_fields.{}] to false unless the application can do with that",
            field.name
        );
        sheet.not_carried(format!("{label}.{}: {}", field.name, demands.join(", ")), advice);
    }
}

/// Callables that give the time.
const NOW: [&str; 4] =
    ["django.utils.timezone.now", "django.utils.timezone.localdate", "datetime.datetime.now", "datetime.date.today"];

fn default(field: &Field, kind: &str) -> Option<toml::Value> {
    match &field.default {
        // Django takes the text of a number for the number.
        FieldDefault::Value { value: Value::String(text) } if kind == "number" => number(text),
        FieldDefault::Value { value: Value::String(text) } if kind == "integer" => {
            text.trim().parse::<i64>().ok().map(toml::Value::from)
        }
        FieldDefault::Value { value } => python::as_toml(value),
        FieldDefault::Callable { name } => {
            let is_now = ["date", "datetime"].contains(&kind) && NOW.contains(&name.as_str());
            is_now.then(|| "now".into())
        }
        FieldDefault::None | FieldDefault::Database => None,
    }
}

fn number(text: &str) -> Option<toml::Value> {
    text.trim().parse::<f64>().ok().filter(|number| number.is_finite()).map(toml::Value::from)
}
