//! Keys that the settings bring.

use crate::support::{Deployment, header};

/// A key of the token crate's tests.
pub(crate) fn key(file: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../token/tests/data");
    std::fs::read_to_string(format!("{folder}/{file}")).unwrap()
}

#[test]
fn a_configured_key_pair_signs_and_its_public_half_is_published() {
    for (algorithm, file) in [("ES256", "ec8.pem"), ("RS256", "rsa1.pem"), ("PS512", "rsa8.pem"), ("EdDSA", "ed8.pem")]
    {
        // Without it a key for sessions would be made and sealed.
        let secret = "the key of sessions, and of no token";
        let deployment = Deployment::new().with("COUNTERSIGN_JWT__ALGORITHM", algorithm).with("SECRET_KEY", secret);
        deployment.write("signing.pem", key(file));
        let deployment = deployment.with("COUNTERSIGN_JWT__SIGNING_KEY_FILE", "signing.pem").with_users(["alice"]);
        let server = deployment.serve();
        let (access, published) = (server.login("alice").access, server.jwks());
        server.me(&access).expect(200);
        assert_eq!(header(&access)["alg"], algorithm);
        assert_eq!(header(&access)["kid"], published["keys"][0]["kid"], "{algorithm}");
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(published["keys"][0].get(private).is_none(), "{algorithm} publishes {private}");
        }
    }
}

#[test]
fn an_algorithm_without_a_key_gets_a_ring_of_its_own() {
    for algorithm in ["ES384", "EdDSA", "RS256"] {
        let deployment = Deployment::new().with("COUNTERSIGN_JWT__ALGORITHM", algorithm).with_users(["alice"]);
        let access = deployment.serve().login("alice").access;
        assert_eq!(header(&access)["alg"], algorithm);
        deployment.serve().me(&access).expect(200);
    }
}

#[test]
fn tokens_outlive_a_change_of_the_ring_s_algorithm() {
    let deployment = Deployment::new().with_users(["alice"]);
    let old = deployment.serve().login("alice").access;
    let deployment = deployment.with("COUNTERSIGN_JWT__ALGORITHM", "EdDSA");
    let server = deployment.serve();
    server.me(&old).expect(200);
    assert_eq!(header(&server.login("alice").access)["alg"], "EdDSA");
}

#[test]
fn a_weak_secret_that_is_in_use_already_may_be_allowed() {
    let deployment = Deployment::new().with("SECRET_KEY", "short").with("COUNTERSIGN_JWT__ALLOW_WEAK_KEY", "true");
    let server = deployment.with_users(["alice"]).serve();
    server.me(&server.login("alice").access).expect(200);
}
