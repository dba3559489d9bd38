//! The server as browsers and JavaScript clients meet it: Node's own test runner, axios, and Debian's Chromium.

use anyhow::Result;

use crate::run::{Step, root};

pub(crate) fn run() -> Result<()> {
    packages()?;
    Step::new("end to end", "npm")
        .args(["--prefix", "e2e", "test"])
        .env("COUNTERSIGN_BIN", root().join("target/release/countersign"))
        .run()
}

/// What the lock file names, exactly.
fn packages() -> Result<()> {
    Step::new("axios and its like", "npm")
        .args(["--prefix", "e2e", "ci", "--no-audit", "--no-fund", "--loglevel", "error"])
        .run()
}
