//! What was taken over from a Django project, what was not, and what to do next.

use std::path::Path;

use serde_json::json;

use crate::config::ConfigError;
use crate::from_django::{Interpreter, Kind, Project, Sheet};
use crate::output::style::{self, painted};
use crate::output::{self, plain};

/// What advice is indented by.
const INDENT: usize = 6;

pub(super) struct Report<'r> {
    pub(super) settings: &'r Path,
    pub(super) secrets: &'r Path,
    pub(super) interpreter: &'r Interpreter,
    pub(super) project: &'r Project,
    pub(super) sheet: &'r Sheet,
    /// What the settings are refused for as they are.
    pub(super) problems: Vec<ConfigError>,
}

impl Report<'_> {
    pub(super) fn as_json(&self) -> anyhow::Result<()> {
        let remarks = |kind| self.sheet.remarks(kind).collect::<Vec<_>>();
        let problems: Vec<_> = self.problems.iter().map(ToString::to_string).collect();
        output::json(&json!({
            "settings_file": self.settings.display().to_string(),
            "secrets_file": self.secrets.display().to_string(),
            "python": self.interpreter.path.display().to_string(),
            "settings_module": self.project.started.module,
            "versions": self.project.versions,
            "settings": self.sheet.count(),
            "secrets": self.sheet.secrets(),
            "not_carried_over": remarks(Kind::NotCarriedOver),
            "warnings": remarks(Kind::Warning),
            "problems": problems,
            "next": self.next(),
        }))
    }

    pub(super) fn as_text(&self) -> anyhow::Result<()> {
        let python = self.interpreter.path.display();
        let asked = format!("Asked {} of {}, with {python}.", self.versions(), self.project.started.module);
        output::line(&plain(&asked))?;
        let (settings, count) = (self.settings.display(), self.sheet.count());
        output::line(&plain(&format!("{settings} written: {}.", counted(count, "setting"))))?;
        let secrets = format!("{} written, for you alone to read: ", self.secrets.display());
        output::line(&plain(&format!("{secrets}{}.", self.sheet.secrets().join(", "))))?;
        self.remarks(Kind::NotCarriedOver, "Not carried over:")?;
        self.remarks(Kind::Warning, "To think over:")?;
        if !self.problems.is_empty() {
            output::line(&format!("\n{}", painted(style::TITLE, "To mend before the start:")))?;
            for problem in &self.problems {
                paragraph(&problem.to_string(), 2)?;
            }
        }
        output::line(&format!("\n{}", painted(style::GOOD, &self.summary())))?;
        output::line("Next:")?;
        self.next().iter().try_for_each(|command| output::line(&format!("  {}", plain(command))))
    }

    fn versions(&self) -> String {
        let names =
            [("Django", "Django"), ("djangorestframework", "DRF"), ("djangorestframework-simplejwt", "SimpleJWT")];
        let version = |package: &str| self.project.versions.get(package).cloned().flatten();
        let found = names.into_iter().filter_map(|(package, name)| Some(format!("{name} {}", version(package)?)));
        found.collect::<Vec<_>>().join(", ")
    }

    fn remarks(&self, kind: Kind, title: &str) -> anyhow::Result<()> {
        let mut remarks = self.sheet.remarks(kind).peekable();
        if remarks.peek().is_none() {
            return Ok(());
        }
        output::line(&format!("\n{}", painted(style::TITLE, title)))?;
        for remark in remarks {
            output::line(&format!("  {}", painted(style::NAME, &plain(&remark.about))))?;
            paragraph(&remark.advice, INDENT)?;
        }
        Ok(())
    }

    fn summary(&self) -> String {
        let count = |kind| self.sheet.remarks(kind).count();
        let (left, warnings) = (count(Kind::NotCarriedOver), count(Kind::Warning));
        let left = if left == 0 {
            "Everything was carried over".to_owned()
        } else {
            counted(left, "thing") + " not carried over"
        };
        let warnings = if warnings == 0 { String::new() } else { format!(", {warnings} to think over") };
        let problems = match self.problems.len() {
            0 => String::new(),
            count => format!(", {} to mend", counted(count, "problem")),
        };
        format!("{left}{warnings}{problems}.")
    }

    /// What is done next, in this order.
    fn next(&self) -> Vec<String> {
        let option = match self.settings.to_str() {
            Some(crate::config::DEFAULT_FILE) => String::new(),
            _ => format!(" --config {}", self.settings.display()),
        };
        ["migrate", "check", "serve"].map(|command| format!("countersign {command}{option}")).into()
    }
}

/// Lines that are broken where the terminal ends.
fn paragraph(text: &str, indent: usize) -> anyhow::Result<()> {
    let lines = text.lines().flat_map(|line| output::fitted(&plain(line), indent));
    lines.into_iter().try_for_each(|line| output::line(&format!("{}{line}", " ".repeat(indent))))
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
