//! `jwt.user_id_field`: the column of the user that tokens hold.

use countersign_core::UserIdField;
use countersign_core::session::SessionId;
use serde_json::{Value, json};

use crate::support::{TestApp, claims};

async fn by(field: UserIdField) -> TestApp {
    TestApp::build().policy(|policy| policy.user_id_field = field).user_cache_age(3600).start().await
}

fn foreign(app: &TestApp, kind: &str, user_id: Value) -> String {
    let mut claims = app.good_claims(kind);
    claims["user_id"] = user_id;
    app.sign(&claims)
}

#[tokio::test]
async fn tokens_hold_the_column_and_are_good_for_calls_and_refreshes() {
    for (field, value) in [(UserIdField::Username, "alice"), (UserIdField::Email, "alice@example.com")] {
        let app = by(field).await;
        let alice = app.user("alice").login().await;
        let next = alice.with(alice.refresh().await.expect_pair());
        for token in [&alice.access, &alice.refresh, &next.access, &next.refresh] {
            assert_eq!(claims(token)["user_id"], value);
        }
        assert_eq!(next.me().await.expect(200).json()["username"], "alice");
        next.logout().await.expect(200);
        next.expect_out().await;
    }
}

#[tokio::test]
async fn a_token_of_another_issuer_names_its_user_by_the_column() {
    let app = by(UserIdField::Username).await;
    app.user("alice").exists().await;
    assert_eq!(app.me(&foreign(&app, "access", json!("alice"))).await.expect(200).json()["username"], "alice");
    app.refresh(&foreign(&app, "refresh", json!("alice"))).await.expect_pair();
    for nobody in [json!("bob"), json!("Alice"), json!("1"), json!(1), json!(""), json!(["alice"])] {
        app.me(&foreign(&app, "access", nobody)).await.expect_error(401, "user_not_found");
    }
    let gone = "No active account found for the given token.";
    app.refresh(&foreign(&app, "refresh", json!("bob"))).await.expect_detail(401, gone);
}

#[tokio::test]
async fn a_user_who_was_looked_for_by_name_or_session_is_not_read_again_by_key() {
    let app = by(UserIdField::Username).await;
    let (alice, bob) = (app.user("alice").exists().await, app.user("bob").login().await);
    let session = SessionId::parse(claims(&bob.access)["sid"].as_str().unwrap()).unwrap();
    let (users, store) = (&app.another_node().await, app.store());
    let users = &users.ctx().users;
    users.user_by(store, UserIdField::Username, "alice").await.unwrap().unwrap();
    let bob = users.owner_of(store, &session).await.unwrap().unwrap();
    app.sql("ALTER TABLE auth_user RENAME TO hidden").await;
    assert_eq!(users.user(store, alice.id).await.unwrap().unwrap().username, "alice");
    assert_eq!(users.user(store, bob.id).await.unwrap().unwrap().username, "bob");
}

#[tokio::test]
async fn a_user_who_was_seen_costs_no_query() {
    let app = by(UserIdField::Username).await;
    let alice = app.user("alice").login().await;
    let other = foreign(&app, "access", json!("alice"));
    for token in [&alice.access, &other] {
        app.me(token).await.expect(200);
    }
    app.sql("ALTER TABLE auth_user RENAME TO hidden").await;
    for token in [&alice.access, &other] {
        app.me(token).await.expect(200);
    }
}

#[tokio::test]
async fn who_takes_a_name_over_takes_no_session_over() {
    let app = by(UserIdField::Username).await;
    let alice = app.user("alice").login().await;
    alice.change(&json!({ "username": "anna" })).await.expect(200);
    let newcomer = app.user("alice").login().await;
    alice.me().await.expect_error(401, "user_not_found");
    alice.refresh().await.expect_detail(401, "No active account found for the given token.");
    assert_eq!(newcomer.me().await.expect(200).json()["id"], 2);
}

#[tokio::test]
async fn an_address_that_two_users_have_names_nobody_but_in_a_session_of_its_owner() {
    let app = by(UserIdField::Email).await;
    let alice = app.user("alice").login().await;
    app.user("bob").exists().await;
    app.sql("UPDATE auth_user SET email = 'alice@example.com'").await;
    app.me(&foreign(&app, "access", json!("alice@example.com"))).await.expect_error(401, "user_not_found");
    assert_eq!(alice.me().await.expect(200).json()["username"], "alice");
}

#[tokio::test]
async fn what_ends_a_users_tokens_ends_these_too() {
    let app = by(UserIdField::Username).await;
    let alice = app.user("alice").login().await;
    let other = foreign(&app, "access", json!("alice"));
    app.me(&other).await.expect(200);
    app.user("alice").log_out().await;
    alice.expect_out().await;
    app.me(&other).await.expect_bearer_refused("Token is blacklisted");
    app.user("alice").deactivate().await;
    app.me(&other).await.expect_error(401, "user_inactive");
}

#[tokio::test]
async fn whoever_was_renamed_can_still_give_their_tokens_back() {
    let app = by(UserIdField::Username).await;
    for give_back in ["/api/token/blacklist/", "/api/logout/"] {
        let carol = app.user("carol").login().await;
        carol.change(&json!({ "username": "renamed" })).await.expect(200);
        app.post(give_back, &json!({ "refresh": carol.refresh.as_str() })).await.expect(200);
        app.sql("UPDATE auth_user SET username = 'carol' WHERE username = 'renamed'").await;
        app.ctx().users.forget_all();
        carol.refresh().await.expect_detail(401, "Token is blacklisted");
        carol.me().await.expect_bearer_refused("Token is blacklisted");
    }
}
