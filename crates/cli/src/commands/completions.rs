//! `countersign completions`

use std::process::ExitCode;

use anyhow::Context;
use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Arguments;
use crate::output;

pub(crate) fn run(shell: Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "countersign", &mut script);
    let script = String::from_utf8(script).context("the script is no text")?;
    output::line(script.trim_end())?;
    Ok(ExitCode::SUCCESS)
}
