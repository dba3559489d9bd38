//! The published crates: they can be packaged without a warning, and bring in neither server nor database.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use crate::run::Step;

/// What a user of the guard must not have to compile.
const UNWANTED: [&str; 6] =
    ["countersign-core", "countersign-server", "countersign-store-sqlite", "sqlx", "rusqlite", "clap"];

pub(crate) fn run() -> Result<()> {
    forget_unpacked()?;
    let said = Step::new("packages", "cargo")
        .args(["package", "--package", "countersign-token", "--package", "countersign", "--allow-dirty"])
        .output()?;
    ensure!(!said.contains("warning"), "cargo package warns:\n{said}");
    let tree = Step::new("the guard's dependencies", "cargo")
        .args(["tree", "--package", "countersign", "--edges", "normal", "--all-features", "--prefix", "none"])
        .output()?;
    let mut crates: Vec<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    crates.sort_unstable();
    crates.dedup();
    for unwanted in UNWANTED {
        ensure!(!crates.contains(&unwanted), "the crate countersign brings in {unwanted}");
    }
    println!("=== packages: no warning; the guard brings in {} crates, no server and no database", crates.len());
    Ok(())
}

/// Cargo checks the guard against the packaged token crate, and keeps what it has unpacked of one version: of an earlier run it
/// would be the crate as it was then.
#[expect(clippy::disallowed_methods, reason = "where cargo keeps things is for cargo's own variable to say")]
fn forget_unpacked() -> Result<()> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).context("there is no home folder")?;
    let Ok(registries) = fs::read_dir(home.join("registry/src")) else { return Ok(()) };
    for registry in registries {
        let unpacked = registry?.path().join(concat!("countersign-token-", env!("CARGO_PKG_VERSION")));
        if unpacked.is_dir() {
            fs::remove_dir_all(&unpacked).with_context(|| format!("{} cannot be removed", unpacked.display()))?;
        }
    }
    Ok(())
}
