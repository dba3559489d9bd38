//! The format of tokens, and their signatures.

use serde_json::{Value, json};

use super::{SECRET, simplejwt};
use crate::configured_keys::key;
use crate::support::{Deployment, PASSWORD, header, hs256, payload};

/// A moment that has passed: 2020-01-26.
const PAST: i64 = 1_580_000_000;
/// A moment that has not: 2286-11-20.
const FUTURE: i64 = 9_999_999_999;

#[test]
fn s1_a_token_is_header_payload_and_signature_in_base64url() {
    let pair = simplejwt().serve().login("alice");
    for token in [&pair.access, &pair.refresh] {
        let parts: Vec<_> = token.split('.').collect();
        assert_eq!((parts.len(), parts[0]), (3, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"));
        assert!(!token.contains('='), "{token}");
        assert!(header(token).is_object() && payload(token).is_object());
    }
}

#[test]
fn s2_the_header_names_the_algorithm_and_the_type() {
    for algorithm in ["HS256", "HS512"] {
        let deployment =
            simplejwt().with("COUNTERSIGN_JWT__ALGORITHM", algorithm).with("SECRET_KEY", &SECRET.repeat(2));
        assert_eq!(header(&deployment.serve().login("alice").access), json!({ "alg": algorithm, "typ": "JWT" }));
    }
    for algorithm in ["RS256", "ES256", "EdDSA"] {
        let header = header(&simplejwt().with("COUNTERSIGN_JWT__ALGORITHM", algorithm).serve().login("alice").access);
        assert_eq!([&header["alg"], &header["typ"]], [&json!(algorithm), &json!("JWT")]);
    }
}

#[test]
fn s3_the_payload_has_simplejwt_s_claims_in_its_order() {
    let pair = simplejwt().serve().login("alice");
    for (token, kind) in [(&pair.access, "access"), (&pair.refresh, "refresh")] {
        let claims = payload(token);
        let names: Vec<_> = claims.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["token_type", "exp", "iat", "jti", "user_id", "sid"]);
        assert_eq!([&claims["token_type"], &claims["user_id"]], [&json!(kind), &json!("1")]);
        assert!(claims["exp"].is_i64() && claims["iat"].is_i64());
        let jti = claims["jti"].as_str().unwrap();
        assert!(jti.len() == 32 && jti.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{jti}");
    }
}

#[test]
fn s3_a_user_id_may_be_a_number_as_older_issuers_wrote_it() {
    let server = simplejwt().serve();
    for user_id in [json!(1), json!("1")] {
        let token = access(&json!({ "exp": FUTURE, "user_id": user_id }));
        assert_eq!(server.me(&token).expect(200).body["username"], "alice");
    }
}

#[test]
fn s4_any_changed_character_is_noticed() {
    let server = simplejwt().serve();
    let token = server.login("alice").access;
    let mut client = server.client();
    for at in (0..token.len()).filter(|at| token.as_bytes()[*at] != b'.') {
        client.me(&with_other_character(&token, at)).expect_refused("Token is invalid");
    }
    client.me(&token).expect(200);
}

#[test]
fn s5_every_algorithm_signs_verifies_and_refreshes() {
    let of_secret = ["HS256", "HS384", "HS512"].map(|algorithm| (algorithm, SECRET.repeat(2)));
    let pairs = [
        ("RS256", "rsa1.pem"),
        ("RS384", "rsa1.pem"),
        ("RS512", "rsa1.pem"),
        ("PS256", "rsa8.pem"),
        ("PS384", "rsa8.pem"),
        ("PS512", "rsa8.pem"),
        ("ES256", "ec8.pem"),
        ("EdDSA", "ed8.pem"),
    ];
    let of_pair = pairs.map(|(algorithm, file)| (algorithm, key(file)));
    let deployment = Deployment::new().with_users(["alice"]);
    for (algorithm, signing_key) in of_secret.into_iter().chain(of_pair) {
        works(&deployment.also("COUNTERSIGN_JWT__SIGNING_KEY", &signing_key), algorithm);
    }
    // A ring of the server's own.
    for algorithm in ["ES384", "ES512"] {
        works(&deployment.also("COUNTERSIGN_JWT__ALGORITHM", algorithm), algorithm);
    }
}

/// Obtain, call, verify, refresh; and whoever has the published key alone verifies too.
fn works(deployment: &Deployment, algorithm: &str) {
    let server = deployment.also("COUNTERSIGN_JWT__ALGORITHM", algorithm).serve();
    let pair = server.login("alice");
    assert_eq!(header(&pair.access)["alg"], algorithm);
    server.me(&pair.access).expect(200);
    server.client().post("/api/token/verify/", &json!({ "token": pair.access })).expect(200);
    server.me(&server.refresh(&pair.refresh).pair().access).expect(200);
    if !algorithm.starts_with("HS") {
        deployment.write("published.json", server.jwks().to_string());
        deployment.run(["token", "verify", &pair.access, "--jwks", "published.json"]).expect_success();
    }
}

#[test]
fn s8_a_token_outlives_the_process_that_issued_it() {
    let deployment = Deployment::new().with_users(["alice"]);
    let first = deployment.serve();
    let token = first.login("alice").access;
    let second = deployment.serve();
    second.me(&token).expect(200);
    first.stop();
    deployment.serve().me(&token).expect(200);
}

#[test]
fn s28_a_token_is_checked_signature_first_then_expiry_then_user() {
    let deployment = simplejwt().with_users(["bob", "carol"]);
    let server = deployment.serve();
    let expired = access(&json!({ "exp": PAST, "user_id": "1" }));
    server.me(&with_other_character(&expired, expired.len() - 3)).expect_refused("Token is invalid");
    server.me(&expired).expect_refused("Token is expired");
    let (bob, carol) = (server.login("bob").access, server.login("carol").access);
    deployment.run(["users", "deactivate", "bob"]).expect_success();
    let proof = json!({ "current_password": PASSWORD });
    server.client().call("DELETE", "/api/users/me/", Some(&carol), Some(&proof)).unwrap().expect(204);
    assert_eq!(server.me(&carol).expect(401).body, json!({ "detail": "User not found", "code": "user_not_found" }));
    let inactive = json!({ "detail": "User is inactive", "code": "user_inactive" });
    server.until(|client| client.me(&bob).body == inactive);
}

/// An access token of somebody who has the secret.
fn access(claims: &Value) -> String {
    let mut all = json!({ "token_type": "access", "iat": PAST, "jti": "8bcad4ff61584b04a46d2d4a5c2f3aa6" });
    all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
    hs256(SECRET.as_bytes(), all.to_string().as_bytes())
}

fn with_other_character(token: &str, at: usize) -> String {
    let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
    format!("{}{other}{}", &token[..at], &token[at + 1..])
}
