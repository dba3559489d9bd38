//! The steps as one script.

use std::fmt::Write as _;

use super::steps::{Language, Step};

/// The variable that names the virtual environment.
pub(super) const PYTHON: &str = "README_PYTHON";

/// The variable that names the target folder of the application that the README makes.
pub(super) const APP_TARGET: &str = "README_APP_TARGET";

/// Ends what serves, by the ids of the processes that were started here.
const PRELUDE: &str = "\
set -eu
PATH=\"$README_PYTHON/bin:$PATH\"
unset server bookstore my_api
stop() { if [ -n \"${1:-}\" ]; then kill \"$1\" 2>/dev/null || true; wait \"$1\" 2>/dev/null || true; fi; }
trap 'stop \"${my_api:-}\"; stop \"${bookstore:-}\"; stop \"${server:-}\"' EXIT
listening() {
  for i in $(seq 6000); do grep -q 'listening on' \"$1\" && return; sleep 0.1; done
  cat \"$1\"; exit 1
}
";

/// Each step's output follows a line with its number.
pub(super) fn write(steps: &[Step]) -> String {
    let mut script = String::from(PRELUDE);
    for (number, step) in steps.iter().enumerate() {
        let _ = write!(script, "echo; echo '@{number}'\n{}\n", line(step, number));
    }
    script
}

fn line(step: &Step, number: usize) -> String {
    let command = &step.command;
    match step.language {
        Language::Python => return format!("python3 - <<'PYTHON'\n{command}PYTHON"),
        Language::Rust => return format!("cat > src/main.rs <<'RUST'\n{command}RUST"),
        Language::Shell => {}
    }
    // Both are built already.
    let command = command.replacen("cargo run --release --package bookstore --", "./target/release/bookstore", 1);
    let command = command.replacen("cargo run --release --", "./target/release/countersign", 1);
    let Some(server) = step.serves() else { return command };
    format!(
        "stop \"${{{server}:-}}\"\nCARGO_TARGET_DIR=$README_APP_TARGET {command} >log-{number} 2>&1 & {server}=$!\n\
         listening log-{number}\ncat log-{number}"
    )
}
