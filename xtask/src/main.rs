//! What developers and CI run: `cargo xtask test`.

mod acceptance;
mod conformance;
mod deny;
mod e2e;
mod package;
mod readme;
mod run;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};
use run::{Step, cargo};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test         everything that CI checks, with whatever it needs installed
  lint         formatting, clippy, rustdoc
  conformance  the judge alone: a real Django beside us
  e2e          JavaScript clients and a browser alone
  readme       the README's own commands alone
  million      the figures of 1,000 and 1,000,000 users, and what goes through all of them
  nightly      what takes longer: the model at larger sizes, builds of single features";

fn main() -> ExitCode {
    let command = std::env::args().nth(1).unwrap_or_default();
    match dispatch(&command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("xtask: {cause:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str) -> Result<()> {
    match command {
        "test" => test(),
        "lint" => lint(),
        "conformance" => release_build().and_then(|()| conformance::run()),
        "e2e" => tools::ensure_system_packages().and_then(|()| release_build()).and_then(|()| e2e::run()),
        "readme" => release_build().and_then(|()| readme::run()),
        "million" => {
            tools::ensure_system_packages().and_then(|()| release_build()).and_then(|()| conformance::million())
        }
        "nightly" => nightly(),
        _ => bail!("{USAGE}"),
    }
}

fn test() -> Result<()> {
    tools::ensure_system_packages()?;
    lint()?;
    deny::run()?;
    acceptance::run()?;
    package::run()?;
    // The model prints its state counts.
    cargo("the model of rotation", &["test", "--package", "countersign-core", "--test", "model", "--", "--nocapture"])?;
    cargo("tests and doctests", &["test", "--workspace", "--all-features"])?;
    on_postgres()?;
    release_build()?;
    readme::run()?;
    conformance::run()?;
    e2e::run()?;
    println!("\nxtask: everything passed");
    Ok(())
}

/// The two suites that have had SQLite under them, without what is on PostgreSQL anyway. The features are those of the step
/// before: nothing is built anew.
fn on_postgres() -> Result<()> {
    Step::new("the API and the commands on PostgreSQL", "cargo")
        .args(["test", "--workspace", "--all-features", "--test", "api", "--test", "command"])
        .args(["--", "--skip", "postgres::", "--skip", "nodes::"])
        .env("COUNTERSIGN_TEST_DATABASE", "postgres")
        .run()
}

fn nightly() -> Result<()> {
    cargo("the guard without axum", &["check", "--package", "countersign", "--no-default-features"])?;
    cargo(
        "the model at larger sizes",
        &["test", "--package", "countersign-core", "--test", "model", "--", "--nocapture", "--ignored"],
    )?;
    let stores = ["test", "--workspace", "--all-features", "--test", "sqlite", "--test", "postgres"];
    let many = ["--", "--nocapture", "--ignored", "sequences::many"];
    cargo("random sequences on both stores", &[&stores[..], &many].concat())
}

fn lint() -> Result<()> {
    cargo("formatting", &["fmt", "--all", "--check"])?;
    cargo("clippy", &["clippy", "--workspace", "--all-targets", "--all-features", "--", "--deny", "warnings"])?;
    Step::new("rustdoc", "cargo")
        .args(["doc", "--workspace", "--all-features", "--no-deps"])
        .env("RUSTDOCFLAGS", "--deny warnings")
        .run()
}

fn release_build() -> Result<()> {
    cargo("the release build", &["build", "--release", "--package", "countersign-cli", "--package", "bookstore"])
}
