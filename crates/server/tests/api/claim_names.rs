//! `jwt.token_type_claim` and `jwt.jti_claim`: other names, or none.

use countersign_token::TokenPolicy;
use serde_json::json;

use crate::support::{Build, TestApp, claims, seconds};

fn renamed() -> Build {
    let (kind, name) = (Some("kind".to_owned()), Some("tid".to_owned()));
    TestApp::build().tokens(TokenPolicy { token_type_claim: kind, jti_claim: name, ..TokenPolicy::default() })
}

fn without(kind: bool, name: bool) -> Build {
    let mut tokens = TokenPolicy::default();
    tokens.token_type_claim = tokens.token_type_claim.filter(|_| !kind);
    tokens.jti_claim = tokens.jti_claim.filter(|_| !name);
    TestApp::build().tokens(tokens).rotation_off()
}

#[tokio::test]
async fn other_names_do_what_the_usual_ones_do() {
    let app = renamed().start().await;
    let alice = app.user("alice").login().await;
    let access = claims(&alice.access);
    assert_eq!((&access["kind"], access.get("token_type"), access.get("jti")), (&json!("access"), None, None));
    assert_eq!(access["tid"].as_str().unwrap().len(), 32);
    app.me(&alice.refresh).await.expect_bearer_refused("Token has wrong type");
    let next = alice.with(alice.refresh().await.expect_pair());
    next.me().await.expect(200);
    app.clock.advance(seconds(31));
    alice.refresh().await.expect_detail(401, "Token is blacklisted");
    next.expect_out().await;
}

#[tokio::test]
async fn a_token_without_a_renamed_claim_is_told_so() {
    let app = renamed().start().await;
    app.user("alice").exists().await;
    let mut usual = app.good_claims("access");
    app.me(&app.sign(&usual)).await.expect_bearer_refused("Token has no id");
    usual["tid"] = json!("a1");
    app.me(&app.sign(&usual)).await.expect_bearer_refused("Token has no type");
    usual["kind"] = json!("access");
    app.me(&app.sign(&usual)).await.expect(200);
}

#[tokio::test]
async fn without_names_tokens_are_obtained_refreshed_and_verified_all_the_same() {
    for (kind, name) in [(true, true), (true, false), (false, true)] {
        let app = without(kind, name).start().await;
        let alice = app.user("alice").login().await;
        let access = claims(&alice.access);
        assert_eq!((access.get("token_type").is_none(), access.get("jti").is_none()), (kind, name));
        alice.me().await.expect(200);
        let access = alice.refresh().await.expect(200).json()["access"].as_str().unwrap().to_owned();
        app.me(&access).await.expect(200);
        for token in [&access, &alice.refresh] {
            app.verify(token).await.expect_json(200, &json!({}));
        }
    }
}

#[tokio::test]
async fn without_names_a_session_ends_with_every_token_of_it() {
    for (kind, name) in [(true, true), (true, false), (false, true)] {
        let app = without(kind, name).start().await;
        for give_back in ["logout", "blacklist"] {
            let alice = app.user("alice").login().await;
            if give_back == "logout" {
                alice.logout().await.expect(200);
            } else {
                app.blacklist(&alice.refresh).await.expect_json(200, &json!({}));
            }
            alice.expect_out().await;
        }
    }
}

#[tokio::test]
async fn without_types_an_ended_refresh_token_opens_nothing_as_long_as_it_lives() {
    let app = without(true, false).start().await;
    let alice = app.user("alice").login().await;
    app.me(&alice.refresh).await.expect(200);
    alice.logout().await.expect(200);
    for _ in 0..24 {
        app.ctx().revocations.forget_expired(app.now());
        app.me(&alice.refresh).await.expect_bearer_refused("Token is blacklisted");
        app.clock.advance(seconds(3600));
    }
    app.me(&alice.refresh).await.expect_bearer_refused("Token is expired");
}

#[tokio::test]
async fn a_token_without_name_and_session_cannot_be_taken_back_and_that_is_told() {
    let app = without(false, true).start().await;
    app.user("alice").exists().await;
    let unnamed = |kind| {
        let mut claims = app.good_claims(kind);
        claims.as_object_mut().unwrap().remove("jti");
        app.sign(&claims)
    };
    app.blacklist(&unnamed("refresh")).await.expect_detail(401, "Token has no id");
    let access = unnamed("access");
    app.call("POST", "/api/logout/").bearer(&access).await.expect_detail(401, "Token has no id");
    app.me(&access).await.expect(200);
    app.user("alice").log_out().await;
    app.me(&access).await.expect_bearer_refused("Token is blacklisted");
}

#[tokio::test]
async fn what_was_spent_while_tokens_had_names_stays_spent() {
    let app = without(false, true).start().await;
    let alice = app.user("alice").login().await;
    let mut old = claims(&alice.refresh);
    old["jti"] = json!("a name that the session has spent");
    app.refresh(&app.sign(&old)).await.expect_detail(401, "Token is blacklisted");
    alice.expect_out().await;
}
