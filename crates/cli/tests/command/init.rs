//! `countersign init`.

use crate::support::Deployment;

#[test]
fn the_file_changes_nothing_until_it_is_edited() {
    let deployment = Deployment::with_default_settings();
    let before = deployment.run(["config", "--json"]).expect_json();
    let said = deployment.run(["init"]).expect_success();
    assert!(said.contains("countersign.toml written"), "{said}");
    assert_eq!(deployment.run(["config", "--json"]).expect_json(), before);
}

#[test]
fn every_setting_of_the_file_is_one_and_is_explained() {
    let deployment = Deployment::with_default_settings();
    deployment.run(["init", "--config", "all.toml"]).expect_success();
    let written = deployment.read("all.toml");
    let is_setting = |line: &str| line.starts_with('#') && !line.starts_with("# ") && line != "#";
    let lines: Vec<_> = written.lines().collect();
    for pair in lines.windows(2).filter(|pair| is_setting(pair[1])) {
        assert!(pair[0].starts_with("# ") && pair[0].ends_with('.'), "{pair:?}");
    }
    // The examples of certificates are no files here, no Django has its user table here, and a hook wants a secret.
    let elsewhere =
        ["/etc/countersign/", "#last_name = ", "#first_name = ", "#phone = ", "#created_at = ", "#claims_url = "];
    let lines = lines.iter().filter(|line| !elsewhere.iter().any(|part| line.contains(part)));
    let bare = |line: &&str| if is_setting(line) { line[1..].to_owned() } else { (*line).to_owned() };
    let uncommented = lines.map(bare).collect::<Vec<_>>().join("\n");
    assert!(uncommented.matches(" = ").count() > 25, "{uncommented}");
    deployment.write("all.toml", uncommented);
    let shown = deployment.run(["config", "--json", "--config", "all.toml"]).expect_json();
    assert!(shown["jwt"]["leeway"]["source"].as_str().unwrap().starts_with("all.toml line "));
    deployment.run(["openapi", "--config", "all.toml"]).expect_success();
    let check = deployment.run(["check", "--config", "all.toml"]);
    assert_eq!((check.code, check.out.contains("WARNING  settings")), (Some(0), false), "{check:?}");
}

#[test]
fn the_file_shows_claims_to_set() {
    let deployment = Deployment::with_default_settings();
    deployment.run(["init"]).expect_success();
    let written = deployment.read("countersign.toml");
    for line in ["[jwt.claims]", "#name = \"username\"", "#groups = \"groups\"", "#tenant = { value = \"acme\" }"] {
        assert!(written.lines().any(|written| written == line), "{line}: {written}");
    }
}

#[test]
fn the_file_shows_what_may_be_said_of_an_endpoint() {
    let deployment = Deployment::with_default_settings();
    deployment.run(["init"]).expect_success();
    let written = deployment.read("countersign.toml");
    for line in ["#     [routes.users_me]", "#     throttle_scope = \"login\"", "#     csrf_exempt = false"] {
        assert!(written.lines().any(|written| written == line), "{line}: {written}");
    }
}

#[test]
fn a_file_that_is_there_is_kept_unless_force_is_given() {
    let deployment = Deployment::with_default_settings();
    deployment.write("countersign.toml", "[jwt]\n");
    let message = deployment.run(["init"]).expect_refusal();
    assert!(message.contains("countersign.toml") && message.contains("--force"), "{message}");
    assert_eq!(deployment.read("countersign.toml"), "[jwt]\n");
    deployment.run(["init", "--force"]).expect_success();
    assert!(deployment.read("countersign.toml").contains("#leeway = \"0s\""));
    let message = deployment.run(["init", "--config", "missing/x.toml"]).expect_refusal();
    assert!(message.contains("missing/x.toml"), "{message}");
}
