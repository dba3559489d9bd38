//! `jwt.response_fields`: what answers with tokens have beside them.

use serde_json::{Value, json};

use crate::support::{PASSWORD, TestApp, claims, seconds};

const EVERY: [&str; 6] =
    ["token_type", "user", "access_expires_in", "refresh_expires_at", "refresh_expires_in", "access_expires_at"];

fn names(answer: &Value) -> Vec<&str> {
    answer.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn s12_by_default_a_login_has_two_fields() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let login = app.obtain("alice", PASSWORD).await.expect(200).json();
    assert_eq!(names(&login), ["refresh", "access"]);
    let refresh = app.refresh(login["refresh"].as_str().unwrap()).await.expect(200).json();
    assert_eq!(names(&refresh), ["access", "refresh"]);
}

#[tokio::test]
async fn s12_further_fields_follow_the_tokens_in_the_order_of_the_setting() {
    let app = TestApp::build().response_fields(&EVERY).start().await;
    let alice = app.user("alice").login().await;
    let login = app.obtain("alice", PASSWORD).await.expect(200).json();
    assert_eq!(names(&login), ["refresh", "access"].into_iter().chain(EVERY).collect::<Vec<_>>());
    assert_eq!(login["user"], alice.me().await.json());
    assert_eq!(login["token_type"], "Bearer");
    assert_eq!((&login["access_expires_in"], &login["refresh_expires_in"]), (&json!(900), &json!(86_400)));
    assert_eq!(login["access_expires_at"], "2026-01-01T00:15:00Z");
    assert_eq!(login["refresh_expires_at"], "2026-01-02T00:00:00Z");
}

#[tokio::test]
async fn a_refresh_has_no_user_and_tells_of_a_refresh_token_only_beside_one() {
    let app = TestApp::build().response_fields(&EVERY).start().await;
    let alice = app.user("alice").login().await;
    let answer = alice.refresh().await.expect(200).json();
    let rotated = [
        "access",
        "refresh",
        "token_type",
        "access_expires_in",
        "refresh_expires_at",
        "refresh_expires_in",
        "access_expires_at",
    ];
    assert_eq!(names(&answer), rotated);
    let app = TestApp::build().rotation_off().response_fields(&EVERY).start().await;
    let answer = app.user("alice").login().await.refresh().await.expect(200).json();
    assert_eq!(names(&answer), ["access", "token_type", "access_expires_in", "access_expires_at"]);
}

#[tokio::test]
async fn what_is_told_of_expiry_is_what_the_tokens_say_to_the_session_s_end() {
    for build in [TestApp::build(), TestApp::build().blacklist_off()] {
        let app = build.session_lifetime(86_400).response_fields(&EVERY).start().await;
        let alice = app.user("alice").login().await;
        app.clock.advance(seconds(86_000));
        let answer = alice.refresh().await.expect(200).json();
        for (token, told) in [("access", "access_expires_in"), ("refresh", "refresh_expires_in")] {
            let exp = claims(answer[token].as_str().unwrap())["exp"].as_i64().unwrap();
            assert_eq!(answer[told], exp - app.now().unix(), "{token}");
            assert_eq!(answer[told], 400, "{token}");
        }
    }
}

#[tokio::test]
async fn a_repeated_refresh_tells_what_is_left_of_the_token_that_it_gives_again() {
    let app = TestApp::build().response_fields(&["refresh_expires_in", "access_expires_in"]).start().await;
    let alice = app.user("alice").login().await;
    alice.refresh().await.expect_pair();
    app.clock.advance(seconds(20));
    let again = alice.refresh().await.expect(200).json();
    assert_eq!((&again["refresh_expires_in"], &again["access_expires_in"]), (&json!(86_380), &json!(900)));
}

#[tokio::test]
async fn the_document_shows_every_further_field_as_one_that_may_be_absent() {
    let schemas = TestApp::new().await.get("/api/schema/").await.expect(200).json()["components"]["schemas"].clone();
    for (schema, tokens, fields) in [("TokenPair", &["refresh", "access"][..], 6), ("Refreshed", &["access"], 5)] {
        assert_eq!(schemas[schema]["required"], json!(tokens), "{schema}");
        let shown = EVERY.iter().filter(|field| schemas[schema]["properties"].get(**field).is_some()).count();
        assert_eq!(shown, fields, "{schema}");
    }
}
