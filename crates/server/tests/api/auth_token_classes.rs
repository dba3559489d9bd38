//! `jwt.auth_token_classes`: what kinds of token a request may come with.

use countersign_core::TokenClass::{AccessToken, SlidingToken};
use serde_json::{Value, json};

use crate::support::{Build, TestApp};

fn taking(classes: &[countersign_core::TokenClass]) -> Build {
    TestApp::build().policy(|policy| policy.auth_token_classes = classes.to_vec())
}

fn entry(class: &str, kind: &str, message: &str) -> Value {
    json!({ "token_class": class, "token_type": kind, "message": message })
}

#[tokio::test]
async fn each_class_is_tried_and_any_lets_in() {
    let app = taking(&[AccessToken, SlidingToken]).start().await;
    let alice = app.user("alice").login().await;
    let sliding = app.obtain_sliding("alice").await;
    for token in [&alice.access, &sliding] {
        app.me(token).await.expect(200);
    }
}

#[tokio::test]
async fn a_class_that_is_not_taken_lets_nobody_in() {
    let app = TestApp::new().await;
    let alice = app.user("alice").login().await;
    app.me(&app.obtain_sliding("alice").await).await.expect_bearer_refused("Token has wrong type");
    let app = taking(&[SlidingToken]).start().await;
    app.user("alice").exists().await;
    let refused = app.me(&alice.access).await.expect_error(401, "token_not_valid").json();
    assert_eq!(refused["messages"], json!([entry("SlidingToken", "sliding", "Token has wrong type")]));
    app.me(&app.obtain_sliding("alice").await).await.expect(200);
}

#[tokio::test]
async fn a_refusal_has_one_entry_for_each_class_in_their_order() {
    let app = taking(&[SlidingToken, AccessToken]).start().await;
    let alice = app.user("alice").login().await;
    for (token, message) in [("nonsense", "Token is invalid"), (alice.refresh.as_str(), "Token has wrong type")] {
        let refused = app.me(token).await.expect_error(401, "token_not_valid").json();
        let told = [entry("SlidingToken", "sliding", message), entry("AccessToken", "access", message)];
        assert_eq!(
            (&refused["detail"], &refused["messages"]),
            (&json!("Given token not valid for any token type"), &json!(told))
        );
    }
}

#[tokio::test]
async fn a_revoked_token_is_blacklisted_to_its_own_class_alone() {
    let app = taking(&[AccessToken, SlidingToken]).start().await;
    let alice = app.user("alice").login().await;
    let sliding = app.obtain_sliding("alice").await;
    app.user("alice").log_out().await;
    let (wrong, over) = ("Token has wrong type", "Token is blacklisted");
    for (token, access, slides) in [(&alice.access, over, wrong), (&sliding, wrong, over)] {
        let refused = app.me(token).await.expect_error(401, "token_not_valid").json();
        let told = [entry("AccessToken", "access", access), entry("SlidingToken", "sliding", slides)];
        assert_eq!(refused["messages"], json!(told));
    }
}
