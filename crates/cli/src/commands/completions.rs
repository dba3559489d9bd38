//! `countersign completions`

use std::process::ExitCode;

use anyhow::Context;
use clap_complete::Shell;

use crate::args::command_line;
use crate::output;

pub(crate) fn run(shell: Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command_line(), "countersign", &mut script);
    let script = String::from_utf8(script).context("the script is no text")?;
    output::line(script.trim_end())?;
    Ok(ExitCode::SUCCESS)
}
