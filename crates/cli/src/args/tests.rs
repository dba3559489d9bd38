//! What `--help` promises.

use clap::Command;

use super::command_line;

const WIDTH: usize = 100;

#[test]
fn the_command_line_is_well_formed() {
    command_line().debug_assert();
}

#[test]
fn every_command_and_argument_says_what_it_is_for() {
    walk(&command_line(), &|path, command| {
        assert!(command.get_about().is_some(), "{path}");
        for argument in command.get_arguments() {
            assert!(argument.get_help().is_some(), "{path}: {}", argument.get_id());
        }
    });
}

#[test]
fn help_fits_the_terminal_and_leaves_nothing_to_do() {
    walk(&command_line(), &|path, command| {
        for help in [command.clone().render_help(), command.clone().render_long_help()] {
            let help = help.to_string();
            let longest = help.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(longest <= WIDTH, "{path}: {longest} columns\n{help}");
            assert!(!help.contains("TODO") && !help.contains('`'), "{path}\n{help}");
        }
    });
}

/// Hands over every command with its path.
fn walk(root: &Command, look: &dyn Fn(&str, &Command)) {
    // Global arguments reach the inner commands only now.
    let mut root = root.clone().term_width(WIDTH);
    root.build();
    walk_within(root.get_name(), &root, look);
}

fn walk_within(path: &str, command: &Command, look: &dyn Fn(&str, &Command)) {
    look(path, command);
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        walk_within(&format!("{path} {}", inner.get_name()), inner, look);
    }
}
