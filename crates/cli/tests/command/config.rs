//! `countersign config`.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::support::Deployment;

const SECRET: &str = "django-insecure-0123456789-abcdefghijklmnop";

#[test]
fn every_setting_is_shown_with_its_source() {
    let deployment =
        Deployment::with_default_settings().with("COUNTERSIGN_JWT__LEEWAY", "7s").with("SECRET_KEY", SECRET);
    deployment.write(
        "countersign.toml",
        "[jwt]\nleeway = 5\naccess_token_lifetime = \"5m\"\n[routes]\nregister = [\"/new/\"]\n",
    );
    let arguments = ["config", "--json", "--database-url", "sqlite://x.db"];
    let shown = deployment.run(arguments).expect_json();
    for (section, key, value, source) in [
        ("jwt", "leeway", json!("7s"), "COUNTERSIGN_JWT__LEEWAY"),
        ("jwt", "access_token_lifetime", json!("5m"), "countersign.toml line 3"),
        ("jwt", "refresh_token_lifetime", json!("1d"), "default"),
        ("jwt", "algorithm", json!(null), "default"),
        ("database", "url", json!("sqlite://x.db"), "--database-url"),
        ("routes", "register", json!(["/new/"]), "countersign.toml line 5"),
        ("routes", "token_refresh", json!(["/api/token/refresh/", "/api-jwt-refresh/"]), "default"),
        ("environment", "SECRET_KEY", json!("(set)"), "SECRET_KEY"),
    ] {
        assert_eq!(shown[section][key], json!({ "value": value, "source": source }), "{section}.{key}");
    }
    let text = deployment.run(["config"]).expect_success();
    assert!(text.contains("[jwt]") && text.contains("7s") && text.contains("countersign.toml line 3"), "{text}");
    assert!(!deployment.has("x.db"));
}

#[test]
fn s62_no_secret_is_shown_wherever_it_is_set() {
    let deployment = Deployment::with_default_settings()
        .with("SECRET_KEY_FILE", "secret")
        .with("COUNTERSIGN_KEYS__ENCRYPTION_KEY", SECRET);
    deployment.write("secret", SECRET);
    deployment.write("countersign.toml", format!("[jwt]\nsigning_key = \"{SECRET}\"\n"));
    for arguments in [&["config"][..], &["config", "--json"], &["check"]] {
        let done = deployment.run_with(arguments, &[], "");
        assert!(!format!("{}{}", done.out, done.err).contains(SECRET), "{arguments:?}: {done:?}");
    }
    let text = deployment.run(["config"]).expect_success();
    assert!(text.matches("(set)").count() == 3 && text.contains("SECRET_KEY_FILE"), "{text}");
}

#[test]
fn the_reference_is_that_of_the_settings_as_they_are() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/CONFIGURATION.md");
    let written = fs::read_to_string(path).unwrap_or_default();
    let wanted = Deployment::with_default_settings().run(["config", "--docs"]).expect_success();
    assert!(written == wanted, "it is stale: cargo run -- config --docs > docs/CONFIGURATION.md");
}

#[test]
fn every_example_of_the_reference_is_sound() {
    let reference = Deployment::with_default_settings().run(["config", "--docs"]).expect_success();
    let examples: Vec<_> = reference.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("```")).collect();
    assert!(examples[0].0.starts_with("[routes.users_me]\n") && examples.len() > 1, "{examples:?}");
    for key in ["paths", "authentication_classes", "permission_classes", "throttle_scope", "csrf_exempt"] {
        assert!(examples[0].0.contains(&format!("\n{key} = ")), "{key}: {}", examples[0].0);
    }
    for (example, _) in examples {
        let deployment = Deployment::with_default_settings().with("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:0");
        deployment.write("countersign.toml", example);
        // There is no database of a Django here to compare with.
        let command = if example.starts_with("[django.") { "config" } else { "check" };
        deployment.run([command]).expect_success();
    }
}

#[test]
fn who_may_come_in_is_said_of_every_endpoint() {
    let reference = Deployment::with_default_settings().run(["config", "--docs"]).expect_success();
    for (endpoint, who) in [
        ("token_verify", "| open (credentials are not looked at) |"),
        ("register", "| open; a credential that is shown must be good |"),
        ("users_me", "| by `default_permission_classes` |"),
    ] {
        let row = reference.lines().find(|line| line.starts_with(&format!("| `{endpoint}`"))).unwrap();
        assert!(row.contains(who), "{row}");
    }
}

#[test]
fn the_reference_can_be_printed_whatever_the_settings_are() {
    let deployment = Deployment::with_default_settings();
    deployment.write("countersign.toml", "nonsense");
    assert!(deployment.run(["config", "--docs"]).expect_success().contains("## `[jwt]`"));
    deployment.run(["config"]).expect_refusal();
}
