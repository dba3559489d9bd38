//! `countersign.secrets.toml`, the secrets beside the settings file.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::Deployment;

const SECRET: &str = "a secret of a Django that is longer than thirty-two bytes";

fn with_secrets(text: &str) -> Deployment {
    let deployment = Deployment::with_default_settings();
    write(&deployment, "countersign.secrets.toml", text, 0o600);
    deployment
}

fn write(deployment: &Deployment, name: &str, text: &str, mode: u32) {
    deployment.write(name, text);
    fs::set_permissions(deployment.path(name), fs::Permissions::from_mode(mode)).unwrap();
}

#[track_caller]
fn refusal(text: &str) -> String {
    let said = with_secrets(text).run(["config"]).expect_refusal();
    assert!(!said.contains("hush"), "a secret is shown: {said}");
    said
}

#[test]
fn a_secret_beside_the_settings_signs_tokens_and_is_never_shown() {
    let deployment = with_secrets(&format!("secret_key = {SECRET:?}\nsecret_key_fallbacks = [\"the one before\"]\n"));
    let shown = deployment.run(["config"]).expect_success();
    assert!(shown.contains("countersign.secrets.toml line 1") && !shown.contains(SECRET), "{shown}");
    let checked = deployment.run(["check"]).expect_success();
    assert!(checked.contains("HS256 with SECRET_KEY") && checked.contains("countersign.secrets.toml"), "{checked}");
}

#[test]
fn variables_win_over_the_secrets_beside_the_settings() {
    let deployment = with_secrets(&format!("secret_key = {SECRET:?}\n[jwt]\nsigning_key = {SECRET:?}\n"));
    let deployment = deployment.with("SECRET_KEY", SECRET).with("COUNTERSIGN_JWT__SIGNING_KEY", SECRET);
    let shown = deployment.run(["config", "--json"]).expect_json();
    assert_eq!(shown["environment"]["SECRET_KEY"]["source"], "SECRET_KEY");
    assert_eq!(shown["jwt"]["signing_key"]["source"], "COUNTERSIGN_JWT__SIGNING_KEY");
}

#[test]
fn each_settings_file_has_secrets_of_its_own_name() {
    let deployment = with_secrets("secret_key = \"not of staging\"");
    deployment.write("staging.toml", "");
    write(&deployment, "staging.secrets.toml", &format!("[jwt]\nsigning_key = {SECRET:?}\n"), 0o600);
    let shown = deployment.run(["config", "--json", "--config", "staging.toml"]).expect_json();
    assert_eq!(shown["jwt"]["signing_key"]["source"], "staging.secrets.toml line 2");
    assert_eq!(shown["environment"]["SECRET_KEY"]["source"], "default");
}

#[test]
fn secrets_that_others_can_read_are_refused() {
    let deployment = Deployment::with_default_settings();
    for mode in [0o640, 0o604, 0o644] {
        write(&deployment, "countersign.secrets.toml", "secret_key = \"hush\"", mode);
        let said = deployment.run(["config"]).expect_refusal();
        assert!(said.contains("chmod 600 countersign.secrets.toml") && !said.contains("hush"), "{said}");
    }
}

#[test]
fn nothing_but_secrets_stands_among_the_secrets() {
    for (text, named) in [
        ("[jwt]\nleeway = 5\n", "line 2: `jwt.leeway`"),
        ("[nonsense]\nname = 1\n", "line 2: `nonsense.name`"),
        ("SECRET_KEY = \"hush\"\n", "line 1: `SECRET_KEY`"),
    ] {
        let said = refusal(text);
        assert!(said.contains(named) && said.contains("countersign.toml"), "{said}");
    }
}

#[test]
fn a_mistake_among_the_secrets_is_told_by_its_line_and_shows_none() {
    for (text, named) in [
        ("secret_key = hush\n", "line 1"),
        ("\nsecret_key = [\"hush\"]\n", "line 2: secret_key"),
        ("secret_key = \"\"\n", "openssl rand"),
        ("secret_key_fallbacks = \"hush\"\n", "list of texts"),
        ("secret_key = \"hush\"\nsecret_key = \"hush\"\n", "line 2"),
        ("[jwt]\nsigning_key = 17\n", "line 2: jwt.signing_key"),
    ] {
        let said = refusal(text);
        assert!(said.contains(named), "{text}: {said}");
    }
}

#[test]
fn a_secret_stands_in_one_file() {
    let deployment = with_secrets(&format!("[jwt]\nsigning_key = {SECRET:?}\n"));
    deployment.write("countersign.toml", format!("[jwt]\nsigning_key = {SECRET:?}\n"));
    let said = deployment.run(["config"]).expect_refusal();
    assert!(said.contains("jwt.signing_key is in countersign.toml, too") && !said.contains(SECRET), "{said}");
}
