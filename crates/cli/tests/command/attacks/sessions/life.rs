//! Tokens of accounts that have changed or are gone, and of sessions that were taken back.

use serde_json::{Value, json};

use super::BLACKLISTED;
use crate::support::{Deployment, PASSWORD, Pair, Server};

/// Runs `event` for a person of this name, and asks with what they had, at once.
#[track_caller]
fn over_after(server: &Server, name: &str, event: impl FnOnce(&Pair)) {
    let pair = server.login(name);
    server.me(&pair.access).expect(200);
    event(&pair);
    server.refresh(&pair.refresh).expect(401);
    server.me(&pair.access).expect(401);
}

#[test]
fn c09_c10_every_event_of_an_account_ends_its_tokens_at_once() {
    let deployment = Deployment::new().with_users(["alice", "bob", "carol", "dora", "root"]);
    deployment.sql("UPDATE auth_user SET is_superuser = TRUE, is_staff = TRUE WHERE username = 'root'");
    let server = deployment.serve();
    let staff = server.login("root").access;
    let call = |method: &str, path: &str, access: &str, body: Value| {
        let answer = server.client().call(method, path, Some(access), Some(&body)).unwrap();
        assert!(answer.status < 300, "{answer:?}");
    };
    let page = |pair: &Pair| format!("/api/users/{}/", server.me(&pair.access).body["id"]);
    over_after(&server, "alice", |own| call("POST", "/api/logout/", &own.access, json!({})));
    over_after(&server, "alice", |own| call("POST", "/api/logout/all/", &own.access, json!({})));
    over_after(&server, "alice", |own| {
        call("PATCH", &page(own), &staff, json!({ "password": "another one entirely" }));
    });
    over_after(&server, "bob", |own| call("PATCH", &page(own), &staff, json!({ "is_active": false })));
    over_after(&server, "carol", |own| call("DELETE", &page(own), &staff, json!({})));
    let proof = json!({ "current_password": PASSWORD });
    over_after(&server, "dora", |own| call("DELETE", "/api/users/me/", &own.access, proof.clone()));
}

#[test]
fn c11_whoever_registers_a_deleted_name_is_somebody_else_after_a_restart_too() {
    let deployment = Deployment::new();
    deployment.run(["migrate"]).expect_success();
    let mut server = deployment.serve();
    let mut ids = Vec::new();
    for _ in 0..3 {
        server.register("alice").expect(201);
        let old = server.login("alice");
        ids.push(server.me(&old.access).expect(200).body["id"].as_i64().unwrap());
        let proof = json!({ "current_password": PASSWORD });
        server.client().call("DELETE", "/api/users/me/", Some(&old.access), Some(&proof)).unwrap().expect(204);
        server.stop();
        server = deployment.serve();
        server.register("alice").expect(201);
        server.me(&old.access).expect(401);
        server.refresh(&old.refresh).expect(401);
        deployment.sql("UPDATE auth_user SET username = 'alice-' || id");
    }
    assert!(ids.is_sorted_by(|one, next| one < next), "{ids:?}");
}

#[test]
fn c12_a_blacklisted_token_is_told_so_wherever_it_is_shown() {
    let server = Deployment::new().with_users(["alice"]).serve();
    let pair = server.login("alice");
    let mut client = server.client();
    client.post("/api/token/blacklist/", &json!({ "refresh": pair.refresh })).expect(200);
    for _ in 0..2 {
        client.post("/api/token/blacklist/", &json!({ "refresh": pair.refresh })).expect_refused(BLACKLISTED);
        client.refresh(&pair.refresh).expect_refused(BLACKLISTED);
        client.post("/api/logout/", &json!({ "refresh": pair.refresh })).expect_refused(BLACKLISTED);
        client.me(&pair.access).expect_refused(BLACKLISTED);
        let verified = client.post("/api/token/verify/", &json!({ "token": pair.refresh }));
        assert_eq!(verified.expect(400).body, json!({ "non_field_errors": [BLACKLISTED] }));
    }
}
