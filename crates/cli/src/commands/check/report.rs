//! What a check found.

use anyhow::Result;
use serde::Serialize;
use serde_json::json;

use crate::output::style::{self, painted};
use crate::output::{self, Cell};

/// What the two columns before the message take at most.
const HEADS: usize = 25;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Ok,
    /// It works, and somebody will regret it.
    Warning,
    /// The server does not start with it.
    Error,
}

/// One line of the report.
#[derive(Debug, Serialize)]
struct Row {
    level: Level,
    subject: &'static str,
    message: String,
}

/// Everything that was looked at.
#[derive(Debug, Default)]
pub(super) struct Report {
    rows: Vec<Row>,
    /// The database waits for `countersign migrate`.
    is_unprepared: bool,
}

impl Report {
    pub(super) fn add(&mut self, level: Level, subject: &'static str, message: impl Into<String>) {
        self.rows.push(Row { level, subject, message: message.into() });
    }

    /// A start is refused for it, and the settings have no mistake.
    pub(super) fn unprepared(&mut self, subject: &'static str, message: String) {
        self.is_unprepared = true;
        self.add(Level::Error, subject, message);
    }

    /// Nothing but `countersign migrate` is missing.
    pub(super) fn is_unprepared_alone(&self) -> bool {
        self.is_unprepared && self.count(Level::Error) == 1
    }

    /// Good as it says, or an error with its cause.
    pub(super) fn result(&mut self, subject: &'static str, found: Result<String>) {
        match found {
            Ok(message) => self.add(Level::Ok, subject, message),
            Err(cause) => self.add(Level::Error, subject, format!("{cause:#}")),
        }
    }

    pub(super) fn keep_what_is_wrong(&mut self) {
        self.rows.retain(|row| row.level != Level::Ok);
    }

    pub(super) fn count(&self, level: Level) -> usize {
        self.rows.iter().filter(|row| row.level == level).count()
    }

    pub(super) fn as_json(&self) -> Result<()> {
        let (errors, warnings) = (self.count(Level::Error), self.count(Level::Warning));
        output::json(&json!({ "ok": errors == 0, "errors": errors, "warnings": warnings, "checks": self.rows }))
    }

    /// The errors last, where they are seen.
    pub(super) fn as_text(&self) -> Result<()> {
        let of = |level| self.rows.iter().filter(move |row| row.level == level);
        let rows = [Level::Ok, Level::Warning, Level::Error].into_iter().flat_map(of).flat_map(cells);
        output::table(&rows.collect::<Vec<_>>())?;
        let (errors, warnings) = (self.count(Level::Error), self.count(Level::Warning));
        let style = if errors > 0 {
            style::ERROR
        } else if warnings > 0 {
            style::WARNING
        } else {
            style::GOOD
        };
        let said = match (errors, warnings) {
            (0, 0) => "Everything is in order.".to_owned(),
            (errors, warnings) => format!("{}, {}.", counted(errors, "error"), counted(warnings, "warning")),
        };
        output::line(&format!("\n{}", painted(style, &said)))
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A message of several lines goes on below itself.
fn cells(row: &Row) -> Vec<Vec<Cell>> {
    let (word, style) = match row.level {
        Level::Ok => ("OK", style::GOOD),
        Level::Warning => ("WARNING", style::WARNING),
        Level::Error => ("ERROR", style::ERROR),
    };
    let heads = std::iter::once((word, row.subject)).chain(std::iter::repeat(("", "")));
    let lines = row.message.lines().flat_map(|line| output::fitted(line, HEADS));
    let rows = heads.zip(lines).map(|((word, subject), line)| {
        vec![Cell::styled(word, style), Cell::styled(subject, style::TITLE), Cell::from(line)]
    });
    rows.collect()
}
