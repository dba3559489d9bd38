//! `JWTStatelessUserAuthentication`: the caller is who the token says.

use countersign_core::{ClaimSource, UserAttribute, UserIdField};
use countersign_server::{AuthenticationClass, PermissionClass, RestFramework};
use serde_json::json;

use crate::support::{Build, PASSWORD, TestApp, seconds};

fn stateless() -> Build {
    let authentication_classes = vec![AuthenticationClass::JwtStatelessUser];
    TestApp::build().rest_framework(RestFramework { authentication_classes, ..RestFramework::default() })
}

#[tokio::test]
async fn the_caller_is_made_of_the_claims_and_nobody_is_looked_up() {
    let claim = |attribute| ClaimSource::Attribute(attribute);
    let claims = [("username", claim(UserAttribute::Username)), ("email", claim(UserAttribute::Email))];
    let app = stateless().claims(claims).start().await;
    let alice = app.user("alice").login().await;
    app.sql("ALTER TABLE auth_user RENAME TO hidden").await;
    let shown = alice.me().await.expect(200).json();
    assert_eq!(
        (&shown["id"], &shown["username"], &shown["email"]),
        (&json!(1), &json!("alice"), &json!("alice@example.com"))
    );
}

#[tokio::test]
async fn what_the_token_does_not_say_is_empty_and_nobody_is_staff_unasked() {
    let mut rest_framework =
        RestFramework { permission_classes: vec![PermissionClass::IsAdminUser], ..Default::default() };
    rest_framework.authentication_classes = vec![AuthenticationClass::JwtStatelessUser];
    let app = TestApp::build().rest_framework(rest_framework).start().await;
    let mut claims = app.good_claims("access");
    for (is_staff, status) in [(json!(null), 403), (json!("true"), 403), (json!(1), 403), (json!(true), 200)] {
        claims["is_staff"] = is_staff;
        app.me(&app.sign(&claims)).await.expect(status);
    }
    assert_eq!(app.me(&app.sign(&claims)).await.json()["username"], "");
}

#[tokio::test]
async fn a_bad_token_is_refused_as_ever_and_so_is_one_that_was_revoked() {
    let app = stateless().start().await;
    app.me("nonsense").await.expect_bearer_refused("Token is invalid");
    let mut nobody = app.good_claims("access");
    nobody.as_object_mut().unwrap().remove("user_id");
    let told = "Token contained no recognizable user identification";
    app.me(&app.sign(&nobody)).await.expect_detail(401, told);
    nobody["user_id"] = json!("somebody");
    app.me(&app.sign(&nobody)).await.expect_error(401, "user_not_found");
    let alice = app.user("alice").login().await;
    alice.logout().await.expect(200);
    alice.me().await.expect_bearer_refused("Token is blacklisted");
}

#[tokio::test]
async fn a_name_that_looks_like_a_key_is_nobodys_key() {
    let app = stateless().policy(|policy| policy.user_id_field = UserIdField::Username).start().await;
    app.me(&app.sign(&app.good_claims("access"))).await.expect_error(401, "user_not_found");
}

#[tokio::test]
async fn a_user_who_is_inactive_or_gone_changes_nothing_however_long_the_token_lives() {
    let app = stateless().start().await;
    let alice = app.user("alice").exists().await;
    let access = app.foreign_access(&alice);
    let rename = |name: &str| app.call("PATCH", "/api/users/me/").bearer(&access).json(&json!({ "username": name }));
    rename("alicia").await.expect(200);
    app.sql("UPDATE auth_user SET is_active = FALSE").await;
    rename("mallory").await.expect_error(401, "user_not_found");
    let delete = app.call("DELETE", "/api/users/me/").bearer(&access);
    let wrong = json!({ "current_password": ["Invalid password."] });
    delete.json(&json!({ "current_password": PASSWORD })).await.expect_json(400, &wrong);
    assert!(!app.row_of("alicia").await.is_active);
}

#[tokio::test]
async fn a_token_from_before_the_end_of_everything_changes_nothing() {
    let app = stateless().start().await;
    let alice = app.user("alice").exists().await;
    let before = app.foreign_access(&alice);
    app.user("alice").log_out().await;
    app.clock.advance(seconds(1));
    let rename = |token: &str| app.call("PATCH", "/api/users/me/").bearer(token).json(&json!({ "username": "alicia" }));
    rename(&before).await.expect_error(401, "user_not_found");
    rename(&app.foreign_access(&alice)).await.expect(200);
}

#[tokio::test]
async fn ones_own_name_is_not_taken_whatever_the_token_says() {
    let app = stateless().start().await;
    let alice = app.user("alice").login().await;
    alice.change(&json!({ "username": "alice", "first_name": "Al" })).await.expect(200);
}

#[tokio::test]
async fn guesses_at_a_password_are_counted_at_the_account_that_it_is_of() {
    let app = stateless().lockout(5, 900).start().await;
    let alice = app.user("alice").login().await;
    for _ in 0..5 {
        alice.delete_account("wrong").await.expect(400);
    }
    app.obtain("alice", PASSWORD).await.expect(429);
}
