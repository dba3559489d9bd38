//! `POST /api/token/sliding/refresh/`.

use countersign_core::TokenClass;
use countersign_core::store::OwnerRule;
use serde_json::json;

use crate::support::{Build, TestApp, claims, seconds};

const INACTIVE: &str = "No active account found for the given token.";

fn sliding() -> Build {
    TestApp::build().policy(|policy| policy.auth_token_classes = vec![TokenClass::SlidingToken])
}

#[tokio::test]
async fn a_refresh_gives_the_same_token_a_new_expiry_and_keeps_the_end_of_refreshing() {
    let app = sliding().start().await;
    app.user("alice").exists().await;
    let first = app.obtain_sliding("alice").await;
    app.clock.advance(seconds(200));
    let answer = app.refresh_sliding(&first).await.expect(200).json();
    assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), ["token"]);
    let second = answer["token"].as_str().unwrap();
    let (old, mut new) = (claims(&first), claims(second));
    let now = app.now().unix();
    assert_eq!((&new["exp"], &new["iat"]), (&json!(now + 300), &json!(now)));
    (new["exp"], new["iat"]) = (old["exp"].clone(), old["iat"].clone());
    assert_eq!(new, old);
    for token in [&first, second] {
        app.me(token).await.expect(200);
    }
    app.clock.advance(seconds(299));
    app.me(second).await.expect(200);
    app.me(&first).await.expect_detail(401, "Given token not valid for any token type");
}

#[tokio::test]
async fn it_slides_until_the_end_of_refreshing() {
    let app = sliding().start().await;
    app.user("alice").exists().await;
    let mut token = app.obtain_sliding("alice").await;
    for _ in 0..(86_400 / 240) {
        token = app.refresh_sliding(&token).await.expect(200).json()["token"].as_str().unwrap().to_owned();
        app.me(&token).await.expect(200);
        app.clock.advance(seconds(240));
    }
    app.refresh_sliding(&token).await.expect_detail(401, "Token 'refresh_exp' claim has expired");
    app.me(&token).await.expect(200);
    app.clock.advance(seconds(60));
    app.refresh_sliding(&token).await.expect_detail(401, "Token is expired");
}

#[tokio::test]
async fn every_bad_token_is_told_in_simplejwts_words() {
    let app = sliding().start().await;
    let alice = app.user("alice").login().await;
    let unending = app.sign(&app.good_claims("sliding"));
    let untyped = {
        let mut claims = app.good_claims("sliding");
        claims.as_object_mut().unwrap().remove("token_type");
        app.sign(&claims)
    };
    for (token, told) in [
        ("nonsense", "Token is invalid"),
        (alice.refresh.as_str(), "Token has wrong type"),
        (alice.access.as_str(), "Token has wrong type"),
        (untyped.as_str(), "Token has no type"),
        (unending.as_str(), "Token has no 'refresh_exp' claim"),
    ] {
        app.refresh_sliding(token).await.expect_error(401, "token_not_valid").expect_detail(401, told);
    }
    app.post("/api/token/sliding/refresh/", &json!({}))
        .await
        .expect_json(400, &json!({ "token": ["This field is required."] }));
    let token = app.obtain_sliding("alice").await;
    app.refresh(&token).await.expect_detail(401, "Token has wrong type");
    app.blacklist(&token).await.expect_detail(401, "Token has wrong type");
}

#[tokio::test]
async fn a_token_of_another_issuer_slides_under_its_own_name() {
    let app = sliding().start().await;
    app.user("alice").exists().await;
    let mut claims_of_theirs = app.good_claims("sliding");
    claims_of_theirs["refresh_exp"] = json!(app.now().unix() + 86_400);
    let theirs = app.sign(&claims_of_theirs);
    app.clock.advance(seconds(10));
    let answer = app.refresh_sliding(&theirs).await.expect(200).json();
    let next = answer["token"].as_str().unwrap();
    assert_eq!((&claims(next)["jti"], claims(next).get("sid")), (&claims_of_theirs["jti"], None));
    app.me(next).await.expect(200);
    app.call("POST", "/api/logout/").bearer(&theirs).await.expect(200);
    for token in [&theirs, next] {
        app.me(token).await.expect_error(401, "token_not_valid");
        app.refresh_sliding(token).await.expect_detail(401, "Token is blacklisted");
    }
}

#[tokio::test]
async fn whatever_ends_a_session_ends_its_sliding_token() {
    let app = sliding().start().await;
    app.user("alice").exists().await;
    for end in ["logout", "everywhere", "password", "deactivation"] {
        let token = app.obtain_sliding("alice").await;
        app.clock.advance(seconds(1));
        match end {
            "logout" => {
                app.call("POST", "/api/logout/").bearer(&token).await.expect(200);
            }
            "everywhere" => app.user("alice").log_out().await,
            "password" => app.user("alice").change_password(crate::support::PASSWORD).await,
            _ => app.user("alice").deactivate().await,
        }
        let told = if end == "deactivation" { INACTIVE } else { "Token is blacklisted" };
        app.refresh_sliding(&token).await.expect_detail(401, told);
        app.me(&token).await.expect(401);
        let verified = app.verify(&token).await;
        verified.expect_json(400, &json!({ "non_field_errors": ["Token is blacklisted"] }));
    }
}

#[tokio::test]
async fn an_end_is_remembered_as_long_as_a_sliding_token_lives() {
    let tokens = countersign_token::TokenPolicy { sliding_lifetime: seconds(7200), ..Default::default() };
    let app = sliding().tokens(tokens).start().await;
    app.user("alice").exists().await;
    let token = app.obtain_sliding("alice").await;
    app.call("POST", "/api/logout/").bearer(&token).await.expect(200);
    app.clock.advance(seconds(7199));
    app.ctx().revocations.forget_expired(app.now());
    app.me(&token).await.expect_error(401, "token_not_valid");
    let another = app.another_node().await;
    another.me(&token).await.expect_error(401, "token_not_valid");
}

#[tokio::test]
async fn a_user_who_is_inactive_or_gone_refreshes_nothing_unless_anyone_may() {
    for owners in [OwnerRule::Active, OwnerRule::Anyone] {
        let app = sliding().policy(|policy| policy.owners = owners).user_cache_age(0).start().await;
        app.user("alice").exists().await;
        let token = app.obtain_sliding("alice").await;
        app.sql("UPDATE auth_user SET is_active = FALSE").await;
        let answer = app.refresh_sliding(&token).await;
        if owners == OwnerRule::Anyone {
            answer.expect(200);
        } else {
            answer.expect_detail(401, INACTIVE);
        }
        app.sql("DELETE FROM auth_user").await;
        app.refresh_sliding(&token).await.expect_detail(401, INACTIVE);
    }
}

#[tokio::test]
async fn a_session_that_ends_caps_its_sliding_token() {
    let app = sliding().session_lifetime(250).start().await;
    app.user("alice").exists().await;
    let end = app.now().unix() + 250;
    let token = app.obtain_sliding("alice").await;
    assert_eq!((&claims(&token)["exp"], &claims(&token)["refresh_exp"]), (&json!(end), &json!(end)));
    app.clock.advance(seconds(200));
    let next = app.refresh_sliding(&token).await.expect(200).json()["token"].as_str().unwrap().to_owned();
    assert_eq!(claims(&next)["exp"], end);
}

#[tokio::test]
async fn a_token_of_another_password_column_slides_no_more() {
    let claim = Some("hash_password".to_owned());
    let app = sliding().policy(|policy| policy.revoke_token_claim = claim).start().await;
    app.user("alice").exists().await;
    let token = app.obtain_sliding("alice").await;
    app.sql("UPDATE auth_user SET password = 'another'").await;
    app.refresh_sliding(&token).await.expect_detail(401, "The user's password has been changed.");
}
