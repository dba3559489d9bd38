//! `countersign clients`, and what the credentials open.

use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{Answer, Deployment, Server};

/// What `clients create --json` printed, as the `Authorization` header.
pub(crate) fn credentials(deployment: &Deployment) -> String {
    let made = deployment.run(["clients", "create", "bookstore", "--json"]).expect_success();
    let made: Value = serde_json::from_str(&made).unwrap();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    STANDARD.encode(format!("{}:{}", text("client_id"), text("client_secret")))
}

fn ask(server: &Server, credentials: &str, query: &str) -> Answer {
    let mut client = server.client();
    let head = format!("Host: {}\r\nAuthorization: Basic {credentials}", server.address);
    client.send(&format!("GET /api/revocations/?{query} HTTP/1.1\r\n{head}\r\n\r\n")).unwrap();
    client.answer().unwrap()
}

#[test]
fn a_client_is_made_listed_and_revoked() {
    let deployment = Deployment::new().with_users([]);
    deployment.run(["migrate"]).expect_success();
    assert_eq!(deployment.run(["clients", "list", "--json"]).expect_success().trim(), "[]");
    let made = deployment.run(["clients", "create", "bookstore"]).expect_success();
    let secret = made.split_whitespace().last().unwrap().to_owned();
    assert_eq!(secret.len(), 43, "{made}");
    let listed: Value = serde_json::from_str(&deployment.run(["clients", "list", "--json"]).expect_success()).unwrap();
    assert_eq!((&listed[0]["name"], &listed[0]["revoked_at"]), (&json!("bookstore"), &Value::Null));
    let id = listed[0]["client_id"].as_str().unwrap();
    assert!(made.contains(id));
    assert!(deployment.run(["clients", "revoke", id]).expect_success().contains("is refused from now on"));
    assert!(deployment.run(["clients", "revoke", id]).expect_success().contains("was revoked before"));
    let listed = deployment.run(["clients", "list"]).expect_success();
    assert!(listed.contains("bookstore") && !listed.contains(&secret));
    assert!(!deployment.contents().windows(secret.len()).any(|bytes| bytes == secret.as_bytes()));
}

#[test]
fn an_unknown_client_is_not_revoked_and_a_bad_name_makes_none() {
    let deployment = Deployment::new();
    deployment.run(["migrate"]).expect_success();
    for id in ["nobody", "no body", ""] {
        let refused = deployment.run(["clients", "revoke", id]).expect_refusal();
        assert!(refused.contains("countersign clients list"), "{refused}");
    }
    for name in ["", " ", "a\nb", &"x".repeat(151)] {
        assert!(deployment.run(["clients", "create", name]).expect_refusal().contains("1 to 150"));
    }
    assert_eq!(deployment.run(["clients", "list", "--json"]).expect_success().trim(), "[]");
}

#[test]
fn a_client_that_waits_is_told_what_a_command_revokes() {
    let deployment = Deployment::new().with_users(["alice"]);
    let (server, credentials) = (deployment.serve(), credentials(&deployment));
    server.login("alice");
    let epoch = ask(&server, &credentials, "").expect(200).body["epoch"].as_str().unwrap().to_owned();
    let query = format!("since=0&epoch={epoch}&wait=60");
    thread::scope(|scope| {
        let waiting = scope.spawn(|| ask(&server, &credentials, &query));
        deployment.run(["users", "logout", "alice"]).expect_success();
        let told = waiting.join().unwrap().expect(200).body;
        assert_eq!(told["events"].as_array().unwrap().len(), 2, "{told}");
    });
}

#[test]
fn clients_that_wait_do_not_hold_up_the_stop() {
    let deployment = Deployment::new().with_users(["alice"]);
    let (server, credentials) = (deployment.serve(), credentials(&deployment));
    let epoch = ask(&server, &credentials, "").expect(200).body["epoch"].as_str().unwrap().to_owned();
    let head = format!("Host: {}\r\nAuthorization: Basic {credentials}", server.address);
    let mut waiting: Vec<_> = (0..20).map(|_| server.client()).collect();
    for client in &mut waiting {
        client
            .send(&format!("GET /api/revocations/?since=0&epoch={epoch}&wait=60 HTTP/1.1\r\n{head}\r\n\r\n"))
            .unwrap();
    }
    // They hold up nobody else.
    server.login("alice");
    let log = server.stop();
    assert!(log.contains("countersign: stopped"), "{log}");
}
