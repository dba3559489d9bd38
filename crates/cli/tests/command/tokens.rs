//! `countersign token`.

use serde_json::{Value, json};

use crate::support::{Deployment, b64, header, hs256};

/// RFC 7515, appendix A.1: it expired in 2011, and its payload has line breaks.
pub(crate) const RFC_7515_A_1: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt\
    cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const RFC_7515_A_1_KEY: &str = r#"{"kty":"oct","alg":"HS256",
    "k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;

#[test]
fn a_token_may_come_on_standard_input() {
    let deployment = Deployment::with_default_settings();
    deployment.write("key.jwk", RFC_7515_A_1_KEY);
    let input = format!("  {RFC_7515_A_1}\n");
    for inspect in [&["token", "inspect"][..], &["token", "inspect", "-"]] {
        assert!(deployment.run_with(inspect, &[], &input).expect_success().contains("joe"));
    }
    let verify = ["token", "verify", "--jwk", "key.jwk", "--signature-only"];
    deployment.run_with(&verify, &[], &input).expect_success();
}

#[test]
fn what_is_no_token_is_refused() {
    let deployment = Deployment::new().with_users(["alice"]);
    let [array, three] = [format!("{}.{}.x", b64(r#"{"alg":"HS256"}"#), b64("[]")), "a.b.c".to_owned()];
    for nonsense in ["", "x", ".", "..", "...", &array, &three, "eyJhbGciOiJIUzI1NiJ9.e30", "ключ.ключ.ключ"]
    {
        deployment.run(["token", "verify", nonsense]).expect_refusal();
    }
    for nonsense in ["", "x", ".", "..", "...", &three, "ключ.ключ.ключ", "Bearer", "YWJj.ZGVm.eA"] {
        let message = deployment.run(["token", "inspect", nonsense]).expect_refusal();
        assert!(message.contains("header.claims.signature"), "{message}");
    }
}

#[test]
fn verify_and_revoke_take_a_token_as_it_is_pasted() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let pair = server.login("alice");
    for pasted in [
        format!("Bearer {}", pair.access),
        format!("Authorization: Bearer {}", pair.access),
        format!("\"{}\",", pair.access),
        pair.access.replace('.', "\n  ."),
    ] {
        deployment.run(["token", "verify", &pasted]).expect_success();
        deployment.run_with(&["token", "verify"], &[], &pasted).expect_success();
    }
    deployment.run(["token", "revoke", &format!("Authorization: Bearer {}", pair.access)]).expect_success();
    deployment.run(["token", "revoke", &format!("'{}'", pair.refresh)]).expect_success();
    for command in ["verify", "revoke"] {
        let message = deployment.run(["token", command, "a.b.c"]).expect_refusal();
        assert!(message.contains("countersign token inspect"), "{message}");
    }
}

#[test]
fn verify_and_revoke_answer_in_json_whether_yes_or_no() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let pair = server.login("alice");
    assert_eq!(deployment.run(["token", "verify", "--json", &pair.access]).expect_json(), json!({ "valid": true }));
    let revoked = deployment.run(["token", "revoke", "--json", &pair.refresh]).expect_json();
    assert_eq!(revoked, json!({ "revoked": true, "what": "session" }));
    for (command, name) in [("verify", "valid"), ("revoke", "revoked")] {
        for token in [pair.access.as_str(), "nonsense"] {
            let done = deployment.run(["token", command, "--json", token]);
            let told: Value = serde_json::from_str(&done.out).unwrap();
            assert_eq!((done.code, done.err.as_str(), &told[name]), (Some(1), "", &json!(false)), "{told}");
            assert!(!told["reason"].as_str().unwrap().contains(token), "{told}");
        }
        // Whether it is good is not known there.
        let nothing_there = Deployment::new().on_sqlite();
        nothing_there.run(["token", command, "--json", &pair.access]).expect_refusal();
    }
}

#[test]
fn verify_follows_the_deployment_s_keys_and_revocations() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let (alice, stranger) = (server.login("alice"), Deployment::new().with_users(["alice"]).serve().login("alice"));
    for token in [&alice.access, &alice.refresh] {
        assert_eq!(deployment.run(["token", "verify", token]).expect_success(), "The token is good.\n");
    }
    deployment.run(["token", "verify", &stranger.access]).expect_refusal();
    deployment.run(["users", "logout", "alice"]).expect_success();
    for token in [&alice.access, &alice.refresh] {
        deployment.run(["token", "verify", token]).expect_refusal();
        deployment.run(["token", "verify", "--signature-only", token]).expect_success();
    }
}

#[test]
fn verify_with_published_keys_needs_no_database() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let (access, published) = (server.login("alice").access, server.jwks());
    let elsewhere = Deployment::with_default_settings();
    elsewhere.write("keys.jwks", published.to_string());
    elsewhere.write("key.jwk", published["keys"][0].to_string());
    for (kind, file) in [("--jwks", "keys.jwks"), ("--jwk", "key.jwk")] {
        elsewhere.run(["token", "verify", &access, kind, file]).expect_success();
        elsewhere.run(["token", "verify", &tampered(&access), kind, file]).expect_refusal();
        elsewhere.run(["token", "verify", RFC_7515_A_1, kind, file]).expect_refusal();
    }
    assert!(!elsewhere.has("countersign.db"));
}

#[test]
fn signature_only_asks_for_no_claim() {
    let deployment = Deployment::with_default_settings();
    deployment.write("key.jwk", RFC_7515_A_1_KEY);
    let verify = ["token", "verify", RFC_7515_A_1, "--jwk", "key.jwk"];
    let message = deployment.run(verify).expect_refusal();
    assert!(message.contains("expired"), "{message}");
    let said = deployment.run_with(&[&verify[..], &["--signature-only"]].concat(), &[], "").expect_success();
    assert!(said.contains("no claim"), "{said}");
}

#[test]
fn signature_only_takes_a_payload_of_any_bytes() {
    let deployment = Deployment::with_default_settings();
    let secret = b"a secret of thirty-two bytes, yes";
    deployment.write("key.jwk", json!({ "kty": "oct", "alg": "HS256", "k": b64(secret) }).to_string());
    for payload in [&b""[..], b"\xff\xfe\0\n", b"not JSON", &[7; 5000]] {
        let token = hs256(secret, payload);
        deployment.run(["token", "verify", &token, "--jwk", "key.jwk", "--signature-only"]).expect_success();
        deployment.run(["token", "verify", &token, "--jwk", "key.jwk"]).expect_refusal();
        let forged = hs256(b"another secret of thirty-two byte", payload);
        deployment.run(["token", "verify", &forged, "--jwk", "key.jwk", "--signature-only"]).expect_refusal();
    }
}

#[test]
fn a_key_file_that_is_none_is_refused() {
    let deployment = Deployment::with_default_settings();
    deployment.write("nonsense", "{}");
    for (kind, file) in [("--jwk", "missing"), ("--jwks", "missing"), ("--jwk", "nonsense"), ("--jwks", "nonsense")] {
        let message = deployment.run(["token", "verify", RFC_7515_A_1, kind, file]).expect_refusal();
        assert!(message.contains(file), "{message}");
    }
}

/// The token with one character of its claims changed.
fn tampered(token: &str) -> String {
    assert!(header(token).is_object());
    let at = token.find('.').unwrap() + 5;
    let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
    format!("{}{other}{}", &token[..at], &token[at + 1..])
}
