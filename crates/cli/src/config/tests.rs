//! What the settings promise.

use std::io::Write;

use super::*;
use crate::args::Global;
use crate::environment::Environment;

fn load_with(file: &str, variables: &[(&'static str, &'static str)]) -> Result<Config, String> {
    let mut toml = tempfile::NamedTempFile::new().unwrap();
    toml.write_all(file.as_bytes()).unwrap();
    let global = Global { config: Some(toml.path().to_owned()), database_url: None };
    load(&global, &variables.iter().copied().collect::<Environment>()).map_err(|cause| cause.to_string())
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let config =
        load_with("[jwt]\nleeway = 5\naccess_token_lifetime = \"5m\"", &[("COUNTERSIGN_JWT__LEEWAY", "7s")]).unwrap();
    assert_eq!(config.jwt.leeway.to_string(), "7s");
    assert_eq!(config.jwt.access_token_lifetime.to_string(), "5m");
    assert_eq!(config.jwt.refresh_token_lifetime.to_string(), "1d");
}

#[test]
fn a_mistake_in_the_file_names_key_value_line_and_what_is_allowed() {
    let unknown = load_with("[jwt]\nacces_token_lifetime = 5", &[]).unwrap_err();
    assert!(
        unknown.contains("line 2")
            && unknown.contains("acces_token_lifetime")
            && unknown.contains("access_token_lifetime"),
        "{unknown}"
    );
    let bad = load_with("[jwt]\n\nleeway = \"soon\"", &[]).unwrap_err();
    assert!(bad.contains("line 3") && bad.contains("soon") && bad.contains("15m"), "{bad}");
    let algorithm = load_with("[jwt]\nalgorithm = \"none\"", &[]).unwrap_err();
    assert!(algorithm.contains("none") && algorithm.contains("ES256"), "{algorithm}");
    let section = load_with("[jtw]", &[]).unwrap_err();
    assert!(section.contains("jtw") && section.contains("line 1"), "{section}");
}

#[test]
fn a_mistake_in_the_environment_names_the_variable_and_its_value() {
    let bad = load_with("", &[("COUNTERSIGN_JWT__LEEWAY", "soon")]).unwrap_err();
    assert!(bad.contains("COUNTERSIGN_JWT__LEEWAY=soon") && bad.contains("15m"), "{bad}");
    let unknown = load_with("", &[("COUNTERSIGN_JWT__NOPE", "1")]).unwrap_err();
    assert!(unknown.contains("COUNTERSIGN_JWT__NOPE") && unknown.contains("unknown field"), "{unknown}");
    assert!(load_with("", &[("COUNTERSIGN_USER_PASSWORD", "no setting")]).is_ok());
}

#[test]
fn a_bad_combination_names_where_it_came_from_and_its_mend() {
    let short = load_with("[jwt]\nsession_lifetime = \"1h\"", &[]).unwrap_err();
    assert!(
        short.contains("jwt.session_lifetime = 1h") && short.contains("line 2") && short.contains("at least 1d"),
        "{short}"
    );
    assert!(load_with("[jwt]\nsession_lifetime = 0", &[]).is_ok());
    let route = load_with("[routes]\ntoken_obtian = [\"/x/\"]", &[]).unwrap_err();
    assert!(route.contains("token_obtian") && route.contains("token_obtain_pair"), "{route}");
}

#[test]
fn a_secret_comes_from_a_file_and_is_never_shown() {
    let mut secret = tempfile::NamedTempFile::new().unwrap();
    secret.write_all(b"12345\n").unwrap();
    let path: &'static str = secret.path().to_str().unwrap().to_owned().leak();
    let config = load_with("", &[("COUNTERSIGN_JWT__SIGNING_KEY_FILE", path), ("SECRET_KEY_FILE", path)]).unwrap();
    assert_eq!(config.jwt.signing_key.as_ref().unwrap().expose(), "12345");
    assert_eq!(config.secret_key.as_ref().unwrap().expose(), "12345");
    assert!(!format!("{config:?}").contains("12345"));
    let bad = load_with("[jwt]\nsigning_key = 987654", &[]).unwrap_err();
    assert!(!bad.contains("987654") && bad.contains("line 2: signing_key"), "{bad}");
    let misplaced = load_with("SECRET_KEY = \"987654\"", &[]).unwrap_err();
    assert!(!misplaced.contains("987654") && misplaced.contains("SECRET_KEY"), "{misplaced}");
    let mistyped = load_with("", &[("COUNTERSIGN_JWT__SIGNINGKEY_FILE", path)]).unwrap_err();
    assert!(!mistyped.contains("12345") && mistyped.contains("SIGNINGKEY_FILE"), "{mistyped}");
}
