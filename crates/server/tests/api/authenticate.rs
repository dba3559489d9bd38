//! Who is calling: the cases of SimpleJWT's `JWTAuthentication`, on a protected view.

use std::time::Duration;

use serde_json::json;

use crate::support::{TestApp, claims, seconds};

const ANONYMOUS: &str = "Authentication credentials were not provided.";

#[tokio::test]
async fn no_header_or_another_scheme_is_nobody() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.get("/api/users/me/").await.expect_detail(401, ANONYMOUS);
    for scheme in ["bearer", "BEARER", "JWT", "Basic"] {
        let header = format!("{scheme} {}", alice.access);
        app.get("/api/users/me/").header("authorization", header).await.expect_detail(401, ANONYMOUS);
    }
    app.get("/api/users/me/").header("authorization", " ").await.expect_detail(401, ANONYMOUS);
    app.get(&format!("/api/users/me/?access_token={}", alice.access)).await.expect_detail(401, ANONYMOUS);
}

#[tokio::test]
async fn white_space_around_the_token_is_fine() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    for header in [format!("Bearer\t{}", alice.access), format!("  Bearer    {}  ", alice.access)] {
        app.get("/api/users/me/").header("authorization", header).await.expect(200);
    }
}

#[tokio::test]
async fn one_part_or_three_are_a_bad_header() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    for header in ["Bearer".to_owned(), "Bearer a b".to_owned(), format!("Bearer {} x", alice.access)] {
        let answer = app.get("/api/users/me/").header("authorization", header).await;
        let told = "Authorization header must contain two space-delimited values";
        answer.expect_error(401, "bad_authorization_header").expect_detail(401, told);
    }
    app.me(&alice.access).bearer(&alice.access).await.expect_error(401, "bad_authorization_header");
}

#[tokio::test]
async fn a_bad_token_is_told_by_class_type_and_message() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    let expected = r#"{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"Token is invalid"}]}"#;
    assert_eq!(app.me("nonsense").await.expect(401).text(), expected);
    app.me(&alice.refresh).await.expect_bearer_refused("Token has wrong type");
    app.get("/api/users/me/")
        .header("authorization", b"Bearer \xff\xfe\"")
        .await
        .expect_bearer_refused("Token is invalid");
    app.clock.advance(seconds(900));
    alice.me().await.expect_bearer_refused("Token is expired");
}

#[tokio::test]
async fn a_bad_signature_is_told_before_the_expiry() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.clock.advance(seconds(900));
    let (signed, _) = alice.access.rsplit_once('.').unwrap();
    app.me(&format!("{signed}.{}", "A".repeat(43))).await.expect_bearer_refused("Token is invalid");
}

#[tokio::test]
async fn a_token_without_a_user_is_not_recognised() {
    let app = TestApp::new().await;
    let mut nobody = app.good_claims("access");
    nobody.as_object_mut().unwrap().remove("user_id");
    let told = "Token contained no recognizable user identification";
    app.me(&app.sign(&nobody)).await.expect_error(401, "token_not_valid").expect_detail(401, told);
}

#[tokio::test]
async fn a_user_who_is_not_there_is_not_found() {
    let app = TestApp::new().await;
    let answer = app.me(&app.sign(&app.good_claims("access"))).await.expect(401);
    assert_eq!(answer.text(), r#"{"detail":"User not found","code":"user_not_found"}"#);
}

#[tokio::test]
async fn an_inactive_user_is_told_so_whatever_the_state_of_the_session() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.user("alice").deactivate().await;
    assert_eq!(alice.me().await.expect(401).text(), r#"{"detail":"User is inactive","code":"user_inactive"}"#);
    alice.refresh().await.expect_detail(401, "No active account found for the given token.");
}

#[tokio::test]
async fn a_session_claim_of_another_form_is_never_taken_for_none() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    for sid in [json!(null), json!(1), json!(""), json!([]), json!(alice.sid().to_uppercase())] {
        let mut misplaced = claims(&alice.access);
        misplaced["sid"] = sid;
        app.me(&app.sign(&misplaced)).await.expect_bearer_refused("Token is blacklisted");
    }
}

#[tokio::test]
async fn an_open_view_refuses_a_bad_credential_all_the_same() {
    let app = TestApp::new().await;
    for (method, path) in [("GET", "/api/"), ("GET", "/api/schema/"), ("POST", "/api/register/")] {
        app.call(method, path).bearer("nonsense").await.expect_bearer_refused("Token is invalid");
    }
}

/// The age of what is remembered is real time, in which the feed is polled too; everything else here goes by the fixed clock.
#[tokio::test]
async fn what_another_program_does_to_a_user_is_seen_once_the_memory_is_too_old() {
    let app = TestApp::build().user_cache_age(1).start().await;
    let alice = app.user("alice").login().await;
    alice.me().await.expect(200);
    app.sql("UPDATE auth_user SET is_active = FALSE WHERE username = 'alice'").await;
    alice.refresh().await.expect_detail(401, "No active account found for the given token.");
    let seen = async {
        while alice.me().await.status() == 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(3), seen).await.unwrap();
    alice.me().await.expect_error(401, "user_inactive");
}

#[tokio::test]
async fn with_no_memory_of_users_another_programs_change_is_seen_at_once() {
    let app = TestApp::build().user_cache_age(0).start().await;
    let alice = app.user("alice").login().await;
    alice.me().await.expect(200);
    app.sql("UPDATE auth_user SET is_active = FALSE WHERE username = 'alice'").await;
    alice.me().await.expect_error(401, "user_inactive");
    app.sql("DELETE FROM auth_user").await;
    alice.me().await.expect_error(401, "user_not_found");
}

#[tokio::test]
async fn a_known_user_costs_no_query() {
    let app = TestApp::build().user_cache_age(3600).start().await;
    let alice = app.user("alice").login().await;
    let before = alice.me().await.expect(200);
    app.sql("ALTER TABLE auth_user RENAME TO hidden").await;
    assert_eq!(alice.me().await.expect(200).text(), before.text());
    let answer = app.obtain("alice", "x").await.expect(503);
    assert_eq!((answer.header("retry-after"), answer.header("content-type")), ("1", "application/json"));
}

#[tokio::test]
async fn while_the_database_is_away_whoever_is_known_is_served_however_long_ago_they_were_seen() {
    let app = TestApp::build().user_cache_age(1).start().await;
    let alice = app.user("alice").login().await;
    let bob = app.user("bob").login().await;
    let before = alice.me().await.expect(200);
    app.sql("ALTER TABLE auth_user RENAME TO hidden").await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(alice.me().await.expect(200).text(), before.text());
    bob.me().await.expect(503);
    app.sql("ALTER TABLE hidden RENAME TO auth_user").await;
    bob.me().await.expect(200);
}
