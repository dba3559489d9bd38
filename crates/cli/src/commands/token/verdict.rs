//! Yes or no, for people and for programs.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::args::Json;
use crate::output;

/// A yes, in words and in JSON.
pub(super) struct Yes {
    pub(super) said: String,
    pub(super) json: Value,
}

/// Prints the verdict. A no is exit code 1, and stands on standard output where JSON is asked for: `{"<name>": false,
/// "reason": …}`.
pub(super) fn print(name: &str, verdict: anyhow::Result<Yes>, Json { json }: Json) -> anyhow::Result<ExitCode> {
    match (verdict, json) {
        (Ok(yes), false) => output::line(&yes.said)?,
        (Ok(yes), true) => output::json(&yes.json)?,
        (Err(no), false) => return Err(no),
        (Err(no), true) => {
            output::json(&json!({ name: false, "reason": format!("{no:#}") }))?;
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}
