//! Help from doc comments, whose backticks are for programmers.

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory};

use super::Arguments;

/// The whole command line.
pub(crate) fn command_line() -> Command {
    without_backticks(Arguments::command())
}

fn without_backticks(mut command: Command) -> Command {
    if let Some(about) = command.get_about().map(plain) {
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about().map(plain) {
        command = command.long_about(about);
    }
    command.mut_args(argument_without_backticks).mut_subcommands(without_backticks)
}

fn argument_without_backticks(mut argument: Arg) -> Arg {
    if let Some(help) = argument.get_help().map(plain) {
        argument = argument.help(help);
    }
    if let Some(help) = argument.get_long_help().map(plain) {
        argument = argument.long_help(help);
    }
    argument
}

fn plain(text: &StyledStr) -> String {
    text.to_string().replace('`', "")
}
