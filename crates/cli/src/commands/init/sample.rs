//! A settings file with every setting and its explanation.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};

use crate::commands::config::{as_toml, route_example};
use crate::config::{EXAMPLE_ROUTE, Example, Section, Setting, reference, route_keys};
use crate::output;

const HEAD: &str = "\
# Countersign's settings. Nothing has to be set: this file only names the defaults.
#
# A line that begins with # and no space is a setting at its default, or an example where nothing is
# the default: take the # away to change it.
# `countersign check` says whether the file is sound, `countersign config` what is in force and why.
# Secrets are better kept outside this file, in a variable or in a file that a variable names.
";

/// The sections that are changed most often stand first.
const FIRST: [&str; 3] = ["server", "database", "jwt"];
/// Where the explanations are broken.
const WIDTH: usize = 98;

pub(super) fn run(path: &Path, force: bool) -> anyhow::Result<ExitCode> {
    write(path, &text(&reference()), force)?;
    let shown = output::plain(&path.display().to_string());
    output::line(&format!("{shown} written; it changes nothing until you take a # away."))?;
    Ok(ExitCode::SUCCESS)
}

fn write(path: &Path, text: &str, force: bool) -> anyhow::Result<()> {
    // It may come to hold a secret.
    let mut how = OpenOptions::new();
    how.write(true).mode(0o600);
    if force {
        how.create(true).truncate(true)
    } else {
        how.create_new(true)
    };
    match how.open(path) {
        Ok(mut file) => {
            file.write_all(text.as_bytes()).with_context(|| format!("{} cannot be written", path.display()))
        }
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {
            bail!("{} is there already; --force overwrites it, --config FILE writes another", path.display())
        }
        Err(cause) => Err(cause).with_context(|| format!("{} cannot be written", path.display())),
    }
}

/// The file.
fn text(sections: &[Section]) -> String {
    let place = |section: &Section| FIRST.iter().position(|name| *name == section.name).unwrap_or(FIRST.len());
    let mut sections: Vec<_> = sections.iter().collect();
    sections.sort_by_key(|section| place(section));
    let sections = sections.into_iter().map(section);
    std::iter::once(HEAD.to_owned()).chain(sections).collect::<Vec<_>>().join("\n")
}

fn section(section: &Section) -> String {
    let settings = section.settings.iter().map(setting).chain(section.examples.iter().map(example));
    let within = if section.name == "routes" { one_route() } else { String::new() };
    format!("\n{}[{}]\n{}{within}", comment(&section.about), section.name, settings.collect::<String>())
}

/// What may be said of one endpoint, as a comment: it cannot stand beside the line of the same endpoint.
fn one_route() -> String {
    let key = |setting: &Setting| {
        let (about, kind) = (comment(&setting.about), comment(&format!("Type: {}", setting.allowed)));
        format!("#\n{about}{kind}#     {} = {}\n", setting.key, route_example(setting))
    };
    let keys = route_keys().iter().map(key).collect::<String>();
    format!("\n# More of one endpoint, in place of its line above:\n#\n#     [routes.{EXAMPLE_ROUTE}]\n{keys}")
}

fn setting(setting: &Setting) -> String {
    let value = setting.default.as_ref().or(setting.example.as_ref()).filter(|_| !setting.is_secret);
    let line = match value {
        Some(value) => format!("#{} = {}\n", setting.key, as_toml(value)),
        None => comment(&format!("`{}` is set here, or by {}.", setting.key, by(setting))),
    };
    format!("\n{}{line}", comment(&setting.about))
}

fn example(Example { name, setting, about }: &Example) -> String {
    format!("\n{}#{name} = {setting}\n", comment(about))
}

fn by(setting: &Setting) -> String {
    let variable = setting.variable();
    if setting.is_secret { format!("{variable} or {variable}_FILE") } else { variable }
}

/// Lines of a comment, broken between words.
fn comment(text: &str) -> String {
    let lines: Vec<_> = output::wrapped(text, WIDTH).iter().map(|line| format!("# {line}")).collect();
    lines.join("\n") + "\n"
}
