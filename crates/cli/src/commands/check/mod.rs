//! `countersign check`: what is wrong with the configuration, and how to mend it. Nothing is made or changed.

mod classes;
mod report;
mod surroundings;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;

use self::report::{Level, Report};
use self::surroundings::Keys;
use super::serve::log_filter;
use crate::args::{Check, Global};
use crate::config::{Config, ConfigError, DEFAULT_FILE, deploy_warnings, load_all, secrets_path, warnings};
use crate::environment::Environment;
use crate::passwords::{DatabaseMaker, hashers};

pub(crate) async fn run(
    global: &Global,
    environment: &Environment,
    Check { deploy, json }: Check,
) -> anyhow::Result<ExitCode> {
    let mut report = Report::default();
    let (config, problems) = load_all(global, environment);
    for problem in &problems {
        report.add(Level::Error, "settings", problem.to_string());
    }
    if problems.is_empty() {
        report.add(Level::Ok, "settings", file(global));
    }
    if deploy {
        for warning in deploy_warnings(&config) {
            report.add(Level::Warning, "deploy", warning.to_string());
        }
    }
    examine(&config, &problems, &mut report).await;
    if !problems.is_empty() {
        // What is said of settings that were left out is true of their defaults alone.
        report.keep_what_is_wrong();
    }
    if json { report.as_json() } else { report.as_text() }?;
    match report.count(Level::Error) {
        0 => Ok(ExitCode::SUCCESS),
        _ if report.is_unprepared_alone() => bail!("the database is not prepared yet: run `countersign migrate`"),
        1 => bail!("the configuration has an error"),
        count => bail!("the configuration has {count} errors"),
    }
}

/// The settings file, and that of the secrets beside it.
fn file(global: &Global) -> String {
    let path = global.config.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    let is_there = global.config.is_some() || path.exists();
    let settings = Some(path.display().to_string()).filter(|_| is_there);
    let settings = settings.unwrap_or_else(|| format!("no {DEFAULT_FILE} here; defaults and environment"));
    let secrets = secrets_path(&path);
    if secrets.exists() { format!("{settings}, {}", secrets.display()) } else { settings }
}

/// What depends on settings that were left out is left out, too.
async fn examine(config: &Config, problems: &[ConfigError], report: &mut Report) {
    let known =
        |sections: &[&str]| !problems.iter().any(|problem| sections.iter().any(|section| problem.concerns(section)));
    for warning in warnings(config) {
        report.add(Level::Warning, "settings", warning.to_string());
    }
    report.result("log", log_filter(config).map(|_| format!("level {}", config.log.level)));
    let hashers = hashers(config, DatabaseMaker::Countersign);
    let named = config.password.hashers.is_some();
    let otherwise = if named { "" } else { ", or by pbkdf2_sha256 in a database that a Django made" };
    report.result("passwords", hashers.map(|hashers| format!("stored by {}{otherwise}", hashers.preferred.as_str())));
    surroundings::routes(config, report);
    if known(&["rest_framework", "routes"]) {
        classes::examine(config, report);
    }
    if known(&["tls", "database"]) {
        surroundings::tls(config, report);
    }
    if known(&["server"]) {
        surroundings::listen(config, report);
    }
    if known(&["cache"]) {
        surroundings::cache(config, report).await;
    }
    if known(&["database", "django"]) {
        let keys = if known(&["jwt", "keys"]) { Keys::Examine } else { Keys::LeaveOut };
        surroundings::database_and_keys(config, keys, report).await;
    }
}
