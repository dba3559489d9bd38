//! What is asked on a terminal, and asked again until it is good.

use std::process::Command;

use serde_json::json;

use crate::support::{Deployment, Done, PASSWORD};

/// Answers prompts, which end with a colon, on a terminal of its own, and waits for everything else. A secret is typed once the terminal shows it no more.
const TERMINAL: &str = r#"
import json, os, pty, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
seen, start = b"", 0
for prompt, answer in json.loads(sys.argv[1]):
    while (at := seen.find(prompt.encode(), start)) < 0:
        seen += os.read(terminal, 1024)
    start = at + len(prompt)
    while prompt.startswith("Password") and termios.tcgetattr(terminal)[3] & termios.ECHO:
        pass
    if prompt.endswith(": "):
        os.write(terminal, answer.encode() + (b"" if answer == "\x04" else b"\n"))
try:
    while chunk := os.read(terminal, 1024):
        seen += chunk
except OSError:
    pass
print(seen.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"#;

#[test]
fn what_is_not_good_is_asked_again_at_once_and_only_that() {
    let deployment = Deployment::new().with_users(["alice"]);
    let said = on_a_terminal(
        &deployment,
        &["createuser"],
        &[
            ("Username: ", ""),
            ("blank", ""),
            ("Username: ", "a b"),
            ("valid username", ""),
            ("Username: ", "alice"),
            ("already taken", ""),
            ("Username: ", "bob"),
            ("Email address: ", "bob@"),
            ("valid email", ""),
            ("Email address: ", "bob@example.com"),
            ("Password: ", PASSWORD),
            ("Password (again): ", "another one"),
            ("didn't match", ""),
            ("Password: ", "bob"),
            ("Password (again): ", "bob"),
            ("Bypass password validation and create user anyway? [y/N]: ", "n"),
            ("Password: ", PASSWORD),
            ("Password (again): ", PASSWORD),
        ],
    );
    assert!(said.code == Some(0) && said.out.contains("User \"bob\" created."), "{said:?}");
    deployment.serve().login("bob");
}

#[test]
fn an_operator_may_insist_on_a_password_that_the_validators_refuse() {
    let deployment = Deployment::new();
    let said = on_a_terminal(
        &deployment,
        &["createsuperuser", "--username", "root", "--email", ""],
        &[("Password: ", "short"), ("Password (again): ", "short"), ("create user anyway? [y/N]: ", "y")],
    );
    assert!(said.code == Some(0) && said.out.contains("Superuser \"root\" created."), "{said:?}");
}

#[test]
fn an_option_that_is_not_good_is_asked_for_and_an_end_of_input_ends_the_questions() {
    let deployment = Deployment::new().with_users(["alice"]);
    let asked = [("already taken", ""), ("Username: ", "\u{4}")];
    let said = on_a_terminal(&deployment, &["createuser", "--username", "alice"], &asked);
    assert!(said.code == Some(1) && said.out.contains("nothing was done"), "{said:?}");
}

#[test]
fn without_questions_the_validators_do_not_judge_and_the_help_says_so() {
    let deployment = Deployment::new();
    let arguments = ["createuser", "--noinput", "--username", "alice"];
    deployment.run_with(&arguments, &[("COUNTERSIGN_USER_PASSWORD", "short")], "").expect_success();
    for command in ["createuser", "createsuperuser", "changepassword"] {
        let help = deployment.run([command, "--help"]).expect_success();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains("not judged by password.validators"), "{help}");
    }
}

fn on_a_terminal(deployment: &Deployment, arguments: &[&str], answers: &[(&str, &str)]) -> Done {
    let ours = deployment.command();
    let mut terminal = Command::new("python3");
    terminal.args(["-c", TERMINAL, &json!(answers).to_string()]).arg(ours.get_program()).args(arguments);
    terminal.current_dir(deployment.folder());
    terminal.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Done::of(terminal, "")
}
