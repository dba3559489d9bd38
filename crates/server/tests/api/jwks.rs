//! `GET /.well-known/jwks.json`.

use countersign_token::{Algorithm, KeySet, SigningKey, TokenPolicy, TokenType, Verifier};
use serde_json::json;

use crate::support::TestApp;

const PATH: &str = "/.well-known/jwks.json";

fn ring_key() -> SigningKey {
    SigningKey::generate(Algorithm::Es256).unwrap().with_thumbprint_kid()
}

#[tokio::test]
async fn an_hmac_key_is_never_published() {
    let app = TestApp::new().await;
    app.get(PATH).await.expect_json(200, &json!({ "keys": [] }));
}

#[tokio::test]
async fn the_public_key_is_published_and_no_private_part_of_it() {
    let app = TestApp::build().key(ring_key()).start().await;
    let keys = app.get(PATH).await.expect(200).json();
    let key = keys["keys"][0].as_object().unwrap();
    let mut members: Vec<_> = key.keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    assert_eq!((&key["kty"], &key["alg"], &key["use"]), (&json!("EC"), &json!("ES256"), &json!("sig")));
}

#[tokio::test]
async fn a_token_verifies_with_what_is_published_alone() {
    let app = TestApp::build().key(ring_key()).start().await;
    let alice = app.user("alice").login().await;
    let keys = KeySet::from_jwks_json(app.get(PATH).await.expect(200).text(), None).unwrap();
    let verified = Verifier::new(keys, TokenPolicy::default()).decode(&alice.access, app.now()).unwrap();
    assert_eq!(verified.verify_as(TokenType::Access).unwrap().user_id(), Some(&json!("1")));
}

#[tokio::test]
async fn whoever_has_the_keys_already_is_told_so() {
    let app = TestApp::build().key(ring_key()).start().await;
    let first = app.get(PATH).await.expect(200);
    assert_eq!(first.header("cache-control"), "public, max-age=300");
    let tag = first.header("etag");
    for known in [tag.to_owned(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let answer = app.get(PATH).header("if-none-match", &known).await.expect(304);
        assert_eq!((answer.text(), answer.header("etag")), ("", tag), "{known}");
    }
    app.get(PATH).header("if-none-match", "\"x\"").await.expect(200);
}

#[tokio::test]
async fn other_keys_have_another_tag() {
    let (one, other) = (TestApp::build().key(ring_key()).start().await, TestApp::build().key(ring_key()).start().await);
    let (one, other) = (one.get(PATH).await, other.get(PATH).await);
    assert_ne!(one.header("etag"), other.header("etag"));
}
