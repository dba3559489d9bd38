//! Refresh tokens that were spent, and come again.

use super::{BLACKLISTED, INTERVAL, live_sessions, outlast_the_interval, refresh_with, rotated};
use crate::support::{Deployment, Server, payload};

fn strict() -> Deployment {
    Deployment::new().with("COUNTERSIGN_JWT__REUSE_INTERVAL", INTERVAL).with_users(["alice"])
}

/// Whoever shows it is refused, and so is the newest token of its session from then on.
#[track_caller]
fn ends_its_session(server: &Server, spent: &str, newest: &str) {
    server.refresh(spent).expect_refused(BLACKLISTED);
    server.refresh(newest).expect_refused(BLACKLISTED);
}

#[test]
fn c01_a_replay_is_written_to_the_log() {
    let deployment = strict();
    let server = deployment.serve();
    let chain = rotated(&server, 2);
    ends_its_session(&server, &chain[0], &chain[2]);
    assert_eq!(live_sessions(&deployment), "0");
    let log = server.stop();
    assert!(log.contains("a spent refresh token was replayed: the session has ended"), "{log}");
    assert!(chain.iter().all(|token| !log.contains(token)), "{log}");
}

#[test]
fn c02_when_the_thief_refreshes_first_both_lose_and_the_owner_logs_in() {
    let server = strict().serve();
    let owned = server.login("alice").refresh;
    let stolen = server.refresh(&owned).pair();
    outlast_the_interval();
    ends_its_session(&server, &owned, &stolen.refresh);
    server.me(&stolen.access).expect_refused(BLACKLISTED);
    server.login("alice");
}

#[test]
fn c05_r2_a_restart_after_a_kill_forgets_no_rotation() {
    let deployment = strict();
    let mut server = deployment.serve();
    for spent in 0..3 {
        let chain = rotated(&server, 3);
        outlast_the_interval();
        server.kill();
        server = deployment.serve();
        ends_its_session(&server, &chain[spent], &chain[3]);
    }
}

#[test]
fn c06_within_the_interval_others_get_the_one_successor_and_no_chain_of_their_own() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let chain = rotated(&server, 1);
    for turn in 0..20 {
        let answer = refresh_with(&server, &format!("User-Agent: thief/{turn}"), &chain[0]);
        assert_eq!(answer.header("x-refresh-reuse"), Some("concurrent"));
        assert_eq!(payload(&answer.pair().refresh), payload(&chain[1]));
    }
    assert_eq!(live_sessions(&deployment), "1");
    server.refresh(&chain[1]).pair();
    ends_its_session(&server, &chain[0], &chain[1]);
}

#[test]
fn r6_a_new_deployment_rotates_and_forgives_for_half_a_minute() {
    let server = Deployment::new().with_users(["alice"]).serve();
    let chain = rotated(&server, 1);
    assert_eq!(payload(&server.refresh(&chain[0]).pair().refresh), payload(&chain[1]));
    let config = Deployment::with_default_settings().run(["config"]).expect_success();
    assert!(config.lines().any(|line| line.contains("reuse_interval") && line.contains("30s")), "{config}");
}
