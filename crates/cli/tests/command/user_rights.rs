//! `users staff`, `users superuser`, `users groups`, and `token drf`.

use serde_json::{Value, json};

use crate::support::{Deployment, PASSWORD};

fn deployment() -> Deployment {
    Deployment::new().with_users(["alice", "bob"])
}

#[test]
fn a_user_becomes_staff_and_superuser_and_neither_again() {
    let deployment = deployment();
    let server = deployment.serve();
    let alice = server.login("alice");
    let list = || server.client().get_as(&alice.access, "/api/users/").status;
    assert_eq!(list(), 403);
    deployment.run(["users", "superuser", "alice"]).expect_success();
    assert_eq!(list(), 200);
    let kept = deployment.run(["users", "superuser", "alice", "--remove"]).expect_refusal();
    assert!(kept.contains("last active superuser"), "{kept}");
    let kept = deployment.run(["users", "deactivate", "alice"]).expect_refusal();
    assert!(kept.contains("last active superuser"), "{kept}");
    deployment.run(["users", "superuser", "bob"]).expect_success();
    deployment.run(["users", "superuser", "alice", "--remove"]).expect_success();
    assert_eq!(list(), 403);
    let shown = deployment.run(["users", "staff", "alice", "--remove", "--json"]).expect_success();
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown, json!({ "username": "alice", "is_staff": false, "is_superuser": false }));
    deployment.run(["users", "staff", "carol"]).expect_refusal();
}

#[test]
fn a_user_joins_and_leaves_groups() {
    let deployment = deployment();
    deployment.run(["users", "superuser", "bob"]).expect_success();
    let server = deployment.serve();
    let bob = server.login("bob");
    for name in ["editors", "edit"] {
        server.client().post_as(&bob.access, "/api/groups/", &json!({ "name": name })).expect(201);
    }
    assert_eq!(deployment.run(["users", "groups", "alice"]).expect_success().trim(), "\"alice\" is in no group.");
    let added = deployment.run(["users", "groups", "alice", "--add", "edit", "--add", "editors"]).expect_success();
    assert_eq!(added.trim(), "edit\neditors");
    let left = deployment.run(["users", "groups", "alice", "--remove", "edit"]).expect_success();
    assert_eq!(left.trim(), "editors");
    let unknown = deployment.run(["users", "groups", "alice", "--add", "editor"]).expect_refusal();
    assert!(unknown.contains("no group \"editor\""), "{unknown}");
}

#[test]
fn an_opaque_token_is_made_reset_and_deleted() {
    let deployment = deployment();
    let server = deployment.serve();
    let made = || deployment.run(["token", "drf", "alice"]).expect_success();
    let first = made();
    let key = first.trim().strip_prefix("Generated token ").and_then(|rest| rest.strip_suffix(" for user alice"));
    assert!(key.is_some_and(|key| key.len() == 40 && key.bytes().all(|b| b.is_ascii_hexdigit())), "{first}");
    assert_eq!(made(), first, "a user has one");
    let told = server.client().post("/api-token-auth/", &json!({ "username": "alice", "password": PASSWORD }));
    assert_eq!(Some(told.expect(200).text("token").as_str()), key);
    assert_ne!(deployment.run(["token", "drf", "alice", "--reset"]).expect_success(), first);
    deployment.run(["token", "drf", "alice", "--delete"]).expect_success();
    deployment.run(["token", "drf", "alice", "--delete"]).expect_refusal();
    deployment.run(["token", "drf", "carol"]).expect_refusal();
}
