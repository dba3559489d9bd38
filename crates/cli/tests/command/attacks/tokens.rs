//! C14 and C22: floods of tokens that nobody need remember, and a database that goes back to yesterday.

use std::fs;

use serde_json::{Value, json};

use super::{SECRET, attacked, unharmed};
use crate::support::{Deployment, hs256};

const FLOOD: u32 = 1500;

/// What a revocation may leave behind.
fn rows(deployment: &Deployment) -> String {
    deployment.sql(
        "SELECT (SELECT count(*) FROM countersign_session) + (SELECT count(*) FROM countersign_revoked_token)
              + (SELECT count(*) FROM countersign_feed)",
    )
}

fn claims(number: u32, kind: &str, exp: i64) -> Value {
    json!({ "token_type": kind, "exp": exp, "iat": 1_700_000_000, "jti": format!("{number:032x}"), "user_id": "1" })
}

#[test]
fn c14_tokens_that_are_expired_or_somebody_elses_leave_no_row_however_many_are_revoked() {
    let deployment = attacked();
    let mut server = deployment.serve();
    let mut client = server.client();
    client.get("/healthz").expect(200);
    let before = rows(&deployment);
    for number in 0..FLOOD {
        let expired = hs256(SECRET.as_bytes(), claims(number, "refresh", 1_700_000_100).to_string().as_bytes());
        let foreign = hs256(&[9; 32], claims(number, "refresh", 4_000_000_000).to_string().as_bytes());
        for token in [expired, foreign] {
            let token = json!({ "refresh": token });
            client.post("/api/token/blacklist/", &token).expect(401);
            client.post("/api/logout/", &token).expect(401);
            client.post("/api/token/refresh/", &token).expect(401);
        }
    }
    assert_eq!(rows(&deployment), before);
    unharmed(&mut server);
}

#[test]
fn c22_r10_in_a_database_of_yesterday_tokens_of_today_are_refused_and_a_chain_that_went_on_is_cut() {
    let deployment = Deployment::new().on_sqlite().with_users(["alice", "bob"]);
    let server = deployment.serve();
    let [before, untouched] = [server.login("alice"), server.login("alice")];
    server.stop();
    let yesterday = fs::read(deployment.path("countersign.db")).unwrap();

    let server = deployment.serve();
    let rotated = server.refresh(&before.refresh).pair();
    let later = server.login("bob");
    server.stop();
    for leftover in ["countersign.db-wal", "countersign.db-shm"] {
        assert!(!deployment.has(leftover), "{leftover}");
    }
    fs::write(deployment.path("countersign.db"), yesterday).unwrap();

    let mut server = deployment.serve();
    server.refresh(&rotated.refresh).expect_refused("Token is blacklisted");
    server.refresh(&before.refresh).expect_refused("Token is blacklisted");
    server.refresh(&later.refresh).expect(401);
    let next = server.refresh(&untouched.refresh).pair();
    server.me(&next.access).expect(200);
    unharmed(&mut server);
}
