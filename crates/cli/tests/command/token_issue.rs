//! `countersign token issue`.

use serde_json::json;

use crate::support::{Deployment, Pair, header, jti};

fn issue(deployment: &Deployment, name: &str) -> Pair {
    let issued = deployment.run(["token", "issue", "--user", name, "--json"]).expect_json();
    let text = |member: &str| issued[member].as_str().unwrap().to_owned();
    Pair { access: text("access"), refresh: text("refresh") }
}

#[test]
fn s18_the_command_line_issues_a_pair_that_the_server_accepts() {
    let deployment = Deployment::new().with_users(["alice", "bob"]);
    let server = deployment.serve();
    let pair = issue(&deployment, "alice");
    assert_eq!(server.me(&pair.access).expect(200).text("username"), "alice");
    let next = server.refresh(&pair.refresh).pair();
    assert_ne!(jti(&next.refresh), jti(&pair.refresh));
    server.me(&next.access).expect(200);
    assert_eq!(header(&pair.access)["kid"], server.jwks()["keys"][0]["kid"]);
}

#[test]
fn an_issued_session_is_listed_rotates_and_ends_as_any_other() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let pair = issue(&deployment, "alice");
    let mut client = server.client();
    let listed = client.get_as(&pair.access, "/api/sessions/").expect(200).body;
    assert_eq!(listed[0]["user_agent"], "countersign token issue");
    assert_eq!(client.refresh(&pair.refresh).header("x-refresh-reuse"), Some("none"));
    assert_eq!(client.refresh(&pair.refresh).header("x-refresh-reuse"), Some("concurrent"));
    let said = deployment.run(["users", "logout", "alice"]).expect_success();
    assert!(said.contains("1 session ended"), "{said}");
    client.refresh(&pair.refresh).expect_refused("Token is blacklisted");
}

#[test]
fn an_issued_pair_is_no_fresh_proof_of_identity() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let mut client = server.client();
    let mut change = |access: &str| {
        let email = json!({ "email": "another@example.com" });
        client.call("PATCH", "/api/users/me/", Some(access), Some(&email)).unwrap()
    };
    let refused = change(&issue(&deployment, "alice").access).expect(403);
    assert_eq!(refused.text("code"), "reauthentication_required");
    change(&server.login("alice").access).expect(200);
}

#[test]
fn a_script_gets_one_bare_token() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let access = deployment.run(["token", "issue", "--user", "alice", "--access"]).expect_success();
    assert_eq!(access.lines().count(), 1);
    server.me(access.trim_end()).expect(200);
    let refresh = deployment.run(["token", "issue", "--user", "alice", "--refresh"]).expect_success();
    assert_eq!(refresh.lines().count(), 1);
    server.refresh(refresh.trim_end()).expect(200);
    let both = deployment.run(["token", "issue", "--user", "alice"]).expect_success();
    let [refresh, access] = both.lines().collect::<Vec<_>>().try_into().unwrap();
    server.me(access.strip_prefix("access: ").unwrap()).expect(200);
    server.refresh(refresh.strip_prefix("refresh: ").unwrap()).expect(200);
}

#[test]
fn nobody_and_inactive_users_get_no_token() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.run(["users", "deactivate", "alice"]).expect_success();
    for (name, mend) in [("alice", "users activate"), ("nobody", "users list")] {
        let message = deployment.run(["token", "issue", "--user", name]).expect_refusal();
        assert!(message.contains(name) && message.contains(mend), "{message}");
    }
    let nothing_there = Deployment::new().on_sqlite();
    assert!(nothing_there.run(["token", "issue", "--user", "alice"]).expect_refusal().contains("migrate"));
    for wrong in [&["token", "issue"][..], &["token", "issue", "--user", "a", "--access", "--refresh"]] {
        deployment.run_with(wrong, &[], "").expect_usage();
    }
}
