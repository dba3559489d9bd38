//! What is printed.

use std::io::{self, IsTerminal, Read, Write};

use anyhow::Context;
use serde::Serialize;

/// Prints a line. A reader that went away (`| head`) ends the printing, not the program.
pub(crate) fn line(text: &str) -> anyhow::Result<()> {
    match writeln!(io::stdout(), "{text}") {
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("standard output"),
    }
}

/// Prints JSON, for people on a terminal and for programs elsewhere.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    line(&serde_json::to_string_pretty(value)?)
}

/// Text for a terminal: what a user or a token's maker chose must neither move the cursor nor turn the writing around.
fn plain(text: &str) -> String {
    let turns = |letter| matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let shown = |letter: char| if letter.is_control() || turns(letter) { char::REPLACEMENT_CHARACTER } else { letter };
    text.chars().map(shown).collect()
}

/// Prints rows in columns.
pub(crate) fn table(rows: &[Vec<String>]) -> anyhow::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<_> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    for row in rows {
        let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, width)| format!("{:<width$}", plain(cell))).collect();
        line(cells.join("  ").trim_end())?;
    }
    Ok(())
}

/// An argument, or standard input where it is missing or `-`.
pub(crate) fn argument_or_stdin(argument: Option<String>) -> anyhow::Result<String> {
    match argument {
        Some(argument) if argument != "-" => Ok(argument),
        _ => {
            let mut text = String::new();
            io::stdin().take(1 << 20).read_to_string(&mut text).context("standard input")?;
            Ok(text.trim().to_owned())
        }
    }
}

/// Asks on the terminal.
///
/// # Errors
/// There is no terminal to ask on.
pub(crate) fn ask(question: &str) -> anyhow::Result<String> {
    ensure_terminal()?;
    write!(io::stderr(), "{question}").context("standard error")?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).context("standard input")?;
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

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_others_wrote_neither_moves_the_cursor_nor_turns_the_writing() {
        for dangerous in ["\u{1b}]0;title\u{7}", "a\nb", "a\u{202e}b", "\u{9b}31m"] {
            let shown = plain(dangerous);
            assert!(shown.contains(char::REPLACEMENT_CHARACTER), "{shown:?}");
            assert!(!shown.contains(|letter: char| letter.is_control() || letter == '\u{202e}'), "{shown:?}");
        }
        assert_eq!(plain("élan ☃ 日本"), "élan ☃ 日本");
    }
}
