//! Refresh, verification, and where tokens travel.

use serde_json::{Value, json};

use super::simplejwt;
use crate::support::{Deployment, PASSWORD, payload};

#[test]
fn s44_a_refresh_gives_a_new_access_token_and_the_refresh_token_stays_good() {
    let server = simplejwt().serve();
    let pair = server.login("alice");
    let answers = [server.refresh(&pair.refresh).expect(200), server.refresh(&pair.refresh).expect(200)];
    for answer in &answers {
        assert_eq!(names(&answer.body), ["access"]);
        server.me(&answer.text("access")).expect(200);
    }
    let jti = |token: &str| payload(token)["jti"].clone();
    let tokens = [&pair.access, &answers[0].text("access"), &answers[1].text("access")].map(|token| jti(token));
    assert!(tokens[0] != tokens[1] && tokens[1] != tokens[2] && tokens[0] != tokens[2], "{tokens:?}");
}

#[test]
fn s45_an_access_token_of_simplejwt_s_preset_lives_for_five_minutes() {
    let claims = payload(&simplejwt().serve().login("alice").access);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
}

#[test]
fn s45_an_expired_access_token_is_told_so() {
    let server = simplejwt().with("COUNTERSIGN_JWT__ACCESS_TOKEN_LIFETIME", "1s").serve();
    let access = server.login("alice").access;
    server.until(|client| client.me(&access).body["messages"][0]["message"] == "Token is expired");
}

#[test]
fn s47_rotation_gives_a_new_refresh_token_and_spends_the_old_one() {
    let deployment = simplejwt()
        .with("COUNTERSIGN_JWT__ROTATE_REFRESH_TOKENS", "true")
        .with("COUNTERSIGN_JWT__BLACKLIST_AFTER_ROTATION", "true");
    let server = deployment.serve();
    let first = server.login("alice").refresh;
    let answer = server.refresh(&first).expect(200);
    assert_eq!(names(&answer.body), ["access", "refresh"]);
    let (old, new) = (payload(&first), payload(&answer.text("refresh")));
    assert_ne!(old["jti"], new["jti"]);
    assert!(new["iat"].as_i64() >= old["iat"].as_i64() && new["exp"].as_i64() >= old["exp"].as_i64());
    server.refresh(&first).expect_refused("Token is blacklisted");
}

#[test]
fn s48_a_token_of_another_kind_is_refused() {
    let server = simplejwt().serve();
    let pair = server.login("alice");
    assert_eq!(
        server.refresh(&pair.access).expect(401).body,
        json!({ "detail": "Token has wrong type", "code": "token_not_valid" })
    );
    server.me(&pair.refresh).expect_refused("Token has wrong type");
}

#[test]
fn s49_verify_says_whether_a_token_is_good() {
    let server = simplejwt().serve();
    let pair = server.login("alice");
    let verify = |token: &str| server.client().post("/api/token/verify/", &json!({ "token": token }));
    for token in [&pair.access, &pair.refresh] {
        assert_eq!(verify(token).expect(200).body, json!({}));
    }
    assert_eq!(verify("nonsense").expect(401).body, json!({ "detail": "Token is invalid", "code": "token_not_valid" }));
}

#[test]
fn s50_the_refresh_token_counts_in_the_body_alone() {
    let server = simplejwt().serve();
    let refresh = server.login("alice").refresh;
    let in_query = format!("/api/token/refresh/?refresh={refresh}");
    let answer = server.client().post(&in_query, &json!({})).expect(400);
    assert_eq!(answer.body, json!({ "refresh": ["This field is required."] }));
    server.client().post("/api/token/refresh/", &json!({ "refresh": refresh })).expect(200);
    let form = "application/x-www-form-urlencoded";
    server.client().post_body("/api/token/refresh/", form, &format!("refresh={refresh}")).expect(200);
}

#[test]
fn s58_tokens_travel_in_the_body_and_not_in_cookies() {
    let server = Deployment::new().with_users(["alice"]).serve();
    let answer = server.client().login("alice", PASSWORD).expect(200);
    assert_eq!(answer.header("set-cookie"), None);
    let answer = server.refresh(&answer.text("refresh")).expect(200);
    assert_eq!(answer.header("set-cookie"), None);
}

fn names(body: &Value) -> Vec<&str> {
    body.as_object().unwrap().keys().map(String::as_str).collect()
}
