//! Lines on standard output, notes and failures on standard error.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use anyhow::Context;
use serde::Serialize;

use super::style::{self, painted};
use super::text::{is_dangerous, plain_lines};

/// Prints a line. A reader that went away (`| head`) ends the printing, not the program.
pub(crate) fn line(text: &str) -> anyhow::Result<()> {
    match writeln!(anstream::stdout(), "{text}") {
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("standard output"),
    }
}

/// Prints JSON that a terminal shows as it is and a program reads as it was.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    line(&harmless_json(&serde_json::to_string_pretty(value)?))
}

/// What a terminal would act upon stands in a JSON string alone, where it may be written as its number.
fn harmless_json(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_dangerous(letter) && letter != '\n' {
            // Writing into a text does not fail.
            let _infallible = write!(harmless, "\\u{:04x}", u32::from(letter));
        } else {
            harmless.push(letter);
        }
    }
    harmless
}

/// A line on standard error, beside the data.
fn note(text: &str) {
    // Where standard error is gone there is nobody to tell.
    drop(writeln!(anstream::stderr(), "{text}"));
}

/// Says what to do next, to people alone.
pub(crate) fn tip(text: &str) {
    if io::stderr().is_terminal() {
        note(&painted(style::FAINT, text));
    }
}

/// Says why the command failed.
pub(crate) fn failure(cause: &anyhow::Error) {
    note(&format!("{} {}", painted(style::ERROR, "countersign:"), plain_lines(&format!("{cause:#}"))));
}

#[cfg(test)]
mod tests {
    use super::harmless_json;

    #[test]
    fn json_is_harmless_on_a_terminal_and_says_the_same() {
        let value = serde_json::json!({ "name": "a\u{9b}31m\u{202e}b\u{7f}\n\u{1b}" });
        let text = harmless_json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(text.contains("\\u009b31m\\u202eb\\u007f\\n\\u001b"), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
