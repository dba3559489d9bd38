//! `countersign demo`.

use crate::support::Deployment;

#[test]
fn the_demo_prints_the_whole_flow_and_leaves_nothing_behind() {
    let deployment = Deployment::with_default_settings();
    let mut command = deployment.command();
    let done = command.arg("demo").output().unwrap();
    let printed = String::from_utf8(done.stdout).unwrap();
    assert_eq!((done.status.code(), String::from_utf8(done.stderr).unwrap().as_str()), (Some(0), ""), "{printed}");
    let steps = ["/api/register/", "/api/token/", "/api/users/me/", "/api/token/refresh/", "Token is blacklisted"];
    let ends = ["/api/logout/", "Successfully logged out.", "Every answer was right."];
    let mut rest = printed.as_str();
    for step in steps.iter().chain(&ends) {
        rest = rest.split_once(step).unwrap_or_else(|| panic!("no {step} in its place: {printed}")).1;
    }
    assert_eq!(deployment.folder().read_dir().unwrap().count(), 0);
}

#[test]
fn the_demo_shows_no_whole_token() {
    let done = Deployment::with_default_settings().command().arg("demo").output().unwrap();
    let printed = String::from_utf8(done.stdout).unwrap();
    let longest = printed.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-');
    assert!(printed.contains("eyJ"));
    assert!(longest.filter(|word| word.starts_with("eyJ")).all(|word| word.len() <= 24), "{printed}");
}
