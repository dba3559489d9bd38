//! `POST /api/token/sliding/`.

use countersign_core::TokenClass;
use serde_json::json;

use crate::support::{PASSWORD, TestApp, claims};

const PATH: &str = "/api/token/sliding/";

#[tokio::test]
async fn a_login_gives_one_token_with_simplejwts_claims_in_their_order() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    let answer = app.post(PATH, &json!({ "username": "alice", "password": PASSWORD })).await.expect(200);
    assert_eq!(answer.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["token"]);
    let claims = claims(answer.json()["token"].as_str().unwrap());
    let names: Vec<_> = claims.as_object().unwrap().keys().collect();
    assert_eq!(names, ["token_type", "exp", "iat", "jti", "refresh_exp", "user_id", "sid"]);
    let now = app.now().unix();
    assert_eq!((&claims["token_type"], &claims["user_id"]), (&json!("sliding"), &json!("1")));
    assert_eq!((&claims["exp"], &claims["refresh_exp"]), (&json!(now + 300), &json!(now + 86_400)));
}

#[tokio::test]
async fn a_refused_login_is_refused_as_for_a_pair() {
    let app = TestApp::new().await;
    app.user("alice").exists().await;
    for fields in [json!({}), json!({ "username": "alice", "password": "wrong" }), json!([])] {
        let (sliding, pair) = (app.post(PATH, &fields).await, app.post("/api/token/", &fields).await);
        assert_eq!((sliding.status(), sliding.text()), (pair.status(), pair.text()));
    }
}

#[tokio::test]
async fn its_session_is_listed_and_can_be_ended() {
    let app = TestApp::build().policy(|policy| policy.auth_token_classes = TokenClass::ALL.to_vec()).start().await;
    let alice = app.user("alice").login().await;
    let sliding = app.obtain_sliding("alice").await;
    let sid = claims(&sliding)["sid"].as_str().unwrap().to_owned();
    assert!(alice.sessions().await.iter().any(|session| session["id"] == sid.as_str()));
    alice.end_session(&sid).await.expect(204);
    app.me(&sliding).await.expect_error(401, "token_not_valid");
    app.refresh_sliding(&sliding).await.expect_detail(401, "Token is blacklisted");
}

#[tokio::test]
async fn it_is_noted_as_a_login_and_says_what_a_pair_says() {
    let app = TestApp::build()
        .policy(|policy| {
            policy.update_last_login = true;
            policy.revoke_token_claim = Some("hash_password".to_owned());
        })
        .response_fields(&["user", "access_expires_in", "refresh_expires_in"])
        .start()
        .await;
    app.user("alice").exists().await;
    let answer = app.post(PATH, &json!({ "username": "alice", "password": PASSWORD })).await.expect(200).json();
    assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), ["token", "user", "access_expires_in"]);
    assert_eq!((&answer["user"]["username"], &answer["access_expires_in"]), (&json!("alice"), &json!(300)));
    let alice = app.row_of("alice").await;
    assert_eq!(alice.last_login, Some(app.ctx().clock.now()));
    let claims = claims(answer["token"].as_str().unwrap());
    assert_eq!(claims["hash_password"], alice.password.fingerprint().as_str());
}
