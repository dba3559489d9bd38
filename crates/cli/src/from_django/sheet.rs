//! What is written: settings, each with where it comes from, secrets apart from them, and remarks for whoever moves.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use toml::Value;

use crate::config::{Origins, SECRET_KEY};
use crate::output;

/// Where comments are broken.
const WIDTH: usize = 98;
/// In this order, the sections within one after it.
const SECTIONS: [&str; 9] =
    ["server", "database", "django", "jwt", "rest_framework", "password", "sessions", "csrf", "routes"];

/// Everything that a project comes to.
#[derive(Default)]
pub(crate) struct Sheet {
    lines: Vec<Line>,
    notes: Vec<(String, String)>,
    secrets: Vec<Line>,
    remarks: Vec<Remark>,
}

struct Line {
    /// Empty: at the head of the file.
    section: String,
    comment: String,
    key: String,
    value: Value,
}

/// What to know or do beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Remark {
    pub(crate) kind: Kind,
    /// The setting there, with its value if that is no secret.
    pub(crate) about: String,
    /// What is with it, and what to do.
    pub(crate) advice: String,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// It has no counterpart here, or less than that.
    NotCarriedOver,
    /// It was carried over, and there is something to think over.
    Warning,
}

impl Sheet {
    /// A setting of the settings file.
    pub(super) fn set(&mut self, dotted: &str, value: impl Into<Value>, comment: impl Into<String>) {
        self.lines.push(line(dotted, value.into(), comment.into()));
    }

    /// Whether a setting is there already.
    pub(super) fn has(&self, dotted: &str) -> bool {
        self.lines.iter().any(|line| line.dotted() == dotted)
    }

    /// What a section's settings have in common.
    pub(super) fn note(&mut self, section: &str, text: impl Into<String>) {
        self.notes.push((section.to_owned(), text.into()));
    }

    /// A secret, for the file beside the settings.
    pub(super) fn keep(&mut self, dotted: &str, value: impl Into<Value>, comment: impl Into<String>) {
        self.secrets.push(line(dotted, value.into(), comment.into()));
    }

    pub(super) fn not_carried(&mut self, about: impl Into<String>, advice: impl Into<String>) {
        self.remarks.push(Remark { kind: Kind::NotCarriedOver, about: about.into(), advice: advice.into() });
    }

    pub(super) fn warn(&mut self, about: impl Into<String>, advice: impl Into<String>) {
        self.remarks.push(Remark { kind: Kind::Warning, about: about.into(), advice: advice.into() });
    }

    pub(crate) fn remarks(&self, kind: Kind) -> impl Iterator<Item = &Remark> {
        self.remarks.iter().filter(move |remark| remark.kind == kind)
    }

    /// Notes what is in force from elsewhere than these files: variables win over them.
    pub(crate) fn note_overridden(&mut self, origins: &Origins, files: [&Path; 2]) {
        let names = self.lines.iter().chain(&self.secrets).map(Line::dotted);
        let found = names.filter_map(|name| {
            let origin = origins.of(if name == "secret_key" { SECRET_KEY } else { &name });
            let is_here = files.iter().any(|file| origin.starts_with(&file.display().to_string()));
            (!is_here && origin != "default").then_some((name, origin))
        });
        for (name, origin) in found.collect::<Vec<_>>() {
            let advice =
                format!("it is set here, and wins over the {name} that was written; unset it if the two differ");
            self.warn(origin, advice);
        }
    }

    /// How many settings the settings file has.
    pub(crate) fn count(&self) -> usize {
        self.lines.len()
    }

    /// The names of the secrets.
    pub(crate) fn secrets(&self) -> Vec<String> {
        self.secrets.iter().map(Line::dotted).collect()
    }

    /// The settings file.
    pub(crate) fn settings_text(&self, head: &str) -> String {
        format!("{}{}", commented(head), self.text_of(&self.lines))
    }

    /// The secrets beside it.
    pub(crate) fn secrets_text(&self, head: &str) -> String {
        format!("{}{}", commented(head), self.text_of(&self.secrets))
    }

    fn text_of(&self, lines: &[Line]) -> String {
        let mut sections: Vec<&str> = lines.iter().map(|line| line.section.as_str()).collect();
        sections.sort_by_key(|section| place(section));
        sections.dedup();
        sections.iter().map(|section| self.section(section, lines)).collect()
    }

    fn section(&self, section: &str, lines: &[Line]) -> String {
        let mut text = String::new();
        if !section.is_empty() {
            let notes = self.notes.iter().filter(|(about, _)| about == section);
            let notes = notes.map(|(_, note)| commented(note)).collect::<String>();
            text = format!("\n{notes}[{}]\n", section.split('.').map(key).collect::<Vec<_>>().join("."));
        }
        for line in lines.iter().filter(|line| line.section == section) {
            if !line.comment.is_empty() {
                text.push('\n');
                text.push_str(&commented(&line.comment));
            }
            // Writing into a text does not fail.
            let _infallible = writeln!(text, "{} = {}", key(&line.key), line.value);
        }
        text
    }
}

impl Line {
    fn dotted(&self) -> String {
        if self.section.is_empty() { self.key.clone() } else { format!("{}.{}", self.section, self.key) }
    }
}

fn line(dotted: &str, value: Value, comment: String) -> Line {
    let (section, key) = dotted.rsplit_once('.').unwrap_or(("", dotted));
    Line { section: section.to_owned(), comment, key: key.to_owned(), value }
}

/// A section that is not known by name stands last.
fn place(section: &str) -> (usize, String) {
    let first = section.split('.').next().unwrap_or_default();
    let known = SECTIONS.iter().position(|known| *known == first).map_or(SECTIONS.len(), |place| place + 1);
    (if section.is_empty() { 0 } else { known }, section.to_owned())
}

/// A name that is not of letters, digits, `_` and `-` alone is quoted.
fn key(name: &str) -> String {
    let is_bare = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if is_bare { name.to_owned() } else { Value::from(name).to_string() }
}

/// Lines of a comment. What a project chose to call things can neither end the comment nor move a terminal's cursor.
fn commented(text: &str) -> String {
    let lines = text.lines().flat_map(|line| output::wrapped(&output::plain(line), WIDTH));
    lines.map(|line| format!("# {line}").trim_end().to_owned() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_project_calls_things_ends_neither_comment_nor_text() {
        let issuer = "\"\n[server]\n'\u{7f}\\";
        let mut sheet = Sheet::default();
        sheet.note("jwt", "evil\n[server]\nlisten = 1\u{1b}[2J");
        sheet.set("jwt.issuer", issuer, "evil\r\n[server]\nlisten = 1");
        sheet.set("django.user_columns.größe", "x", "");
        let text = sheet.settings_text("evil\n[server]");
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table.keys().collect::<Vec<_>>(), ["django", "jwt"], "{text}");
        assert_eq!(table["jwt"]["issuer"].as_str(), Some(issuer));
        assert!(!text.contains('\u{1b}'));
    }
}
