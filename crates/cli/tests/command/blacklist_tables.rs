//! `[django] blacklist_tables`: what commands and servers do beside a Django that has SimpleJWT's `token_blacklist`.

use serde_json::json;

use crate::support::{Deployment, jti};

const BLACKLISTED: &str = "Token is blacklisted";

/// The names of the tokens that Django refuses, by the order of their issue.
fn refused_by_django(deployment: &Deployment) -> Vec<String> {
    let query = "SELECT o.jti FROM token_blacklist_outstandingtoken o
                   JOIN token_blacklist_blacklistedtoken b ON b.token_id = o.id ORDER BY o.id";
    deployment.sql(query).lines().map(str::to_owned).collect()
}

#[test]
fn r9_tables_that_must_be_there_and_are_not_stop_the_start() {
    let deployment = Deployment::new().on_sqlite().with("COUNTERSIGN_DJANGO__BLACKLIST_TABLES", "on");
    let message = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    for word in ["blacklist_tables", "token_blacklist_outstandingtoken", "database.url"] {
        assert!(message.contains(word), "{message}");
    }
    assert!(!deployment.has("countersign.db"));
    let deployment = Deployment::new().with_users(["alice"]).with("COUNTERSIGN_DJANGO__BLACKLIST_TABLES", "on");
    let message = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    for word in ["it has no table token_blacklist_outstandingtoken", "migrate token_blacklist", "off"] {
        assert!(message.contains(word), "{message}");
    }
    deployment.make_blacklist_tables();
    deployment.serve().login("alice");
}

#[test]
fn tables_without_a_column_that_is_needed_stop_the_start_unless_they_are_left_alone() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.make_blacklist_tables();
    deployment.sql("ALTER TABLE token_blacklist_blacklistedtoken RENAME blacklisted_at TO at");
    let message = deployment.run(["serve", "--listen", "127.0.0.1:0"]).expect_refusal();
    assert!(message.contains("its table token_blacklist_blacklistedtoken has no column blacklisted_at"), "{message}");
    deployment.also("COUNTERSIGN_DJANGO__BLACKLIST_TABLES", "off").serve().login("alice");
}

#[test]
fn an_unknown_use_of_the_tables_is_refused_with_what_is_allowed() {
    let deployment = Deployment::new().with("COUNTERSIGN_DJANGO__BLACKLIST_TABLES", "maybe");
    let message = deployment.run(["users", "list"]).expect_refusal();
    for word in ["BLACKLIST_TABLES", "`auto`", "`on`", "`off`"] {
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn s51_what_commands_revoke_django_refuses() {
    let deployment = Deployment::new().with_users(["alice", "bob"]);
    deployment.make_blacklist_tables();
    let server = deployment.serve();
    let (alice, bob) = (server.login("alice"), server.login("bob"));
    deployment.run(["token", "revoke", &alice.refresh]).expect_success();
    assert_eq!(refused_by_django(&deployment), [jti(&alice.refresh)]);
    deployment.run(["users", "logout", "bob"]).expect_success();
    assert_eq!(refused_by_django(&deployment), [jti(&alice.refresh), jti(&bob.refresh)]);
    server.refresh(&bob.refresh).expect_refused(BLACKLISTED);
    let issued = deployment.run(["token", "issue", "--user", "alice", "--json"]).expect_json();
    let issued = issued["refresh"].as_str().unwrap();
    deployment.sql(
        "INSERT INTO token_blacklist_blacklistedtoken (token_id, blacklisted_at)
         SELECT max(id), '2026-01-01 00:00:00' FROM token_blacklist_outstandingtoken",
    );
    assert_eq!(refused_by_django(&deployment).last(), Some(&jti(issued)));
    server.refresh(issued).expect_refused(BLACKLISTED);
    let refusal = deployment.run(["token", "revoke", issued]).expect_refusal();
    assert!(refusal.contains("revoked before"), "{refusal}");
}

#[test]
fn s57_expired_rows_of_django_are_flushed_with_what_refuses_them() {
    let deployment = Deployment::new().with_users(["alice"]);
    deployment.make_blacklist_tables();
    let alice = deployment.serve().login("alice");
    deployment.sql(
        "INSERT INTO token_blacklist_outstandingtoken (user_id, jti, token, created_at, expires_at)
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1234)
         SELECT 1, 'old' || n, '', NULL, '2001-01-01 00:00:00' FROM n;
         INSERT INTO token_blacklist_blacklistedtoken (token_id, blacklisted_at)
         SELECT id, '2001-01-01 00:00:00' FROM token_blacklist_outstandingtoken WHERE jti LIKE 'old%'",
    );
    let gone = deployment.run(["flushexpiredtokens", "--json"]).expect_json();
    assert_eq!(gone["outstanding_tokens"], json!(1234));
    assert_eq!(deployment.sql("SELECT jti FROM token_blacklist_outstandingtoken"), jti(&alice.refresh));
    assert_eq!(deployment.sql("SELECT count(*) FROM token_blacklist_blacklistedtoken"), "0");
}

#[test]
fn with_the_tables_left_alone_nothing_is_written() {
    let deployment = Deployment::new().with_users(["alice"]).with("COUNTERSIGN_DJANGO__BLACKLIST_TABLES", "off");
    deployment.make_blacklist_tables();
    let server = deployment.serve();
    let alice = server.login("alice");
    server.refresh(&alice.refresh).expect(200);
    assert_eq!(deployment.sql("SELECT count(*) FROM token_blacklist_outstandingtoken"), "0");
}
