//! What a person at a terminal sees: help, colours, completions.

use std::process::Command;

use serde_json::json;

use crate::support::{Deployment, Done, unsigned};

const ESCAPE: char = '\u{1b}';

#[test]
fn colours_are_for_terminals_and_for_those_who_force_them() {
    let deployment = Deployment::with_default_settings().on_sqlite();
    let token = unsigned(&json!({ "user_id": "7" }));
    let inspect = ["token", "inspect", &token];
    let coloured = |variables: &[(&str, &str)]| deployment.run_with(&inspect, variables, "").out.contains(ESCAPE);
    assert!(!coloured(&[]) && !coloured(&[("TERM", "xterm")]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    let refused = deployment.run_with(&["users", "list"], &[("CLICOLOR_FORCE", "1")], "");
    assert!(refused.err.contains("\u{1b}[1m\u{1b}[31mcountersign:"), "{:?}", refused.err);
}

#[test]
#[cfg(target_os = "linux")]
fn a_terminal_gets_colours_unless_it_does_not_want_them() {
    let deployment = Deployment::with_default_settings();
    let on_a_terminal = |variables: &[(&str, &str)]| {
        let mut terminal = Command::new("script");
        let command = format!("{} config", env!("CARGO_BIN_EXE_countersign"));
        let path = std::option_env!("PATH").unwrap_or("/usr/bin:/bin");
        terminal.args(["-qec", &command, "/dev/null"]).current_dir(deployment.folder()).env_clear();
        terminal.env("PATH", path).env("TERM", "xterm").envs(variables.iter().copied());
        Done::of(terminal, "").out
    };
    assert!(on_a_terminal(&[]).contains(ESCAPE));
    let plain = on_a_terminal(&[("NO_COLOR", "1")]);
    assert!(!plain.contains(ESCAPE) && plain.contains("config --docs"), "{plain:?}");
}

#[test]
fn a_name_in_any_script_aligns_and_cannot_colour_itself() {
    let deployment = Deployment::new().with_users(["alice", "山田太郎", "élodie"]);
    let text = deployment.run(["users", "list"]).expect_success();
    let columns: Vec<_> = text.lines().skip(1).map(|line| line.split("someone@").next().unwrap()).collect();
    assert_eq!(columns, ["1   alice     ", "2   山田太郎  ", "3   élodie    "], "{text}");
}

#[test]
fn help_names_the_exit_codes_and_every_command_has_an_example_or_says_enough() {
    let help = Deployment::new().run(["--help"]).expect_success();
    for said in ["Exit codes", "countersign demo", "NO_COLOR", "completions"] {
        assert!(help.contains(said), "{said}: {help}");
    }
}

#[test]
fn every_shell_has_completions() {
    let deployment = Deployment::with_default_settings();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = deployment.run(["completions", shell]).expect_success();
        assert!(script.contains("createsuperuser") && script.contains("signature-only"), "{shell}: {script}");
    }
    deployment.run(["completions", "tcl"]).expect_usage();
}

#[test]
fn what_prints_data_prints_json() {
    let deployment = Deployment::new().on_sqlite();
    let checked = deployment.run(["migrate", "--check", "--json"]);
    assert!(checked.code == Some(1) && checked.out.contains("\"before\": \"new\""), "{checked:?}");
    let migrated = deployment.run(["migrate", "--json"]).expect_json();
    assert_eq!(migrated, json!({ "database": "countersign.db", "before": "new", "after": "up_to_date" }));
    let password = [("COUNTERSIGN_USER_PASSWORD", crate::support::PASSWORD)];
    let create = ["createuser", "--noinput", "--username", "alice", "--json"];
    assert_eq!(deployment.run_with(&create, &password, "").expect_json()["username"], "alice");
    let change = ["changepassword", "--noinput", "alice", "--json"];
    assert_eq!(deployment.run_with(&change, &password, "").expect_json()["password_changed"], true);
    for command in ["activate", "deactivate", "logout"] {
        let done = deployment.run(["users", command, "alice", "--json"]).expect_json();
        assert_eq!(done, json!({ "username": "alice", "sessions_ended": 0 }), "{command}");
    }
}

#[test]
fn the_help_of_keys_explains_the_ring_and_what_keys_do_in_it() {
    let deployment = Deployment::with_default_settings();
    let help = deployment.run(["keys", "--help"]).expect_success();
    for word in ["ring", "active", "next", "retired", "signs", "verifies"] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn commands_that_print_json_anyway_take_json_for_an_option() {
    let deployment = Deployment::new().with_users(["alice"]);
    for command in [&["openapi"][..], &["keys", "jwks"]] {
        let plain = deployment.run_with(command, &[], "").expect_success();
        assert_eq!(deployment.run_with(&[command, &["--json"]].concat(), &[], "").expect_success(), plain);
    }
}
