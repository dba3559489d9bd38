//! `JWTStatelessUserAuthentication`: the caller is who the token says.

use countersign_core::{ClaimSource, UserAttribute, UserIdField};
use countersign_server::{AuthenticationClass, PermissionClass, RestFramework};
use serde_json::json;

use crate::support::{Build, TestApp};

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
