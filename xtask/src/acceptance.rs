//! Every row of `docs/ACCEPTANCE.md`, `docs/ATTACKS.md` and `docs/RELIABILITY.md` is held by a test that bears its number.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::run::root;

/// The pages, and what their rows are called.
const PAGES: [(&str, &str); 3] =
    [("docs/ACCEPTANCE.md", "acceptance"), ("docs/ATTACKS.md", "attacks"), ("docs/RELIABILITY.md", "reliability")];
/// Where tests live.
const FOLDERS: [&str; 5] = ["crates", "examples", "conformance", "e2e", "xtask"];
const KINDS: [&str; 3] = ["rs", "py", "js"];
/// Other people's.
const LEFT_OUT: &str = "node_modules";

pub(crate) fn run() -> Result<()> {
    let mut held = BTreeSet::new();
    for folder in FOLDERS {
        collect(&root().join(folder), &mut held).context(folder)?;
    }
    for (page, name) in PAGES {
        let text = fs::read_to_string(root().join(page)).context(page)?;
        let promised: BTreeSet<String> = text.lines().filter_map(row).collect();
        let without: Vec<_> = promised.difference(&held).collect();
        ensure!(without.is_empty(), "rows of {page} without a test: {without:?}");
        println!("\n=== {name}: {} rows, each held by a test of its number", promised.len());
    }
    Ok(())
}

/// `| S16 | …`
fn row(line: &str) -> Option<String> {
    number(line.strip_prefix("| ")?.split(' ').next()?)
}

fn collect(folder: &Path, held: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_source = path.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known));
        if path.is_dir() && !path.ends_with(LEFT_OUT) {
            collect(&path, held)?;
        } else if is_source {
            held.extend(fs::read_to_string(&path)?.lines().flat_map(numbers));
        }
    }
    Ok(())
}

/// `fn s16_unknown…`, `fn c05_r2_after…`, `def test_s16_unknown…` or `test('s16 unknown…`.
fn numbers(line: &str) -> Vec<String> {
    let line = line.trim_start();
    let name = ["fn ", "async fn ", "def test_", "test('"].iter().find_map(|start| line.strip_prefix(start));
    name.unwrap_or_default().split(['_', ' ']).map_while(|word| number(&word.to_uppercase())).collect()
}

/// A letter and a number.
fn number(text: &str) -> Option<String> {
    let digits = text.strip_prefix(|letter: char| letter.is_ascii_uppercase())?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}
