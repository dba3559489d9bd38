//! Which Python runs the project.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An interpreter, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Interpreter {
    pub(crate) path: PathBuf,
    pub(crate) found: Found,
}

/// How it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// `--python` names it.
    Named,
    /// It is the project's virtual environment.
    Project,
    /// It is whatever `python3` is.
    Path,
}

/// Where virtual environments are by convention: `python -m venv`, uv, Poetry in the project, Pipenv in the project.
const FOLDERS: [&str; 4] = [".venv", "venv", "env", ".env"];

/// The named one, else the virtual environment of the project or of the folder around it, else `python3`.
pub(crate) fn interpreter(project: &Path, named: Option<&Path>) -> Interpreter {
    if let Some(path) = named {
        // A name without a slash is looked for in PATH.
        let is_path = path.components().count() > 1;
        let absolute = if is_path { std::path::absolute(path).ok() } else { None };
        return Interpreter { path: absolute.unwrap_or_else(|| path.to_owned()), found: Found::Named };
    }
    let around = [Some(project), project.parent()];
    let places = around.into_iter().flatten().flat_map(|folder| FOLDERS.map(|name| folder.join(name)));
    let mut pythons = places.map(|place| place.join("bin/python"));
    match pythons.find(|python| python.exists()).or_else(|| of_poetry(project)) {
        Some(path) => Interpreter { path, found: Found::Project },
        None => Interpreter { path: PathBuf::from("python3"), found: Found::Path },
    }
}

/// Poetry keeps environments in a folder of its own, which only it knows.
fn of_poetry(project: &Path) -> Option<PathBuf> {
    let is_poetry = |folder: &&Path| folder.join("poetry.lock").exists();
    let folder = [Some(project), project.parent()].into_iter().flatten().find(is_poetry)?;
    let mut command = Command::new("poetry");
    command.args(["env", "info", "--executable"]).current_dir(folder).stdin(Stdio::null()).stderr(Stdio::null());
    let answer = command.output().ok().filter(|answer| answer.status.success())?;
    let path = PathBuf::from(String::from_utf8(answer.stdout).ok()?.trim());
    path.is_file().then_some(path)
}
