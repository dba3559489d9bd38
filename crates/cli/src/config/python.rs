//! Values that are written as in Python, where the file is TOML.

use super::duration::Duration;

/// What mends such a value. Nothing of it is repeated but numbers: it may be a secret.
pub(super) fn hint(value: &str) -> Option<String> {
    let value = value.trim();
    if is_word(value, "None") {
        return Some("there is no None; write \"\" or leave the line out".to_owned());
    }
    if value.starts_with('(') {
        return Some("a list stands in brackets: [\"JWT\"]".to_owned());
    }
    if value.starts_with('{') && value.contains("\":") {
        return Some("a table has = between name and value: write { anon = \"100/day\" }".to_owned());
    }
    let (_, rest) = value.split_once("timedelta(").filter(|(before, _)| ["", "datetime."].contains(before))?;
    let arguments = rest.split(')').next().unwrap_or_default();
    Some(format!("write \"{}\"", timedelta(arguments).unwrap_or(Duration::seconds(5 * 60))))
}

/// The parser's messages about a value that is no TOML.
pub(super) fn is_unreadable(message: &str) -> bool {
    !message.starts_with("duplicate") && !message.starts_with("unknown ") && !message.starts_with("invalid type")
}

fn is_word(value: &str, word: &str) -> bool {
    value.strip_prefix(word).is_some_and(|rest| rest.trim_start().is_empty() || rest.trim_start().starts_with('#'))
}

/// What stands between the parentheses: `days=1, minutes=5`.
fn timedelta(arguments: &str) -> Option<Duration> {
    let mut seconds: u64 = 0;
    for argument in arguments.split(',').map(str::trim).filter(|argument| !argument.is_empty()) {
        let (unit, count) = argument.split_once('=').unwrap_or(("days", argument));
        let (_, length) = UNITS.into_iter().find(|(name, _)| *name == unit.trim())?;
        seconds = seconds.checked_add(count.trim().parse::<u64>().ok()?.checked_mul(length)?)?;
    }
    Some(Duration::seconds(seconds))
}

const UNITS: [(&str, u64); 5] =
    [("weeks", 7 * 86_400), ("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1)];
