//! The settings file: what is well formed of it, and where each setting stands.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Table;
use toml::de::{DeTable, DeValue, Deserializer};

use super::Config;
use super::error::ConfigError;
use super::layers::{DEFAULT_FILE, Origins, SECRETS, has_credentials};
use super::words;
use crate::args::Global;

/// What is well formed of the file: each setting that is not is noted, and left out.
pub(super) fn read_file(global: &Global, origins: &mut Origins, problems: &mut Vec<ConfigError>) -> Table {
    let (path, asked) = path(global);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound && !asked => return Table::new(),
        Err(cause) => {
            problems.push(ConfigError::File { path, cause });
            return Table::new();
        }
    };
    let mut found = Vec::new();
    let table = read_text(&text, &path, origins, &mut found);
    found.sort_by_key(|(cause, _)| place(cause));
    let refused = found.into_iter().map(|(cause, section)| {
        let message = told(&cause, &text);
        ConfigError::Text { section, message, path: path.clone() }
    });
    problems.extend(refused);
    table
}

/// The settings file, and whether somebody named it.
pub(super) fn path(global: &Global) -> (PathBuf, bool) {
    match &global.config {
        Some(path) => (path.clone(), true),
        None => (PathBuf::from(DEFAULT_FILE), false),
    }
}

/// What is wrong, and in which section if it is a known one.
type Found = (toml::de::Error, Option<String>);

fn place(cause: &toml::de::Error) -> usize {
    cause.span().map_or(0, |span| span.start)
}

fn read_text(text: &str, path: &Path, origins: &mut Origins, found: &mut Vec<Found>) -> Table {
    let mut document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(cause) => {
            found.push((cause, None));
            return Table::new();
        }
    };
    while let Err(cause) = Config::deserialize(Deserializer::from(document.clone())) {
        let taken = take_out(document.get_mut(), place(&cause));
        let section = taken.as_ref().and_then(|taken| taken.section.clone());
        found.push((cause, section));
        if taken.is_none() {
            return Table::new();
        }
    }
    note_lines(document.get_ref(), "", text, path, origins);
    Table::deserialize(Deserializer::from(document)).unwrap_or_default()
}

/// A setting or section that was taken out, and the section that it stood in.
struct Taken {
    section: Option<String>,
}

/// Takes the innermost setting or section at this place of the text out of `table`.
fn take_out(table: &mut DeTable<'_>, at: usize) -> Option<Taken> {
    for (key, value) in table.iter_mut() {
        if let DeValue::Table(inner) = value.get_mut()
            && take_out(inner, at).is_some()
        {
            return Some(Taken { section: Some(key.get_ref().to_string()) });
        }
    }
    let found = table.iter().find(|(key, value)| key.span().contains(&at) || value.span().contains(&at));
    let key = found.map(|(key, _)| key.clone())?;
    table.remove(&key).map(|_| Taken { section: None })
}

/// The line, the key and what is wrong with it. The text of the line is not repeated, and of what may be a secret not even
/// the parser's message, which names the value.
fn told(cause: &toml::de::Error, text: &str) -> String {
    let line = text.get(..place(cause)).unwrap_or_default().matches('\n').count() + 1;
    let (line, quoted) = whole(text, line);
    let (key, value) = quoted.split_once('=').unwrap_or_default();
    let key = Some(key.trim()).filter(|key| is_name(key)).unwrap_or_default();
    let named = cause.span().and_then(|span| text.get(span)).filter(|named| is_name(named));
    let message = &words::of_parser(cause.message(), named, value);
    // `url` is that of the database, too, whose words are no secret without a password in them.
    let is_secret = key != "url" && SECRETS.iter().any(|secret| secret.ends_with(&format!(".{key}")));
    let of_secret = is_secret || has_credentials(message);
    match (key, of_secret) {
        ("", _) => format!("line {line}: {message}"),
        (key, true) => format!("line {line}: {key}: the value is not what it must be, and is not shown"),
        (key, false) => format!("line {line}: {key}: {message}"),
    }
}

/// The setting that is wrong at this line, and the line that it begins on: of a list or table in Python's form that is another.
fn whole(text: &str, line: usize) -> (usize, String) {
    let lines: Vec<_> = text.lines().take(line).collect();
    let is_open = |begun: &&str| begun.trim_end().ends_with(['(', '{']);
    let begun = lines.iter().rposition(|line| line.contains('='));
    let begun = begun.filter(|at| lines.get(*at).is_some_and(is_open)).unwrap_or(line - 1);
    (begun + 1, lines.get(begun..).unwrap_or_default().join(" "))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Every setting within the section `section`, and those of the sections within it.
fn note_lines(table: &DeTable<'_>, section: &str, text: &str, path: &Path, origins: &mut Origins) {
    for (key, value) in table {
        let dotted =
            if section.is_empty() { key.get_ref().to_string() } else { format!("{section}.{}", key.get_ref()) };
        // A section's heading says nothing of the settings that it does not have.
        if !section.is_empty() {
            let line = text.get(..key.span().start).unwrap_or_default().matches('\n').count() + 1;
            origins.note(&dotted, &format!("{} line {line}", path.display()));
        }
        if let Some(inner) = value.get_ref().as_table() {
            note_lines(inner, &dotted, text, path, origins);
        }
    }
}
