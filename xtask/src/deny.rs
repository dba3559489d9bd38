//! The arrows between crates, licences and sources; advisories where their database can be reached.

use anyhow::Result;

use crate::run::Step;
use crate::tools;

pub(crate) fn run() -> Result<()> {
    let deny = tools::cargo_deny()?;
    Step::new("arrows, licences, sources", &deny).args(["check", "bans", "licenses", "sources"]).run()?;
    if Step::new("the advisory database", &deny).args(["fetch", "db"]).succeeds() {
        Step::new("advisories", &deny).args(["check", "advisories"]).run()
    } else {
        println!("=== advisories: SKIPPED, their database cannot be reached from here");
        Ok(())
    }
}
