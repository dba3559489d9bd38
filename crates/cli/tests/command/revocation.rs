//! What an operator does on the command line reaches a running server within a second.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Answer, Client, Deployment, Done, PASSWORD, Pair};

/// The promised bound.
const WITHIN: Duration = Duration::from_secs(1);

#[test]
fn c10_users_logout_ends_access_within_a_second() {
    let deployment = Deployment::new().with_users(["alice", "bob"]);
    let server = deployment.serve();
    let (alice, bob) = (server.login("alice"), server.login("bob"));
    let mut client = server.client();
    let refused = refused_after(&mut client, &alice, || deployment.run(["users", "logout", "alice"]));
    refused.expect_refused("Token is blacklisted");
    client.refresh(&alice.refresh).expect_refused("Token is blacklisted");
    client.me(&bob.access).expect(200);
    client.login("alice", PASSWORD).expect(200);
}

#[test]
fn c10_users_deactivate_ends_access_within_a_second_and_activate_revives_no_session() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let alice = server.login("alice");
    let mut client = server.client();
    refused_after(&mut client, &alice, || deployment.run(["users", "deactivate", "alice"]));
    client.login("alice", PASSWORD).expect_refused("No active account found with the given credentials");
    client.refresh(&alice.refresh).expect_refused("No active account found for the given token.");
    deployment.run(["users", "activate", "alice"]).expect_success();
    let again = client.login("alice", PASSWORD).pair();
    until(200, &mut client, &again, "users activate");
    client.me(&alice.access).expect_refused("Token is blacklisted");
    client.refresh(&alice.refresh).expect_refused("Token is blacklisted");
}

#[test]
fn c10_changepassword_ends_access_within_a_second_and_takes_the_new_password() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let alice = server.login("alice");
    let mut client = server.client();
    let new = "staple of another battery";
    let arguments = ["changepassword", "--noinput", "alice"];
    let change = || deployment.run_with(&arguments, &[("COUNTERSIGN_USER_PASSWORD", new)], "");
    refused_after(&mut client, &alice, change).expect_refused("Token is blacklisted");
    client.refresh(&alice.refresh).expect_refused("Token is blacklisted");
    client.login("alice", PASSWORD).expect(401);
    client.login("alice", new).expect(200);
}

#[test]
fn a_logout_on_one_server_ends_access_on_another_within_a_second() {
    let deployment = Deployment::new().with_users(["alice"]);
    let (first, second) = (deployment.serve(), deployment.serve());
    let alice = first.login("alice");
    let mut there = second.client();
    there.me(&alice.access).expect(200);
    first.client().post_as(&alice.access, "/api/logout/", &json!({})).expect(200);
    first.me(&alice.access).expect_refused("Token is blacklisted");
    until(401, &mut there, &alice, "logout on another server").expect_refused("Token is blacklisted");
}

#[test]
fn revocations_outlive_a_restart() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let alice = server.login("alice");
    server.client().post_as(&alice.access, "/api/logout/", &json!({})).expect(200);
    server.kill();
    deployment.serve().me(&alice.access).expect_refused("Token is blacklisted");
}

/// The token works; the command runs; within a second of its end the token is refused.
#[track_caller]
fn refused_after(client: &mut Client, pair: &Pair, command: impl FnOnce() -> Done) -> Answer {
    client.me(&pair.access).expect(200);
    let said = command().expect_success();
    until(401, client, pair, said.trim())
}

/// Asks until the answer has this status; it has to within a second.
#[track_caller]
fn until(status: u16, client: &mut Client, pair: &Pair, after: &str) -> Answer {
    let started = Instant::now();
    loop {
        let answer = client.me(&pair.access);
        let passed = started.elapsed();
        assert!(passed < WITHIN, "{after}: still {} after {passed:?}", answer.status);
        if answer.status == status {
            println!("{after}: {status} after {passed:?}");
            return answer;
        }
    }
}
