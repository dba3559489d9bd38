//! The README's own commands, run as they are printed.
//!
//! Every `sh` block is run in order, in one shell. The line that serves runs in the background until the end. A comment below
//! a command is what it prints; `…` in it stands for anything.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::run::root;

const SERVE: &str = "cargo run --release -- serve";
const WAIT: &str = "for i in $(seq 600); do curl -fs http://127.0.0.1:8000/readyz >/dev/null && break; sleep 0.1; done";

pub(crate) fn run() -> Result<()> {
    println!("\n=== the README's commands");
    let readme = fs::read_to_string(root().join("README.md")).context("README.md")?;
    let steps = steps(&readme);
    ensure!(steps.iter().any(|step| step.command == SERVE), "the README does not say `{SERVE}`");
    let folder = root().join("target/readme");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("target/readme")?;
    }
    fs::create_dir_all(&folder).context("target/readme")?;
    let output = shell(&script(&steps), &folder)?;
    check(&steps, &output)?;
    println!("=== the README's commands: {} ran, every printed answer came", steps.len());
    Ok(())
}

/// One command and what the README says that it prints.
struct Step {
    command: String,
    printed: Vec<String>,
}

fn steps(readme: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            _ if !inside || line.is_empty() => {}
            _ => match line.strip_prefix("# ") {
                Some(printed) => {
                    if let Some(step) = steps.last_mut() {
                        step.printed.push(printed.to_owned());
                    }
                }
                None => match steps.last_mut().filter(|step| step.command.ends_with('\\')) {
                    Some(step) => {
                        step.command.push('\n');
                        step.command.push_str(line);
                    }
                    None => steps.push(Step { command: line.to_owned(), printed: Vec::new() }),
                },
            },
        }
    }
    steps
}

/// Each step's output follows a line with its number.
fn script(steps: &[Step]) -> String {
    let mut script =
        String::from("set -eu\ntrap 'kill $server 2>/dev/null; wait $server 2>/dev/null || true' EXIT\nserver=\n");
    for (number, Step { command, .. }) in steps.iter().enumerate() {
        if command == SERVE {
            let _ = writeln!(script, "echo '@{number}'\n./target/release/countersign serve & server=$!\n{WAIT}");
        } else {
            let _ = writeln!(script, "echo; echo '@{number}'\n{command}");
        }
    }
    script
}

fn shell(script: &str, folder: &std::path::Path) -> Result<String> {
    let database = format!("sqlite://{}", folder.join("countersign.db").display());
    let mut shell = Command::new("bash")
        .current_dir(root())
        .env("DATABASE_URL", database)
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
    for (number, Step { command, printed }) in steps.iter().enumerate() {
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
