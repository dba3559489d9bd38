//! The commands that manage the database and its users.

use serde_json::{Value, json};

use crate::support::{Deployment, PASSWORD};

#[test]
fn migrate_makes_the_database_and_check_tells_whether_there_is_something_to_do() {
    let deployment = Deployment::new().on_sqlite();
    let message = deployment.run(["migrate", "--check"]).expect_refusal();
    assert!(message.contains("countersign.db") && message.contains("countersign migrate"), "{message}");
    assert!(!deployment.has("countersign.db"));
    assert!(deployment.run(["migrate"]).expect_success().contains("migrated"));
    assert!(deployment.run(["migrate", "--check"]).expect_success().contains("up to date"));
    assert!(deployment.run(["migrate"]).expect_success().contains("up to date"));
}

#[test]
fn the_database_is_where_the_flag_says_before_the_environment() {
    let deployment = Deployment::new().with("DATABASE_URL", "sqlite://by-variable.db");
    deployment.run(["migrate", "--database-url", "sqlite://by-flag.db"]).expect_success();
    assert!(deployment.has("by-flag.db") && !deployment.has("by-variable.db"));
    deployment.run(["--database-url", "sqlite://by-flag.db", "users", "list"]).expect_success();
    deployment.run(["users", "list"]).expect_refusal();
}

#[test]
fn commands_on_users_do_not_make_a_database() {
    let deployment = Deployment::new().on_sqlite();
    for command in ["list", "show", "activate", "deactivate", "logout"] {
        let arguments: &[&str] = if command == "list" { &["users", "list"] } else { &["users", command, "alice"] };
        let message = deployment.run_with(arguments, &[], "").expect_refusal();
        assert!(message.contains("countersign migrate"), "{message}");
    }
    assert_eq!(deployment.folder().read_dir().unwrap().count(), 0);
}

#[test]
fn createuser_makes_an_account_that_can_log_in_and_show_prints_it() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    server.login("alice");
    let shown = deployment.run(["users", "show", "alice", "--json"]).expect_json();
    let names: Vec<_> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    let flags = ["is_active", "is_staff", "is_superuser"];
    let wanted = ["id", "username", "email", "first_name", "last_name", flags[0], flags[1], flags[2]];
    assert_eq!(names, [&wanted[..], &["date_joined", "last_login"]].concat());
    assert_eq!(flags.map(|flag| &shown[flag]), [true, false, false].map(Value::from).each_ref());
    assert_eq!((&shown["id"], &shown["username"]), (&json!(1), &json!("alice")));
    assert!(shown["date_joined"].as_str().unwrap().ends_with('Z') && shown["last_login"].is_null());
    let text = deployment.run(["users", "show", "alice"]).expect_success();
    assert!(text.contains("alice") && text.contains("someone@example.com") && !text.contains("pbkdf2"), "{text}");
}

#[test]
fn createsuperuser_makes_one_who_may_do_everything() {
    let deployment = Deployment::new();
    let arguments = ["createsuperuser", "--noinput", "--username", "root", "--email", ""];
    deployment.run_with(&arguments, &[("COUNTERSIGN_SUPERUSER_PASSWORD", PASSWORD)], "").expect_success();
    let shown = deployment.run(["users", "show", "root", "--json"]).expect_json();
    assert_eq!([&shown["is_staff"], &shown["is_superuser"], &shown["email"]], [&json!(true), &json!(true), &json!("")]);
    deployment.serve().login("root");
}

#[test]
fn list_prints_every_user_for_people_and_for_programs() {
    let deployment = Deployment::new().with_users(["alice", "bob"]);
    let listed = deployment.run(["users", "list", "--json"]).expect_json();
    let names: Vec<_> = listed.as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap()).collect();
    assert_eq!(names, ["alice", "bob"]);
    let text = deployment.run(["users", "list"]).expect_success();
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(!text.contains("pbkdf2") && !listed.to_string().contains("pbkdf2"));
}

#[test]
fn what_cannot_be_done_is_refused_with_its_reason() {
    let deployment = Deployment::new().with_users(["alice"]);
    let password = [("COUNTERSIGN_USER_PASSWORD", PASSWORD)];
    let create = ["createuser", "--noinput", "--username"];
    for (arguments, variables, reason) in [
        (vec!["users", "show", "nobody"], &[][..], "no user"),
        (vec!["users", "logout", "nobody"], &[], "no user"),
        (vec!["users", "deactivate", "nobody"], &[], "no user"),
        (vec!["users", "activate", "nobody"], &[], "no user"),
        (vec!["changepassword", "--noinput", "nobody"], &password, "no user"),
        (vec!["changepassword", "--noinput", "alice"], &[], "COUNTERSIGN_USER_PASSWORD"),
        (vec!["createuser", "--noinput"], &password, "--username"),
        ([&create[..], &["bob"]].concat(), &[], "COUNTERSIGN_USER_PASSWORD"),
        ([&create[..], &["alice"]].concat(), &password, "already exists"),
        ([&create[..], &["no spaces"]].concat(), &password, "Enter a valid username."),
        ([&create[..], &["bob", "--email", "nowhere"]].concat(), &password, "Enter a valid email address."),
        (vec!["createuser"], &password, "--noinput"),
        (vec!["changepassword", "alice"], &password, "terminal"),
    ] {
        let message = deployment.run_with(&arguments, variables, "").expect_refusal();
        assert!(message.contains(reason), "{arguments:?}: {message}");
    }
    assert_eq!(deployment.run(["users", "list", "--json"]).expect_json().as_array().unwrap().len(), 1);
}

#[test]
fn logout_says_how_many_sessions_it_ended() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    server.login("alice");
    server.login("alice");
    let said = deployment.run(["users", "logout", "alice"]).expect_success();
    assert!(said.contains("2 sessions ended"), "{said}");
    let said = deployment.run(["users", "logout", "alice"]).expect_success();
    assert!(said.contains("0 sessions ended"), "{said}");
}

#[test]
fn openapi_prints_the_document_of_the_routes_as_they_are_mounted() {
    let deployment = Deployment::new();
    let document = deployment.run(["openapi"]).expect_json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"]["/api/token/refresh/"]["post"].is_object());
    deployment.write("countersign.toml", "[routes]\ntoken_refresh = [\"/elsewhere/\"]\n");
    let document = deployment.run(["openapi"]).expect_json();
    assert!(document["paths"]["/elsewhere/"]["post"].is_object());
    assert!(document["paths"].get("/api/token/refresh/").is_none());
    assert!(!deployment.has("countersign.db"));
}

#[test]
fn wrong_usage_exits_2() {
    let deployment = Deployment::new();
    for arguments in [
        &[][..],
        &["nonsense"],
        &["users"],
        &["users", "show"],
        &["token", "inspect", "--nonsense"],
        &["token", "verify", "x", "--jwk", "a", "--jwks", "b"],
        &["serve", "--listen", "nowhere"],
        &["serve", "--config"],
        &["migrate", "extra"],
        &["changepassword"],
    ] {
        deployment.run_with(arguments, &[], "").expect_usage();
    }
}

#[test]
fn help_and_version_exit_0() {
    let deployment = Deployment::new();
    assert!(deployment.run(["--help"]).expect_success().contains("createsuperuser"));
    assert!(deployment.run(["--version"]).expect_success().starts_with("countersign "));
    assert!(deployment.run(["users", "logout", "--help"]).expect_success().contains("--database-url"));
}
