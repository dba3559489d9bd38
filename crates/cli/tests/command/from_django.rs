//! `countersign init --from-django`, as far as there is no Django to ask; the rest is in `conformance/test_from_django.py`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::Deployment;

/// A folder with a project whose interpreter is this shell script.
fn with_interpreter(script: &str) -> Deployment {
    let deployment = Deployment::with_default_settings();
    fs::create_dir_all(deployment.path("shop/venv/bin")).unwrap();
    deployment.write("shop/manage.py", "");
    deployment.write("shop/venv/bin/python", format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(deployment.path("shop/venv/bin/python"), fs::Permissions::from_mode(0o755)).unwrap();
    deployment
}

#[test]
fn a_folder_without_a_project_is_refused() {
    let deployment = Deployment::with_default_settings();
    for (folder, named) in [("missing", "missing is no folder"), (".", "there is no manage.py in .")] {
        let said = deployment.run(["init", "--from-django", folder]).expect_refusal();
        assert!(said.contains(named), "{said}");
    }
}

#[test]
fn a_project_one_folder_below_is_pointed_to() {
    let deployment = with_interpreter("");
    let said = deployment.run(["init", "--from-django", "."]).expect_refusal();
    assert!(said.contains("did you mean") && said.contains("/shop?"), "{said}");
}

#[test]
fn an_interpreter_that_is_not_there_is_told() {
    let deployment = with_interpreter("");
    let named = deployment.run(["init", "--from-django", "shop", "--python", "./none"]).expect_refusal();
    assert!(named.contains("/none cannot be run") && named.contains("--python PATH"), "{named}");
    fs::remove_dir_all(deployment.path("shop/venv")).unwrap();
    let sought = deployment.also("PATH", "/nowhere").run(["init", "--from-django", "shop"]).expect_refusal();
    assert!(sought.contains("there is no python3") && sought.contains("--python PATH"), "{sought}");
}

#[test]
fn what_is_no_answer_is_refused_and_the_last_words_are_shown() {
    for script in
        ["echo out of coffee >&2; exit 1", "echo '{\"project\": 5}'; echo out of coffee >&2", "echo out of coffee >&2"]
    {
        let deployment = with_interpreter(script);
        let said = deployment.run(["init", "--from-django", "shop"]).expect_refusal();
        assert!(said.contains("does not start") && said.contains("out of coffee"), "{said}");
        assert!(!deployment.has("countersign.toml") && !deployment.has("countersign.secrets.toml"));
    }
}

#[test]
fn the_last_words_of_a_project_do_not_move_the_cursor_and_are_few() {
    let deployment = with_interpreter("seq 1 99999 >&2; printf '\\033]0;title\\007' >&2");
    let said = deployment.run(["init", "--from-django", "shop"]).expect_refusal();
    assert!(said.contains("99999") && !said.contains("99980") && !said.contains('\u{1b}'), "{said}");
}

#[test]
fn an_interpreter_without_django_is_told() {
    let deployment = with_interpreter("echo '{\"no_django\": \"/opt/python\"}'");
    let said = deployment.run(["init", "--from-django", "shop"]).expect_refusal();
    assert!(said.contains("/opt/python") && said.contains("has no Django") && said.contains("--python PATH"), "{said}");
}

#[test]
fn what_asks_nothing_of_a_project_is_wrong_usage() {
    let deployment = Deployment::with_default_settings();
    deployment.run(["init", "--python", "python3"]).expect_usage();
    deployment.run(["init", "--json"]).expect_usage();
}

#[test]
fn files_that_are_there_are_refused_before_anything_is_asked() {
    let deployment = with_interpreter("echo asked > ../asked");
    for name in ["countersign.toml", "countersign.secrets.toml"] {
        deployment.write(name, "");
        let said = deployment.run(["init", "--from-django", "shop"]).expect_refusal();
        assert!(said.contains(&format!("{name} is there already")) && said.contains("--force"), "{said}");
        fs::remove_file(deployment.path(name)).unwrap();
    }
    assert!(!deployment.has("asked"));
}
