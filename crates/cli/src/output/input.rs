//! What is asked on the terminal or read from standard input.

use std::io::{self, IsTerminal, Read, Write};

use anyhow::Context;

use super::print::tip;

/// No token is longer, by far.
const LONGEST_INPUT: u64 = 1 << 20;

/// An argument, or standard input where it is missing or `-`; as it is.
pub(crate) fn raw_argument_or_stdin(argument: Option<String>) -> anyhow::Result<String> {
    match argument {
        Some(argument) if argument != "-" => Ok(argument),
        _ => {
            if io::stdin().is_terminal() {
                tip("Paste the token, then press Enter and Ctrl-D:");
            }
            let mut bytes = Vec::new();
            io::stdin().take(LONGEST_INPUT).read_to_end(&mut bytes).context("standard input")?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        }
    }
}

/// Asks on the terminal.
///
/// # Errors
/// There is no terminal to ask on, or its input ended.
pub(crate) fn ask(question: &str) -> anyhow::Result<String> {
    ensure_terminal()?;
    write!(io::stderr(), "{question}").context("standard error")?;
    let mut answer = String::new();
    let read = io::stdin().read_line(&mut answer).context("standard input")?;
    anyhow::ensure!(read > 0, "the questions were not answered; nothing was done");
    Ok(answer.trim().to_owned())
}

/// Asks on the terminal for what must not be seen there.
///
/// # Errors
/// There is no terminal to ask on.
pub(crate) fn ask_secret(question: &str) -> anyhow::Result<String> {
    ensure_terminal()?;
    rpassword::prompt_password(question).context("the terminal")
}

fn ensure_terminal() -> anyhow::Result<()> {
    anyhow::ensure!(io::stdin().is_terminal(), "there is no terminal to ask on; give --noinput and the options");
    Ok(())
}
