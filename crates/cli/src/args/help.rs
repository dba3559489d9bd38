//! Help from doc comments: what stands between backticks there is a literal, and looks like one.

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory};

use super::Arguments;
use crate::output::style::{self, painted};

/// The whole command line.
pub(crate) fn command_line() -> Command {
    with_literals(Arguments::command())
}

fn with_literals(mut command: Command) -> Command {
    if let Some(about) = command.get_about().map(literals) {
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about().map(literals) {
        command = command.long_about(about);
    }
    command.mut_args(argument_with_literals).mut_subcommands(with_literals)
}

fn argument_with_literals(mut argument: Arg) -> Arg {
    if let Some(help) = argument.get_help().map(literals) {
        argument = argument.help(help);
    }
    if let Some(help) = argument.get_long_help().map(literals) {
        argument = argument.long_help(help);
    }
    argument
}

fn literals(text: &StyledStr) -> StyledStr {
    let text = text.ansi().to_string();
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| if at % 2 == 1 { painted(style::NAME, part) } else { part.to_owned() });
    parts.collect::<String>().into()
}
