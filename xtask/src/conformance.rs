//! The judge: a real Django with the real packages, in a virtual environment of its own.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::run::{Step, root};
use crate::tools;

/// On SQLite with everything else, then on PostgreSQL what a database can make a difference to.
pub(crate) fn run() -> Result<()> {
    let python = environment()?.join("bin/python");
    on("conformance", &python, &[])?;
    on("conformance on PostgreSQL", &python, &["--postgres", "-rs"])
}

fn on(title: &str, python: &Path, options: &[&str]) -> Result<()> {
    let suite = root().join("conformance");
    Step::new(title, python)
        .args(["-m", "pytest", "-q", "--rootdir"])
        .args([&suite, &suite])
        .args(options)
        .env("COUNTERSIGN_BIN", root().join("target/release/countersign"))
        .run()
}

/// How fast the stores answer among many users: printed, not judged.
pub(crate) fn million() -> Result<()> {
    Step::new("a million users", environment()?.join("bin/python"))
        .args(["-m", "in_place.million"])
        .env("PYTHONPATH", root().join("conformance"))
        .env("COUNTERSIGN_BIN", root().join("target/release/countersign"))
        .run()
}

/// The virtual environment, with everything in it.
pub(crate) fn environment() -> Result<PathBuf> {
    let suite = root().join("conformance");
    let venv = root().join("target/venv");
    let python = venv.join("bin/python");
    if !python.exists() {
        Step::new("a Python environment", tools::python()).args(["-m", "venv"]).args([&venv]).run()?;
    }
    Step::new("Django and its packages", &python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .args([suite.join("requirements.txt")])
        .run()?;
    Ok(venv)
}
