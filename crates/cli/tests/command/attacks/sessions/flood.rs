//! Tokens that nobody has to remember.

use std::thread;

use serde_json::json;

use crate::attacks::{SECRET, attacked};
use crate::support::{Deployment, Server, hs256};

/// Every table that remembers tokens.
const ROWS: &str =
    "SELECT (SELECT count(*) FROM countersign_session) + (SELECT count(*) FROM countersign_revoked_token)
    + (SELECT count(*) FROM countersign_feed) + (SELECT count(*) FROM countersign_user_mark)";
const FLOOD: usize = 10_000;
const CALLERS: usize = 4;
/// 2001-09-09.
const LONG_AGO: i64 = 1_000_000_000;
const FAR_AHEAD: i64 = 4_000_000_000;

fn token(secret: &str, kind: &str, exp: i64, number: usize) -> String {
    let claims =
        json!({ "token_type": kind, "exp": exp, "iat": LONG_AGO, "jti": format!("{number:032x}"), "user_id": "1" });
    hs256(secret.as_bytes(), claims.to_string().as_bytes())
}

/// Expired, of another issuer, of another kind, or of a session that never was.
fn worthless(number: usize) -> String {
    match number % 4 {
        0 => token(SECRET, "refresh", LONG_AGO, number),
        1 => token("a secret of somebody else, 32 bytes", "refresh", FAR_AHEAD, number),
        2 => token(SECRET, "access", FAR_AHEAD, number),
        _ => {
            let claims = json!({
                "token_type": "refresh", "exp": FAR_AHEAD, "iat": LONG_AGO, "jti": format!("{number:032x}"),
                "user_id": "1", "sid": format!("{number:032x}"),
            });
            hs256(SECRET.as_bytes(), claims.to_string().as_bytes())
        }
    }
}

fn flood(server: &Server, numbers: impl Iterator<Item = usize>) {
    let mut client = server.client();
    for number in numbers {
        client.post("/api/token/blacklist/", &json!({ "refresh": worthless(number) })).expect(401);
    }
}

#[test]
fn c13_c14_a_flood_of_worthless_tokens_leaves_no_row_and_no_memory() {
    let deployment: Deployment = attacked();
    let server = deployment.serve();
    flood(&server, 0..400);
    let (rows, before) = (deployment.sql(ROWS), server.resident());
    thread::scope(|scope| {
        for caller in 0..CALLERS {
            let server = &server;
            scope.spawn(move || flood(server, (caller..FLOOD).step_by(CALLERS)));
        }
    });
    assert_eq!((rows.as_str(), deployment.sql(ROWS).as_str()), ("0", "0"));
    if let (Some(before), Some(after)) = (before, server.resident()) {
        println!("{FLOOD} worthless tokens: {before} KiB before, {after} KiB after");
        assert!(after < before + 16 * 1024, "{before} KiB before, {after} KiB after");
    }
    let genuine = token(SECRET, "refresh", FAR_AHEAD, FLOOD);
    server.client().post("/api/token/blacklist/", &json!({ "refresh": genuine })).expect(200);
    assert_ne!(deployment.sql(ROWS), "0");
}
