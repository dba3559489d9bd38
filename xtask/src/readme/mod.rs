//! The README as a newcomer follows it: every command run as it is printed, from a folder that has nothing but the checkout.
//!
//! The `sh` and `python` blocks run in order, in one shell. A line that serves runs in the background until another takes
//! its place. A comment below a command is what it prints; `…` in it stands for anything. A `rust` block becomes the
//! `src/main.rs` of the folder that the shell is in. Each `toml` block is loaded as settings.

mod script;
mod steps;

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::conformance;
use crate::run::{Step as Program, root};
use steps::{Block, Step};

pub(crate) fn run() -> Result<()> {
    println!("\n=== the README's commands");
    s77_the_readme_works_as_it_is_written()
}

fn s77_the_readme_works_as_it_is_written() -> Result<()> {
    let readme = fs::read_to_string(root().join("README.md")).context("README.md")?;
    let Block { steps, settings } = steps::read(&readme);
    ensure!(steps.iter().any(|step| step.serves().is_some()), "the README starts no server");
    let folder = newcomers_folder()?;
    let start = Instant::now();
    let output = shell(&script::write(&steps), &folder)?;
    let took = start.elapsed();
    check(&steps, &output)?;
    for text in &settings {
        loads(text, &folder)?;
    }
    println!(
        "=== the README's commands: {} ran in {:.0} s after the build, every printed answer came; {} settings files load",
        steps.len(),
        took.as_secs_f64(),
        settings.len()
    );
    Ok(())
}

/// What looks like a new checkout, in a folder of its own: databases and keys of the one who tests are left alone, and what is
/// made beside it belongs to no workspace.
fn newcomers_folder() -> Result<PathBuf> {
    let around = std::env::temp_dir().join("countersign-readme");
    let unable = || around.display().to_string();
    if around.exists() {
        fs::remove_dir_all(&around).with_context(unable)?;
    }
    let folder = around.join("countersign");
    fs::create_dir_all(&folder).with_context(unable)?;
    for name in CHECKOUT {
        symlink(root().join(name), folder.join(name)).with_context(unable)?;
    }
    Ok(folder)
}

/// What a newcomer uses of a checkout.
const CHECKOUT: [&str; 7] =
    ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "crates", "examples", "xtask", "target"];

/// What the script prints. It sees no settings of the one who tests, and the Python that has `requests`.
fn shell(script: &str, folder: &Path) -> Result<String> {
    let mut shell = Command::new("bash")
        .current_dir(folder)
        // Kept between runs.
        .env(script::APP_TARGET, root().join("target/my-api"))
        .env(script::PYTHON, conformance::environment()?)
        .env_remove("DATABASE_URL")
        .env_remove("SECRET_KEY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("bash")?;
    shell.stdin.take().context("bash")?.write_all(script.as_bytes()).context("bash")?;
    let output = shell.wait_with_output().context("bash")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "a command of the README failed; it printed:\n{text}");
    Ok(text)
}

fn check(steps: &[Step], output: &str) -> Result<()> {
    for (number, Step { command, printed, .. }) in steps.iter().enumerate() {
        let after = output.split(&format!("@{number}\n")).nth(1).unwrap_or_default();
        let own = after.split(&format!("\n@{}\n", number + 1)).next().unwrap_or_default();
        for line in printed {
            if !matches(own, line) {
                bail!("README: {command}\n  should print {line}\n  and printed {own}");
            }
        }
    }
    Ok(())
}

/// The pieces between `…` occur in this order.
fn matches(output: &str, line: &str) -> bool {
    let mut rest = output;
    line.split('…').all(|piece| match rest.find(piece) {
        Some(at) => {
            rest = rest.get(at + piece.len()..).unwrap_or_default();
            true
        }
        None => false,
    })
}

/// A settings file of the README is one that the server takes.
fn loads(text: &str, folder: &Path) -> Result<()> {
    let file = folder.join("readme.toml");
    fs::write(&file, text).with_context(|| file.display().to_string())?;
    let program = root().join("target/release/countersign");
    Program::new("settings of the README", program).args(["check", "--config"]).args([file]).run()
}
