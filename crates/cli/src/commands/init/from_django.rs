//! `countersign init --from-django DIR`: asks the project, writes settings and secrets, and says what is left to do.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};

use super::report::Report;
use crate::args::Global;
use crate::config::{load_all, secrets_path};
use crate::environment::Environment;
use crate::from_django::{Project, Sheet, ask, carry_over, interpreter};
use crate::own_file;

/// What the command line says.
pub(super) struct Options {
    pub(super) project: PathBuf,
    pub(super) python: Option<PathBuf>,
    pub(super) force: bool,
    pub(super) json: bool,
}

/// The variable that chooses a project's settings.
const SETTINGS_MODULE: &str = "DJANGO_SETTINGS_MODULE";

pub(super) fn run(path: &Path, environment: &Environment, options: &Options) -> anyhow::Result<ExitCode> {
    let folder = folder(&options.project, environment.get(SETTINGS_MODULE).is_some())?;
    let secrets = secrets_path(path);
    if !options.force {
        [path, &secrets].into_iter().try_for_each(refuse_existing)?;
    }
    let interpreter = interpreter(&folder, options.python.as_deref());
    let project = ask(&folder, &interpreter)?;
    let mut sheet = carry_over(&project)?;
    write(path, &secrets, &sheet, &heads(&project, &folder, path, &secrets), options.force)?;
    let global = Global { config: Some(path.to_owned()), database_url: None };
    let (config, problems) = load_all(&global, environment);
    sheet.note_overridden(&config.origins, [path, &secrets]);
    let report = Report {
        settings: path,
        secrets: &secrets,
        interpreter: &interpreter,
        project: &project,
        sheet: &sheet,
        problems,
    };
    if options.json { report.as_json() } else { report.as_text() }?;
    Ok(ExitCode::SUCCESS)
}

/// Where manage.py is.
fn folder(named: &Path, has_module: bool) -> anyhow::Result<PathBuf> {
    let shown = named.display();
    let folder = std::path::absolute(named).with_context(|| shown.to_string())?;
    if folder.ends_with("manage.py") && folder.is_file() {
        return Ok(folder.with_file_name(""));
    }
    if !folder.is_dir() {
        bail!("{shown} is no folder; name the one that the project's manage.py is in");
    }
    if folder.join("manage.py").is_file() || has_module {
        return Ok(folder);
    }
    let below = folder.read_dir().with_context(|| shown.to_string())?.flatten().map(|entry| entry.path());
    match below.filter(|path| path.join("manage.py").is_file()).min() {
        Some(meant) => bail!("there is no manage.py in {shown}; did you mean {}?", meant.display()),
        None => bail!("there is no manage.py in {shown}; name the folder that has it, or set {SETTINGS_MODULE}"),
    }
}

fn refuse_existing(path: &Path) -> anyhow::Result<()> {
    match path.symlink_metadata() {
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(cause).with_context(|| path.display().to_string()),
        Ok(_) => {
            bail!("{} is there already; --force overwrites it, --config FILE writes another", path.display())
        }
    }
}

/// What stands at the head of the settings, and of the secrets.
fn heads(project: &Project, folder: &Path, path: &Path, secrets: &Path) -> (String, String) {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (settings, secrets) = (name(path), name(secrets));
    let module = &project.started.module;
    let head = format!(
        "Countersign's settings, from {module} of the Django project in {}.\n\n\
         Each setting is named with what it came from; what is not here is at its default.\n\
         `countersign config` shows all that is in force, `countersign check` says whether it is sound, and `countersign init \
         --config FILE` writes a file that explains every setting.\n\
         Secrets are in {secrets} beside this file; variables such as SECRET_KEY win over it.",
        folder.display()
    );
    let of_secrets = format!(
        "The secrets that go with {settings}. Only its owner may read this file, and it holds nothing but secrets.\n\
         Keep it out of version control."
    );
    (head, of_secrets)
}

/// Both or none.
fn write(path: &Path, secrets: &Path, sheet: &Sheet, heads: &(String, String), force: bool) -> anyhow::Result<()> {
    let (head, of_secrets) = heads;
    put(secrets, &sheet.secrets_text(of_secrets), force)?;
    let written = put(path, &sheet.settings_text(head), force);
    if written.is_err() && !force {
        std::fs::remove_file(secrets).with_context(|| format!("{} is left", secrets.display()))?;
    }
    written
}

fn put(path: &Path, text: &str, force: bool) -> anyhow::Result<()> {
    let put = if force { own_file::replace_private } else { own_file::create_private };
    put(path, text.as_bytes()).with_context(|| format!("{} cannot be written", path.display()))
}
