//! `jwt.check_user_is_active` and `jwt.check_revoke_token`: what is asked of a token's user.

use countersign_core::store::OwnerRule;
use serde_json::json;

use crate::support::{Build, PASSWORD, TestApp, claims, stored};
use crate::token_obtain::pbkdf2;

const CHANGED: &str = r#"{"detail":"The user's password has been changed.","code":"password_changed"}"#;
const CHANGED_AT_REFRESH: &str = r#"{"detail":"The user's password has been changed."}"#;
const OTHER_PASSWORD: &str = "UPDATE auth_user SET password = 'pbkdf2_sha256$1$other$salt'";

#[tokio::test]
async fn where_it_is_not_asked_users_who_are_not_active_use_their_tokens_and_do_not_log_in() {
    for app in [TestApp::build(), TestApp::build().rotation_off(), TestApp::build().blacklist_off()] {
        let app = app.policy(|policy| policy.owners = OwnerRule::Anyone).user_cache_age(0).start().await;
        let alice = app.user("alice").login().await;
        let foreign = app.foreign_refresh(&app.row_of("alice").await);
        app.sql("UPDATE auth_user SET is_active = FALSE").await;
        alice.me().await.expect(200);
        for refresh in [&alice.refresh, &foreign] {
            let access = app.refresh(refresh).await.expect(200).json()["access"].as_str().unwrap().to_owned();
            app.me(&access).await.expect(200);
        }
        app.obtain("alice", PASSWORD).await.expect(401);
        app.sql("DELETE FROM auth_user").await;
        alice.me().await.expect_error(401, "user_not_found");
        alice.refresh().await.expect_detail(401, "No active account found for the given token.");
    }
}

fn checking() -> Build {
    let claim = Some("hash_password".to_owned());
    TestApp::build().policy(|policy| policy.revoke_token_claim = claim).user_cache_age(0)
}

#[tokio::test]
async fn a_token_holds_the_fingerprint_of_the_password_column() {
    let app = checking().start().await;
    let alice = app.user("alice").login().await;
    let fingerprint = app.row_of("alice").await.password.fingerprint();
    let next = alice.refresh().await.expect_pair();
    for token in [&alice.access, &alice.refresh, &next.access, &next.refresh] {
        assert_eq!(claims(token)["hash_password"], fingerprint.as_str());
    }
    let plain = TestApp::new().await;
    assert_eq!(claims(&plain.user("alice").login().await.access).get("hash_password"), None);
}

#[tokio::test]
async fn a_token_of_another_password_column_is_refused_and_taken_back() {
    for app in [checking(), checking().rotation_off(), checking().blacklist_off()] {
        let app = app.start().await;
        let alice = app.user("alice").login().await;
        let column = app.row_of("alice").await.password.expose().to_owned();
        app.sql(OTHER_PASSWORD).await;
        assert_eq!(alice.me().await.expect(401).text(), CHANGED);
        assert_eq!(alice.refresh().await.expect(401).text(), CHANGED_AT_REFRESH);
        app.sql(&format!("UPDATE auth_user SET password = '{column}'")).await;
        alice.refresh().await.expect_detail(401, "Token is blacklisted");
    }
}

#[tokio::test]
async fn the_login_that_hashes_anew_gives_a_token_of_the_new_column() {
    let app = checking().hashers(pbkdf2(2)).start().await;
    app.add_user("alice", &stored(PASSWORD, pbkdf2(1))).await;
    let before = app.row_of("alice").await.password;
    let pair = app.obtain("alice", PASSWORD).await.expect_pair();
    assert!(app.row_of("alice").await.password != before);
    app.me(&pair.access).await.expect(200);
    app.refresh(&pair.refresh).await.expect_pair();
}

#[tokio::test]
async fn a_token_without_the_fingerprint_is_one_of_another_password() {
    let app = checking().start().await;
    app.user("alice").exists().await;
    let mut access = app.good_claims("access");
    assert_eq!(app.me(&app.sign(&access)).await.expect(401).text(), CHANGED);
    access["hash_password"] = json!(app.row_of("alice").await.password.fingerprint().as_str());
    app.me(&app.sign(&access)).await.expect(200);
    let refresh = app.sign(&app.good_claims("refresh"));
    for _ in 0..2 {
        assert_eq!(app.refresh(&refresh).await.expect(401).text(), CHANGED_AT_REFRESH);
    }
}

#[tokio::test]
async fn of_an_inactive_user_that_is_told_before_the_password() {
    let app = checking().start().await;
    let alice = app.user("alice").login().await;
    app.sql(OTHER_PASSWORD).await;
    app.sql("UPDATE auth_user SET is_active = FALSE").await;
    alice.me().await.expect_error(401, "user_inactive");
    alice.refresh().await.expect_detail(401, "No active account found for the given token.");
}
