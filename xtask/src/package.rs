//! The published crates: they can be packaged without a warning, and bring in neither server nor database.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};

use crate::run::{Step, root};

/// What a user of the guard must not have to compile.
const UNWANTED: [&str; 6] =
    ["countersign-core", "countersign-server", "countersign-store-sqlite", "sqlx", "rusqlite", "clap"];

const TOKEN_CRATE: &str = "countersign-token-";

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

/// Cargo checks the guard against the packaged token crate, and takes what it has of one version for the same for ever. Where the
/// crate has changed since it was packaged, what was unpacked and compiled of it goes.
fn forget_unpacked() -> Result<()> {
    let packaged = root().join("target/package").join(format!("{TOKEN_CRATE}{}.crate", env!("CARGO_PKG_VERSION")));
    let Ok(packaged) = fs::metadata(packaged).and_then(|file| file.modified()) else { return Ok(()) };
    if newest(&root().join("crates/token"))? <= packaged {
        return Ok(());
    }
    remove_token_crate_from(&root().join("target/debug/.fingerprint"))?;
    let Ok(registries) = fs::read_dir(cargo_home()?.join("registry/src")) else { return Ok(()) };
    for registry in registries {
        remove_token_crate_from(&registry?.path())?;
    }
    Ok(())
}

fn remove_token_crate_from(folder: &Path) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        let is_it = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(TOKEN_CRATE));
        if is_it {
            fs::remove_dir_all(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
        }
    }
    Ok(())
}

/// When the newest file below `folder` was written.
fn newest(folder: &Path) -> Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let written =
            if entry.file_type()?.is_dir() { self::newest(&entry.path())? } else { entry.metadata()?.modified()? };
        newest = newest.max(written);
    }
    Ok(newest)
}

#[expect(clippy::disallowed_methods, reason = "where cargo keeps things is for cargo's own variable to say")]
fn cargo_home() -> Result<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).context("there is no home folder")
}
