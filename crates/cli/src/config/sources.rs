//! What is to be thought over where the settings come from: the file itself, and variables that are none of ours.

use std::os::unix::fs::PermissionsExt;

use toml::{Table, Value};

use super::file;
use super::layers::{Origins, SECRETS, has_credentials};
use super::overlays::PREFIX;
use super::reference::reference;
use super::warnings::Warning;
use crate::args::Global;
use crate::environment::Environment;

/// Lifetimes that somebody may have given in minutes, or in days.
const LIFETIMES: [&str; 3] = ["access_token_lifetime", "refresh_token_lifetime", "session_lifetime"];
/// Fewer seconds than this are rarely meant.
const SHORT: i64 = 60;
/// The permissions that open a file to others than its owner.
const OTHERS: u32 = 0o077;

pub(super) fn warnings(global: &Global, environment: &Environment, table: &Table, origins: &Origins) -> Vec<Warning> {
    let mut found = mistyped_variables(environment);
    found.extend(exposed_secret(global));
    found.extend(LIFETIMES.iter().filter_map(|name| bare_seconds(name, table, origins)));
    found
}

/// `COUNTERSIGN_JWT_LEEWAY`, where `COUNTERSIGN_JWT__LEEWAY` was meant. Other names are left alone: container platforms have
/// some of their own that begin so.
fn mistyped_variables(environment: &Environment) -> Vec<Warning> {
    let suspects: Vec<_> = environment.iter().map(|(name, _)| name).filter(|name| is_suspect(name)).collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    let known = variables();
    let meant = |name: &str| known.iter().find(|known| known.replace("__", "_") == name.to_uppercase());
    let warning = |name: &str, meant: &str| Warning {
        about: name.to_owned(),
        mend: format!("it is ignored; the setting is {meant}, with two underscores after the section"),
    };
    suspects.into_iter().filter_map(|name| meant(name).map(|meant| warning(name, meant))).collect()
}

fn is_suspect(name: &str) -> bool {
    name.to_uppercase().starts_with(PREFIX) && !(name.starts_with(PREFIX) && name.contains("__"))
}

/// Every variable that is a setting.
fn variables() -> Vec<String> {
    let mut known = Vec::new();
    for section in reference() {
        known.extend(section.name.contains('.').then(|| variable(&section.name)));
        for setting in &section.settings {
            known.push(setting.variable());
            known.extend(setting.is_secret.then(|| setting.variable() + "_FILE"));
        }
    }
    known
}

fn variable(dotted: &str) -> String {
    format!("{PREFIX}{}", dotted.replace('.', "__").to_uppercase())
}

/// A secret in a file that is not its owner's alone.
fn exposed_secret(global: &Global) -> Option<Warning> {
    let (path, _) = file::path(global);
    let mode = std::fs::metadata(&path).ok()?.permissions().mode();
    let table: Table = std::fs::read_to_string(&path).ok()?.parse().ok()?;
    let is_set = |key: &&&str| {
        let (section, name) = key.split_once('.').unwrap_or_default();
        let value = table.get(section).and_then(|section| section.get(name));
        // An address without a password is none.
        value.is_some_and(|value| name != "url" || value.as_str().is_some_and(has_credentials))
    };
    let secret = SECRETS.iter().find(is_set).filter(|_| mode & OTHERS != 0)?;
    let shown = path.display();
    let mend = format!("others than its owner can read it, and it holds {secret}; `chmod 600 {shown}`");
    Some(Warning { about: shown.to_string(), mend })
}

/// A whole number is seconds.
fn bare_seconds(name: &str, table: &Table, origins: &Origins) -> Option<Warning> {
    let number = table.get("jwt").and_then(|jwt| jwt.get(name)).and_then(Value::as_integer)?;
    let origin = origins.of(&format!("jwt.{name}"));
    let mend = format!("a bare number is seconds; for minutes write \"{number}m\", for days \"{number}d\"");
    let about = format!("jwt.{name} = {number} ({origin})");
    (1..SHORT).contains(&number).then_some(Warning { about, mend })
}
