//! Starting on an empty folder, again, and beside another process.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::thread;

use serde_json::json;

use crate::support::{Deployment, Server, header};

#[test]
fn the_first_start_makes_database_and_key_for_its_owner_alone_and_serves() {
    let deployment = Deployment::with_default_settings().on_sqlite();
    let server = deployment.serve();
    server.register("alice").expect(201);
    let pair = server.login("alice");
    assert_eq!(server.me(&pair.access).expect(200).text("username"), "alice");
    for file in ["countersign.db", "countersign.key"] {
        let mode = fs::metadata(deployment.path(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
}

#[test]
fn a_restart_keeps_keys_and_tokens() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let (pair, keys) = (server.login("alice"), server.jwks());
    server.stop();
    let server = deployment.serve();
    assert_eq!(server.jwks(), keys);
    server.me(&pair.access).expect(200);
    server.refresh(&pair.refresh).expect(200);
}

#[test]
fn a_clean_stop_leaves_one_database_file() {
    let deployment = Deployment::new().on_sqlite().with_users(["alice"]);
    let server = deployment.serve();
    server.login("alice");
    server.stop();
    assert!(deployment.has("countersign.db"));
    assert!(!deployment.has("countersign.db-wal") && !deployment.has("countersign.db-shm"));
}

#[test]
fn processes_on_one_database_share_the_ring() {
    let deployment = Deployment::new().with_users(["alice"]);
    let (first, second) = (deployment.serve(), deployment.serve());
    assert_eq!(first.jwks(), second.jwks());
    let pair = first.login("alice");
    second.me(&pair.access).expect(200);
    let refreshed = second.refresh(&pair.refresh).pair();
    first.me(&refreshed.access).expect(200);
}

#[test]
fn processes_that_start_at_once_on_an_empty_folder_make_one_database_and_one_ring() {
    for _ in 0..5 {
        let deployment = Deployment::new().on_sqlite();
        let starts: Vec<_> = (0..4).map(|_| deployment.command()).collect();
        let starts: Vec<_> = starts.into_iter().map(|command| thread::spawn(|| Server::start(command))).collect();
        let servers: Vec<_> = starts.into_iter().map(|start| start.join().unwrap()).collect();
        servers[0].register("alice").expect(201);
        let pair = servers[1].login("alice");
        for server in &servers {
            server.me(&pair.access).expect(200);
        }
    }
}

#[test]
fn a_missing_key_file_stops_the_start_and_makes_no_new_key() {
    let deployment = Deployment::new().on_sqlite().with_users(["alice"]);
    fs::remove_file(deployment.path("countersign.key")).unwrap();
    let message = deployment.run(["serve"]).expect_refusal();
    assert!(message.contains("countersign.key") && message.contains("keys.encryption_key"), "{message}");
    assert!(!deployment.has("countersign.key"));
}

#[test]
fn a_wrong_key_file_stops_the_start_and_stays_as_it_is() {
    let (deployment, other) =
        (Deployment::new().on_sqlite().with_users(["alice"]), Deployment::new().on_sqlite().with_users(["bob"]));
    for wrong in [other.read("countersign.key"), String::new(), "not a key\n".to_owned(), "AAAA\n".to_owned()] {
        deployment.write("countersign.key", &wrong);
        let message = deployment.run(["serve"]).expect_refusal();
        assert!(message.contains("key"), "{message}");
        assert_eq!(deployment.read("countersign.key"), wrong);
        assert!(!message.contains(wrong.trim()) || wrong.is_empty(), "{message}");
    }
}

#[test]
fn a_key_file_that_others_can_read_stops_the_start_and_says_the_mend() {
    let deployment = Deployment::new().on_sqlite().with_users(["alice"]);
    fs::set_permissions(deployment.path("countersign.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let message = deployment.run(["serve"]).expect_refusal();
    assert!(message.contains("countersign.key") && message.contains("chmod 600"), "{message}");
}

#[test]
fn the_key_file_may_be_replaced_by_a_setting() {
    let key = "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=";
    let deployment = Deployment::new().with("COUNTERSIGN_KEYS__ENCRYPTION_KEY", key).with_users(["alice"]);
    let access = deployment.serve().login("alice").access;
    assert!(!deployment.has("countersign.key"));
    deployment.serve().me(&access).expect(200);
    let other = deployment.with("COUNTERSIGN_KEYS__ENCRYPTION_KEY", &key.replace('q', "r"));
    let message = other.run(["serve"]).expect_refusal();
    assert!(message.contains("does not open"), "{message}");
}

#[test]
fn with_a_secret_key_hs256_signs_and_tokens_of_the_ring_still_verify() {
    let deployment = Deployment::new().with_users(["alice"]);
    let old = deployment.serve().login("alice");
    assert_eq!(header(&old.access)["alg"], "ES256");
    let deployment = deployment.with("SECRET_KEY", "django-insecure-0123456789-abcdefghijklmnop");
    let server = deployment.serve();
    let new = server.login("alice");
    assert_eq!(header(&new.access), json!({ "alg": "HS256", "typ": "JWT" }));
    for access in [&old.access, &new.access, &server.refresh(&old.refresh).pair().access] {
        server.me(access).expect(200);
    }
}

#[test]
fn with_a_secret_key_from_the_start_there_is_no_ring_and_nothing_in_the_jwks() {
    let deployment = Deployment::new().with("SECRET_KEY", "django-insecure-0123456789-abcdefghijklmnop");
    let deployment = deployment.with_users(["alice"]);
    let server = deployment.serve();
    server.me(&server.login("alice").access).expect(200);
    assert_eq!(server.jwks(), json!({ "keys": [] }));
    assert!(!deployment.has("countersign.key"));
}

#[test]
fn the_greeting_says_one_thing_a_line_and_shows_no_control_character() {
    let url = "sqlite://evil\u{1b}]0;title\u{7}.db";
    let deployment = Deployment::new().with("DATABASE_URL", url).with("COUNTERSIGN_TLS__SELF_SIGNED", "true");
    deployment.run(["migrate"]).expect_success();
    let log = deployment.serve().stop();
    assert!(!log.contains(['\u{1b}', '\u{7}']), "{log:?}");
    let heads = log.lines().map(|line| line.split_whitespace().next().unwrap_or_default()).collect::<Vec<_>>();
    assert!(heads.starts_with(&["Countersign", "database", "endpoints", "trust", "try", "Ctrl-C"]), "{log}");
}
