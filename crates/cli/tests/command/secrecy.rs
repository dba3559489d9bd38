//! What a server and its commands never write down.

use serde_json::json;

use crate::support::{Deployment, PASSWORD, Server};

const SECRET_KEY: &str = "django-insecure-0123456789-abcdefghijklmnop";

#[test]
fn the_log_holds_no_password_token_or_key_after_a_whole_flow() {
    for format in ["text", "json"] {
        let deployment =
            Deployment::new().with("COUNTERSIGN_LOG__LEVEL", "debug").with("COUNTERSIGN_LOG__FORMAT", format);
        let server = deployment.serve();
        let mut secrets = a_whole_flow(&server);
        secrets.push(deployment.sealing_key().trim().to_owned());
        let log = server.stop();
        assert!(log.contains("/api/token/refresh/") && log.contains("401"), "{format}: {log}");
        for secret in secrets {
            assert!(!log.contains(&secret), "{format}: {secret} in {log}");
        }
    }
}

#[test]
fn the_log_holds_no_secret_key_even_where_everything_is_traced() {
    let deployment = Deployment::new().with("COUNTERSIGN_LOG__LEVEL", "trace").with("SECRET_KEY", SECRET_KEY);
    let server = deployment.serve();
    let secrets = a_whole_flow(&server);
    let log = server.stop();
    assert!(log.contains("/api/token/refresh/") && !log.contains(SECRET_KEY));
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret}");
    }
}

#[test]
fn a_log_that_is_read_by_a_program_is_plain_text() {
    let server = Deployment::new().serve();
    server.me("nonsense").expect(401);
    let log = server.stop();
    assert!(log.contains("request refused") && !log.contains('\u{1b}'), "{log}");
}

#[test]
fn the_database_holds_no_password_token_or_open_private_key() {
    let deployment = Deployment::new();
    let server = deployment.serve();
    let secrets = a_whole_flow(&server);
    server.stop();
    let bytes = deployment.contents();
    let holds = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    assert!(holds(b"pbkdf2_sha256$1000$"));
    for secret in secrets {
        assert!(!holds(secret.as_bytes()), "{secret}");
    }
    // id-ecPublicKey with prime256v1, as every open PKCS#8 key of the ring has it.
    assert!(!holds(b"\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"));
}

/// Everything that a client does, right and wrong; the passwords and tokens of it.
fn a_whole_flow(server: &Server) -> Vec<String> {
    let wrong = "Wrong-Password-17";
    server.register("alice").expect(201);
    let mut client = server.client();
    client.login("alice", wrong).expect(401);
    let first = server.login("alice");
    client.me(&first.access).expect(200);
    client.get_as(&first.access, "/api/sessions/").expect(200);
    let proof = json!({ "password": PASSWORD });
    client.post_as(&first.access, "/api/reauthenticate/", &proof).expect(200);
    let second = client.refresh(&first.refresh).pair();
    let third = client.refresh(&second.refresh).pair();
    client.post("/api/token/verify/", &json!({ "token": third.access })).expect(200);
    client.refresh(&first.refresh).expect(401);
    client.me(&format!("{}x", third.access)).expect(401);
    client.post("/api/token/", &json!([PASSWORD])).expect(400);
    let last = server.login("alice");
    client.post_as(&last.access, "/api/logout/", &json!({ "refresh": last.refresh })).expect(200);
    let pairs = [first, second, third, last];
    let tokens = pairs.iter().flat_map(|pair| [&pair.access, &pair.refresh]);
    // Two of the three segments are the token's own.
    let segments = tokens.flat_map(|token| token.split('.').skip(1)).map(str::to_owned);
    segments.chain([PASSWORD, wrong].map(str::to_owned)).collect()
}
