//! The published crates: they can be packaged without a warning, and bring in neither server nor database.

use anyhow::{Result, ensure};

use crate::run::Step;

/// What a user of the guard must not have to compile.
const UNWANTED: [&str; 6] =
    ["countersign-core", "countersign-server", "countersign-store-sqlite", "sqlx", "rusqlite", "clap"];

pub(crate) fn run() -> Result<()> {
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
