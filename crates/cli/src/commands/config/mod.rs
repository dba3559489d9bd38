//! `countersign config`: the settings as they are, and where each came from.

mod docs;

use std::process::ExitCode;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::args::{Global, ShowConfig};
use crate::config::{Config, Origins, SECRET_KEY, Section, Setting, load, reference};
use crate::environment::Environment;
use crate::output::{self, Cell, style};

pub(super) use docs::{as_toml, route_example};

const NOT_SET: &str = "(not set)";
const DEFAULT: &str = "default";
/// In columns.
const WIDEST_LIST: usize = 40;

pub(crate) fn run(global: &Global, environment: &Environment, options: ShowConfig) -> anyhow::Result<ExitCode> {
    if options.docs {
        output::line(docs::markdown(&reference()).trim_end())?;
        return Ok(ExitCode::SUCCESS);
    }
    let sections = effective(&load(global, environment)?)?;
    if options.json { output::json(&as_json(&sections)) } else { as_text(&sections) }?;
    Ok(ExitCode::SUCCESS)
}

/// The settings of one section.
struct Effective {
    section: String,
    settings: Vec<Row>,
}

/// One setting as it is.
#[derive(Serialize)]
struct Row {
    #[serde(skip)]
    key: String,
    value: Value,
    source: String,
}

fn effective(config: &Config) -> anyhow::Result<Vec<Effective>> {
    let (values, origins) = (serde_json::to_value(config)?, &config.origins);
    let mut sections: Vec<_> = reference().iter().map(|section| section_rows(section, &values, origins)).collect();
    let secret = serde_json::to_value(&config.secret_key)?;
    let secret = Row { key: SECRET_KEY.to_owned(), value: secret, source: origins.of(SECRET_KEY) };
    sections.push(Effective { section: "environment".to_owned(), settings: vec![secret] });
    Ok(sections)
}

fn section_rows(section: &Section, values: &Value, origins: &Origins) -> Effective {
    let found = values.pointer(&format!("/{}", section.name.replace('.', "/")));
    let found = found.and_then(Value::as_object);
    let mut settings: Vec<_> = section.settings.iter().map(|setting| row(setting, found, origins)).collect();
    // Names of the user's own choice.
    let own = found.into_iter().flatten().filter(|(key, _)| section.settings.iter().all(|known| known.key != **key));
    let own = own.filter(|(_, value)| section.settings.is_empty() || !value.is_object());
    settings.extend(own.map(|(key, value)| Row {
        key: key.clone(),
        value: value.clone(),
        source: origins.of(&format!("{}.{key}", section.name)),
    }));
    Effective { section: section.name.clone(), settings }
}

fn row(setting: &Setting, found: Option<&Map<String, Value>>, origins: &Origins) -> Row {
    let value = found.and_then(|values| values.get(&setting.key)).or(setting.default.as_ref());
    Row { key: setting.key.clone(), value: value.cloned().unwrap_or_default(), source: origins.of(&setting.dotted) }
}

fn as_json(sections: &[Effective]) -> Value {
    let section = |section: &Effective| {
        let rows = section.settings.iter().map(|row| (row.key.clone(), serde_json::json!(row)));
        (section.section.clone(), rows.collect::<Map<_, _>>().into())
    };
    Value::Object(sections.iter().map(section).collect())
}

/// One table, so that the columns of all sections align.
fn as_text(sections: &[Effective]) -> anyhow::Result<()> {
    let rows = sections.iter().filter(|section| !section.settings.is_empty()).flat_map(|section| {
        let title = vec![Cell::styled(&format!("[{}]", section.section), style::TITLE)];
        let rows = section.settings.iter().flat_map(cells);
        [title].into_iter().chain(rows).chain([Vec::new()])
    });
    output::table(&rows.collect::<Vec<_>>())?;
    output::tip("`countersign config --docs` says what each does, `countersign check` whether they are sound.");
    Ok(())
}

/// A long list has a row for each of its items.
fn cells(row: &Row) -> Vec<Vec<Cell>> {
    let is_default = row.source == DEFAULT;
    let (name, source) = if is_default { (style::NONE, style::FAINT) } else { (style::NAME, style::GOOD) };
    let (name, source) = (Cell::styled(&format!("  {}", row.key), name), Cell::styled(&row.source, source));
    let is_long = row.value.to_string().len() > WIDEST_LIST;
    let values = match row.value.as_array().filter(|_| is_long) {
        Some(items) => items.iter().map(value).collect(),
        None => vec![value(&row.value)],
    };
    let around = std::iter::once((name, source)).chain(std::iter::repeat((Cell::from(""), Cell::from(""))));
    values.into_iter().zip(around).map(|(value, (name, source))| vec![name, value, source]).collect()
}

fn value(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::styled(NOT_SET, style::FAINT),
        Value::String(text) => Cell::styled(text, style::STRING),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Cell::styled(&as_toml(other), style::NUMBER)
        }
    }
}
