//! `countersign token revoke`.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Client, Deployment, b64, hs256};

const SECRET: &str = "a secret of more than thirty-two bytes";

/// Asks until the token is refused; it has to be within a second.
#[track_caller]
fn until_refused(client: &mut Client, access: &str) {
    let started = Instant::now();
    loop {
        let answer = client.me(access);
        if answer.status == 401 {
            return answer.expect_refused("Token is blacklisted");
        }
        assert!(started.elapsed() < Duration::from_secs(1), "still {}", answer.status);
    }
}

#[test]
fn s51_a_revoked_refresh_token_is_refused_and_its_session_ends_within_a_second() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let (alice, elsewhere) = (server.login("alice"), server.login("alice"));
    let mut client = server.client();
    let said = deployment.run(["token", "revoke", &alice.refresh]).expect_success();
    assert!(said.contains("session has ended"), "{said}");
    until_refused(&mut client, &alice.access);
    client.refresh(&alice.refresh).expect_refused("Token is blacklisted");
    client.me(&elsewhere.access).expect(200);
    client.refresh(&elsewhere.refresh).expect(200);
}

#[test]
fn s53_a_revocation_is_shared_by_two_servers_and_outlives_their_restart() {
    let deployment = Deployment::new().with_users(["alice"]);
    let servers = [deployment.serve(), deployment.serve()];
    let [access, session] = [servers[0].login("alice"), servers[1].login("alice")];
    for server in &servers {
        server.me(&access.access).expect(200);
        server.me(&session.access).expect(200);
    }
    deployment.run(["token", "revoke", &access.access]).expect_success();
    deployment.run(["token", "revoke", &session.refresh]).expect_success();
    for server in servers {
        until_refused(&mut server.client(), &access.access);
        until_refused(&mut server.client(), &session.access);
        server.kill();
    }
    let server = deployment.serve();
    for token in [&access.access, &session.access] {
        server.me(token).expect_refused("Token is blacklisted");
    }
    server.refresh(&session.refresh).expect_refused("Token is blacklisted");
}

#[test]
fn s54_a_revoked_access_token_is_refused_within_a_second_and_no_other() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let alice = server.login("alice");
    let mut client = server.client();
    let input = format!("{}\n", alice.access);
    let said = deployment.run_with(&["token", "revoke", "-"], &[], &input).expect_success();
    assert!(said.contains("and no other"), "{said}");
    until_refused(&mut client, &alice.access);
    deployment.run(["token", "verify", &alice.access]).expect_refusal();
    let next = client.refresh(&alice.refresh).pair();
    client.me(&next.access).expect(200);
}

#[test]
fn s55_the_verdict_on_a_revoked_token_changes_from_0_to_1() {
    let deployment = Deployment::new().with_users(["alice"]);
    let alice = deployment.serve().login("alice");
    for token in [&alice.access, &alice.refresh] {
        assert_eq!(deployment.run(["token", "verify", token]).code, Some(0));
        deployment.run(["token", "revoke", token]).expect_success();
        assert_eq!(deployment.run(["token", "verify", token]).code, Some(1));
    }
}

#[test]
fn a_token_is_revoked_once() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    for token in [server.login("alice").access, server.login("alice").refresh] {
        deployment.run(["token", "revoke", &token]).expect_success();
        let message = deployment.run(["token", "revoke", &token]).expect_refusal();
        assert!(message.contains("nothing to revoke"), "{message}");
    }
    let over = server.login("alice");
    deployment.run(["users", "logout", "alice"]).expect_success();
    for token in [over.access, over.refresh] {
        let message = deployment.run(["token", "revoke", &token]).expect_refusal();
        assert!(message.contains("session is over"), "{message}");
    }
}

#[test]
fn tokens_of_another_issuer_are_revoked_by_themselves() {
    let deployment = Deployment::new().with("SECRET_KEY", SECRET).with_users(["alice"]);
    let server = deployment.serve();
    let token = |kind: &str, exp: i64| {
        let jti = format!("{:032x}", kind.len());
        let claims = json!({ "token_type": kind, "exp": exp, "iat": 1_750_000_000, "jti": jti, "user_id": "1" });
        hs256(SECRET.as_bytes(), claims.to_string().as_bytes())
    };
    let (access, refresh) = (token("access", 4_000_000_000), token("refresh", 4_000_000_000));
    let mut client = server.client();
    client.me(&access).expect(200);
    for foreign in [&access, &refresh] {
        let said = deployment.run(["token", "revoke", foreign]).expect_success();
        assert!(said.contains("belongs to no session"), "{said}");
        deployment.run(["token", "revoke", foreign]).expect_refusal();
    }
    until_refused(&mut client, &access);
    client.refresh(&refresh).expect_refused("Token is blacklisted");
    let message = deployment.run(["token", "revoke", &token("access", 1_750_000_100)]).expect_refusal();
    assert!(message.contains("expired") && message.contains("users logout"), "{message}");
}

#[test]
fn what_is_not_signed_by_us_is_not_revoked() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let stranger = Deployment::new().with_users(["alice"]).serve().login("alice");
    let alice = server.login("alice");
    let (signed, _) = alice.access.rsplit_once('.').unwrap();
    for token in [stranger.access, stranger.refresh, format!("{signed}.{}", b64([7; 64])), "nonsense".to_owned()] {
        let message = deployment.run(["token", "revoke", &token]).expect_refusal();
        assert!(message.contains("not revoked") && !message.contains(&token), "{message}");
    }
    server.me(&alice.access).expect(200);
}
