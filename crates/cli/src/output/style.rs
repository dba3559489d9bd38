//! The palette: few colours, each with one meaning, from the terminal's own sixteen.

use anstyle::{AnsiColor, Style};
use clap::builder::Styles;

/// As it is.
pub(crate) const NONE: Style = Style::new();
/// Headings.
pub(crate) const TITLE: Style = Style::new().bold();
/// What is beside the point.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// Names of settings, claims and columns.
pub(crate) const NAME: Style = AnsiColor::Cyan.on_default();
/// Text values.
pub(crate) const STRING: Style = AnsiColor::Green.on_default();
/// Numbers, flags and what else is no text.
pub(crate) const NUMBER: Style = AnsiColor::Magenta.on_default();
/// Good.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Worth a look.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Refused.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();

/// `text` between the marks that a terminal takes for `style`; where the output is none, they are taken out again.
pub(crate) fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// The same palette for `--help`.
pub(crate) const fn of_help() -> Styles {
    Styles::styled()
        .header(TITLE)
        .usage(TITLE)
        .literal(NAME)
        .placeholder(FAINT)
        .error(ERROR)
        .valid(AnsiColor::Green.on_default())
        .invalid(AnsiColor::Yellow.on_default())
}
