//! Tokens of another issuer, whose keys are fetched: what it calls a session is none of ours.

use countersign_core::TokenClass;
use countersign_token::{Algorithm, SigningKey, jws};
use serde_json::{Value, json};

use crate::support::{Build, TestApp, claims};

/// A name that could be none of our sessions, and one that could be.
const SESSIONS: [&str; 2] = ["8b0c1f5e-5a0f-4d57-9d0e-0d8f3c1f2a11", "0123456789abcdef0123456789abcdef"];

fn key() -> SigningKey {
    SigningKey::generate(Algorithm::EdDsa).unwrap().with_kid("theirs")
}

async fn trusting(build: Build, key: &SigningKey) -> TestApp {
    let app = build.foreign_key(key).start().await;
    app.user("alice").exists().await;
    app
}

/// A token of Alice's, in a session of the issuer's.
fn issued(app: &TestApp, key: &SigningKey, kind: &str, session: &str) -> String {
    let mut claims = app.good_claims(kind);
    claims["sid"] = json!(session);
    claims["refresh_exp"] = json!(app.now().unix() + 3600);
    jws::sign(claims.to_string().as_bytes(), key).unwrap()
}

fn text(answer: &Value, member: &str) -> String {
    answer[member].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_refresh_gives_tokens_that_open_the_api_and_end_with_everything_else_of_the_user() {
    let key = key();
    for session in SESSIONS {
        for build in [TestApp::build().rotation_off(), TestApp::build().blacklist_off(), TestApp::build()] {
            let app = trusting(build, &key).await;
            let answer = app.refresh(&issued(&app, &key, "refresh", session)).await.expect(200).json();
            let access = text(&answer, "access");
            assert_ne!(claims(&access)["sid"], session);
            app.me(&access).await.expect(200);
            if answer["refresh"].is_string() {
                app.refresh(&text(&answer, "refresh")).await.expect(200);
            }
            app.user("alice").log_out().await;
            app.me(&access).await.expect_bearer_refused("Token is blacklisted");
        }
    }
}

#[tokio::test]
async fn a_sliding_token_slides_into_one_that_opens_the_api_and_ends_with_everything_else_of_the_user() {
    let key = key();
    for session in SESSIONS {
        let sliding = TestApp::build().policy(|policy| policy.auth_token_classes = vec![TokenClass::SlidingToken]);
        let app = trusting(sliding, &key).await;
        let theirs = issued(&app, &key, "sliding", session);
        let ours = text(&app.refresh_sliding(&theirs).await.expect(200).json(), "token");
        assert_eq!(claims(&ours).get("sid"), None);
        app.me(&ours).await.expect(200);
        app.refresh_sliding(&ours).await.expect(200);
        app.user("alice").log_out().await;
        app.me(&ours).await.expect(401);
    }
}

#[tokio::test]
async fn a_token_that_was_taken_in_stays_in_its_session_when_rotation_ends() {
    let key = key();
    let app = trusting(TestApp::build(), &key).await;
    let theirs = issued(&app, &key, "refresh", SESSIONS[0]);
    let session = claims(&app.refresh(&theirs).await.expect_pair().access)["sid"].clone();
    let app = app.another_node_with(Build::rotation_off).await;
    let access = text(&app.refresh(&theirs).await.expect(200).json(), "access");
    assert_eq!(claims(&access)["sid"], session);
    app.me(&access).await.expect(200);
}
