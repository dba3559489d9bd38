//! A start that is refused leaves the folder as it was.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use crate::configured_keys::key;
use crate::support::{Deployment, Done, VALID, certificate};

const LONG: &str = "django-insecure-0123456789-abcdefghijklmnop";

#[test]
fn every_refusal_of_serve_leaves_an_empty_folder_empty() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (options, variables) in [
        (&["--listen", taken.as_str()][..], &[][..]),
        (&["--listen", &taken, "--tls-self-signed"], &[]),
        (&["--listen", "192.0.2.1:1"], &[]),
        (&[], &[("SECRET_KEY", "short")]),
        (&[], &[("COUNTERSIGN_JWT__ALGORITHM", "HS256")]),
        (&[], &[("COUNTERSIGN_JWT__ALGORITHM", "RS256"), ("COUNTERSIGN_JWT__SIGNING_KEY", "no key")]),
        (&[], &[("SECRET_KEY", LONG), ("COUNTERSIGN_JWT__ALGORITHM", "none")]),
        (&[], &[("COUNTERSIGN_JWT__VERIFYING_KEY", "-----BEGIN PUBLIC KEY-----")]),
        (&[], &[("COUNTERSIGN_KEYS__ENCRYPTION_KEY", "AAAA")]),
        (&[], &[("COUNTERSIGN_PASSWORD__PBKDF2_ITERATIONS", "0")]),
        (&[], &[("COUNTERSIGN_LOG__LEVEL", "loud")]),
        (&[], &[("COUNTERSIGN_ROUTES__REGISTER", "[\"/api/token/\"]")]),
        (&[], &[("COUNTERSIGN_TLS__CERT", "a.pem")]),
        (&["--tls-cert", "no.pem", "--tls-key", "no.key"], &[]),
        (&["--database-url", "sqlite://no/such/folder/countersign.db"], &[]),
        (&["--config", "no.toml"], &[]),
    ] {
        let deployment = Deployment::new().on_sqlite();
        let arguments = if options.contains(&"--listen") {
            [&["serve"], options].concat()
        } else {
            [&["serve", "--listen", "127.0.0.1:0"], options].concat()
        };
        let message = deployment.run_with(&arguments, variables, "").expect_refusal();
        assert_eq!(files(&deployment), [""; 0], "{message}");
    }
}

#[test]
fn files_that_stop_the_start_are_all_that_is_there_after_it() {
    let text = format!("{}{}", certificate(&key("ec8.pem"), &VALID), key("rsa8.pem"));
    for (name, options) in [
        ("countersign.key", &[][..]),
        ("countersign-cert.pem", &["--tls-self-signed"][..]),
        ("countersign-cert.key", &["--tls-self-signed"]),
        ("both.pem", &["--tls-cert", "both.pem", "--tls-key", "both.pem"]),
    ] {
        let deployment = Deployment::new().on_sqlite();
        deployment.write(name, if name == "both.pem" { &text } else { "somebody's notes\n" });
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], options].concat();
        let message = deployment.run_with(&arguments, &[], "").expect_refusal();
        assert_eq!(files(&deployment), [name], "{message}");
    }
}

#[test]
fn a_missing_database_is_named_in_full_with_what_to_do_in_the_wrong_folder() {
    let deployment = Deployment::new().on_sqlite();
    let whole = deployment.folder().canonicalize().unwrap().join("countersign.db");
    for arguments in [&["users", "list"][..], &["migrate", "--check"], &["token", "verify", "a.b.c"], &["keys", "list"]]
    {
        let message = deployment.run_with(arguments, &[], "").expect_refusal();
        for word in [whole.to_str().unwrap(), "countersign migrate", "wrong folder?", "--config", "--database-url"] {
            assert!(message.contains(word), "{word}: {message}");
        }
    }
}

#[test]
fn a_start_that_is_refused_leaves_a_database_that_was_there_in_one_file() {
    let deployment = Deployment::new().on_sqlite().with_users(["alice"]);
    fs::remove_file(deployment.path("countersign.key")).unwrap();
    deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    assert_eq!(files(&deployment), ["countersign.db"]);
}

#[test]
fn the_database_of_another_application_is_refused_by_every_command_and_not_touched() {
    let deployment = Deployment::new().on_sqlite();
    let script = "import sqlite3, sys\nsqlite3.connect(sys.argv[1]).execute('CREATE TABLE pet (name text)')";
    let mut python = Command::new("python3");
    python.args(["-c", script]).arg(deployment.path("countersign.db"));
    Done::of(python, "").expect_success();
    let before = fs::read(deployment.path("countersign.db")).unwrap();
    for arguments in
        [&["serve", "--listen", "127.0.0.1:0"][..], &["migrate"], &["migrate", "--check"], &["users", "list"]]
    {
        let message = deployment.run_with(arguments, &[], "").expect_refusal();
        for word in ["countersign.db is another application's database; name a new file", "--database-url"] {
            assert!(message.contains(word), "{message}");
        }
    }
    let done = deployment.run(["check"]);
    assert!(done.code == Some(1) && done.out.contains("another application's database"), "{done:?}");
    assert_eq!(fs::read(deployment.path("countersign.db")).unwrap(), before);
    assert_eq!(files(&deployment), ["countersign.db"]);
}

fn files(deployment: &Deployment) -> Vec<String> {
    let files = fs::read_dir(deployment.folder()).unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

/// What would quietly guard nothing is refused, or said at the start where SimpleJWT allows it.
#[test]
fn r9_rotation_that_guards_nothing_is_said_at_the_start() {
    let deployment = Deployment::new().with("COUNTERSIGN_JWT__BLACKLIST_AFTER_ROTATION", "false").with_users(["alice"]);
    let log = deployment.serve().stop();
    assert!(log.contains("jwt.blacklist_after_rotation = false") && log.contains("theft is not noticed"), "{log}");
    let short = Deployment::new().with("COUNTERSIGN_JWT__SESSION_LIFETIME", "1h");
    let refused = short.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    assert!(refused.contains("jwt.session_lifetime = 1h"), "{refused}");
}
