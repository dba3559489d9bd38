//! A database of yesterday: what was rotated since is nobody's.

use std::fs;

use super::{BLACKLISTED, rotated};
use crate::support::{Deployment, Server};

/// A copy is taken; the session rotates twice; the copy is put back. Its tokens, oldest first.
fn restored() -> (Server, Vec<String>) {
    let deployment = Deployment::new().on_sqlite().with_users(["alice"]);
    let server = deployment.serve();
    let mut chain = vec![server.login("alice").refresh];
    deployment.sql("VACUUM INTO 'yesterday.db'");
    for turn in 0..2 {
        chain.push(server.refresh(&chain[turn]).pair().refresh);
    }
    let since = rotated(&server, 0).remove(0);
    server.stop();
    for leftover in ["countersign.db-wal", "countersign.db-shm"] {
        assert!(!deployment.has(leftover), "{leftover}");
    }
    fs::rename(deployment.path("yesterday.db"), deployment.path("countersign.db")).unwrap();
    let server = deployment.serve();
    server.refresh(&since).expect_refused(BLACKLISTED);
    (server, chain)
}

/// The copy knows nothing of its being spent; the owner, who has a newer one, ends what comes of it.
#[test]
fn c22_after_a_restore_a_spent_token_gives_nothing_that_outlives_the_owner_s_next_refresh() {
    let (server, chain) = restored();
    let stolen = server.refresh(&chain[0]).pair();
    server.refresh(&chain[2]).expect_refused(BLACKLISTED);
    server.me(&stolen.access).expect_refused(BLACKLISTED);
    server.refresh(&stolen.refresh).expect_refused(BLACKLISTED);
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
    fs::write(deployment.path("countersign.db"), yesterday).unwrap();

    let server = deployment.serve();
    server.refresh(&rotated.refresh).expect_refused(BLACKLISTED);
    server.refresh(&before.refresh).expect_refused(BLACKLISTED);
    server.refresh(&later.refresh).expect(401);
    let next = server.refresh(&untouched.refresh).pair();
    server.me(&next.access).expect(200);
}
