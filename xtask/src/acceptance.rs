//! Every row of `docs/ACCEPTANCE.md` is held by a test that bears its number.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::run::root;

/// Where tests live.
const FOLDERS: [&str; 4] = ["crates", "examples", "conformance", "xtask"];

pub(crate) fn run() -> Result<()> {
    let page = fs::read_to_string(root().join("docs/ACCEPTANCE.md")).context("docs/ACCEPTANCE.md")?;
    let promised: BTreeSet<u32> = page.lines().filter_map(row).collect();
    let mut held = BTreeSet::new();
    for folder in FOLDERS {
        collect(&root().join(folder), &mut held).context(folder)?;
    }
    let without: Vec<_> = promised.difference(&held).collect();
    ensure!(without.is_empty(), "rows of docs/ACCEPTANCE.md without a test: {without:?}");
    println!("\n=== acceptance: {} rows, each held by a test of its number", promised.len());
    Ok(())
}

fn row(line: &str) -> Option<u32> {
    line.strip_prefix("| S")?.split(' ').next()?.parse().ok()
}

fn collect(folder: &Path, held: &mut BTreeSet<u32>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_source = path.extension().is_some_and(|kind| kind == "rs" || kind == "py");
        if path.is_dir() {
            collect(&path, held)?;
        } else if is_source {
            held.extend(fs::read_to_string(&path)?.lines().filter_map(test));
        }
    }
    Ok(())
}

/// `fn s16_unknown…` or `def test_s16_unknown…`.
fn test(line: &str) -> Option<u32> {
    let line = line.trim_start();
    let name = ["fn s", "async fn s", "def test_s"].iter().find_map(|start| line.strip_prefix(start))?;
    name.split_once('_')?.0.parse().ok()
}
