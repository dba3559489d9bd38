//! Attacks from outside, by their number in `docs/ATTACKS.md`, on a real server over real sockets. What each must come to: a
//! 4xx that says why, in bounded time, and a server that goes on as if nothing had been sent.

mod content_types;
mod injection;
mod json_bombs;
mod methods_and_paths;
mod parameters;
mod sessions;
mod storms;
pub(crate) mod wire;

use crate::support::{Deployment, PASSWORD, Server};

/// Shared with whoever verifies, so that tests can sign tokens of their own.
const SECRET: &str = "a secret of thirty-two bytes, yes";
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

fn attacked() -> Deployment {
    Deployment::new()
        .with("COUNTERSIGN_JWT__ALGORITHM", "HS256")
        .with("SECRET_KEY", SECRET)
        .with_users(["alice", "bob"])
}

/// Nothing has been harmed: people log in and are told who they are, and nothing panicked.
fn unharmed(server: &mut Server) {
    for name in ["alice", "bob"] {
        let pair = server.client().login(name, PASSWORD).pair();
        assert_eq!(server.me(&pair.access).expect(200).body["username"], name);
    }
    assert!(server.is_running());
    assert!(!server.log().contains("panicked"), "{}", server.log());
}
