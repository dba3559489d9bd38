//! Running a step, with its name and its time.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// One program that must succeed.
pub(crate) struct Step {
    name: String,
    command: Command,
}

impl Step {
    pub(crate) fn new(name: &str, program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.current_dir(root());
        Self { name: name.to_owned(), command }
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn run(mut self) -> Result<()> {
        println!("\n=== {}", self.name);
        let start = Instant::now();
        let status = self
            .command
            .status()
            .with_context(|| format!("{}: {}", self.name, self.command.get_program().display()))?;
        if !status.success() {
            bail!("{} failed: {status}", self.name);
        }
        println!("=== {}: {:.1} s", self.name, start.elapsed().as_secs_f64());
        Ok(())
    }

    /// What it prints, on both outputs.
    pub(crate) fn output(mut self) -> Result<String> {
        println!("\n=== {}", self.name);
        let output = self
            .command
            .output()
            .with_context(|| format!("{}: {}", self.name, self.command.get_program().display()))?;
        let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        if !output.status.success() {
            bail!("{} failed: {}\n{said}", self.name, output.status);
        }
        Ok(said)
    }

    /// Whether it succeeds; what it prints is not shown.
    pub(crate) fn succeeds(mut self) -> bool {
        self.command.output().is_ok_and(|output| output.status.success())
    }
}

pub(crate) fn cargo(name: &str, args: &[&str]) -> Result<()> {
    Step::new(name, "cargo").args(args).run()
}
